import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { Project } from './project.ts';

let project: Project;
let home: string;

const git = (...args: string[]) => {
  const ran = project.run('git', ['-c', 'user.name=owner', '-c', 'user.email=owner@example.com', ...args]);
  if (ran.code !== 0) throw new Error(ran.err);
  return ran.out.trim();
};

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  process.env['XDG_CACHE_HOME'] = home;
  project = new Project();
  project.write('.gitignore', 'node_modules/\n');
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=first');
});
afterAll(() => {
  project.remove();
  rmSync(home, { recursive: true, force: true });
});

test('without a change nothing is told, and the exit code is 0', () => {
  expect(project.hensteeth('diff')).toMatchObject({ code: 0, out: 'no change: the cluster stays as it is\n' });
});

test('a change is told by what it does: layer, object, path, old and new, danger and restart', () => {
  project.edit('main.ts', 'nginx:1.27.5', 'nginx:1.26.0');
  const { code, out } = project.hensteeth('diff', 'main');
  expect(code).toBe(1);
  expect(out).toContain('layer experimental-web');
  expect(out).toContain('spec.template.spec.containers[name=web].image: nginx:1.27.5 -> nginx:1.26.0');
  expect(out).toMatch(/warning change-downgrade StatefulSet experimental\/web/);
  expect(out).toMatch(/restarts +StatefulSet experimental\/web/);
});

test('the report for machines is of its schema', () => {
  const { out } = project.hensteeth('diff', '--format', 'json');
  const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync('docs/diff-report.schema.json', 'utf8')));
  expect(validate(JSON.parse(out)) ? [] : validate.errors).toEqual([]);
});

test('only lines that move, and comments, are no change', () => {
  git('checkout', '--quiet', 'main.ts');
  project.edit('main.ts', 'const namespaces =', '// A remark.\n\nconst namespaces =');
  expect(project.hensteeth('diff')).toMatchObject({ code: 0, out: 'no change: the cluster stays as it is\n' });
  git('checkout', '--quiet', 'main.ts');
});

test('what was told is remembered until a file changes, or the revision is another commit', () => {
  project.edit('main.ts', 'nginx:1.27.5', 'nginx:1.26.0');
  git('branch', 'older');
  const first = project.hensteeth('diff', '--format', 'json', 'older');
  expect(first.out).toContain('change-downgrade');
  expect(project.hensteeth('diff', '--format', 'json', 'older')).toEqual(first);
  git('commit', '--quiet', '--all', '--message=downgrade');
  git('branch', '--force', 'older');
  expect(project.hensteeth('diff', '--format', 'json', 'older').out).not.toContain('change-downgrade');
  expect(project.hensteeth('diff')).toMatchObject({ code: 0, out: 'no change: the cluster stays as it is\n' });
  project.edit('main.ts', 'nginx:1.26.0', 'nginx:1.27.5');
  expect(project.hensteeth('diff').out).toContain('nginx:1.26.0 -> nginx:1.27.5');
  git('reset', '--quiet', '--hard', 'HEAD~1');
});

test('a revision that git does not know is told with the one that was meant', () => {
  const { code, err } = project.hensteeth('diff', 'maim');
  expect(code).toBe(2);
  expect(err).toContain("git knows no revision 'maim'");
  expect(err).toContain("Did you mean 'main'?");
});

test('a revision that does not render is taken as it was committed, and that is said', () => {
  project.edit('main.ts', 'export default lab;', 'export default lab');
  project.edit('main.ts', 'const lab =', 'const lab = = ');
  git('commit', '--quiet', '--all', '--message=broken');
  project.edit('main.ts', 'const lab = = ', 'const lab =');
  const { code, err, out } = project.hensteeth('diff');
  expect(code).toBe(0);
  expect(err).toMatch(/HEAD is taken as it was committed: it does not render/);
  expect(out).toContain('no change');
});

test('outside of a repository there is nothing to compare with', () => {
  rmSync(join(project.root, '.git'), { recursive: true });
  const { code, err } = project.hensteeth('diff');
  expect(code).toBe(2);
  expect(err).toContain('is no git repository');
});

describe('other clones', () => {
  let clone: Project;

  beforeEach(() => {
    clone = new Project();
    clone.write('.gitignore', 'node_modules/\n');
  });
  afterEach(() => clone.remove());
  const inClone = (...args: string[]) =>
    clone.run('git', ['-c', 'user.name=owner', '-c', 'user.email=owner@example.com', ...args]);

  test('a file in dist/ that is no text is told and is no change of the cluster', () => {
    inClone('init', '--quiet');
    inClone('add', '--all');
    inClone('commit', '--quiet', '--message=first');
    clone.write('dist/experimental-web/picture.png', '\0\u0001\u0002');
    expect(clone.hensteeth('diff')).toMatchObject({ code: 0, out: 'no change: the cluster stays as it is\n' });
  });

  test('in a shallow clone, a revision that is not there is told with how to fetch it', () => {
    inClone('init', '--quiet', '--initial-branch=main');
    inClone('add', '--all');
    inClone('commit', '--quiet', '--message=first');
    inClone('commit', '--quiet', '--allow-empty', '--message=second');
    const first = inClone('rev-list', '--max-parents=0', 'HEAD').out.trim();
    inClone('clone', '--quiet', '--depth=1', `file://${clone.root}`, 'shallow');
    const { status, stderr } = spawnSync(process.execPath, ['bin/hensteeth.mjs', 'diff', first], {
      cwd: shallow(clone),
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('git fetch --unshallow');
  });
});

/** The shallow clone inside of a project, with its dependencies. */
function shallow({ root }: Project): string {
  const folder = join(root, 'shallow');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

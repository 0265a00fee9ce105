import { execFileSync } from 'node:child_process';
import fs, { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFolder } from '../../../lib/check/read/read-folder.ts';
import { configMap, line } from './said.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'read-'));
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true });
});

function write(file: string, text: string | Buffer): void {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** A whole lab of someone else, at a place of its own. */
function copyLab(): string {
  const lab = join(root, 'lab');
  cpSync('test/fixtures/read/lab', lab, { recursive: true });
  return lab;
}

test('a foreign lab is read with its layers', () => {
  const { subjects, couldNotRead } = readFolder(copyLab());
  expect(couldNotRead).toEqual([]);
  expect(
    subjects.map(({ file, manifest, layer }) => `${file} ${manifest.kind}/${manifest.metadata.name} ${layer}`),
  ).toEqual([
    'apps/web/objects.yaml Deployment/web apps',
    'apps/web/objects.yaml Service/web apps',
    'clusters/home/layers.yaml Kustomization/infra undefined',
    'clusters/home/layers.yaml Kustomization/apps undefined',
    'infra/chart/crds/widgets.yaml CustomResourceDefinition/widgets.example.org infra',
    'infra/list.json Namespace/web infra',
    'infra/list.json ServiceAccount/web infra',
    'infra/token.sops.yaml Secret/token infra',
  ]);
});

test('what is wrong with it is reported with file and place', () => {
  const { reports } = readFolder(copyLab());
  expect(reports.map((report) => `${report.file} ${line(report)}`)).toEqual([
    'apps/web/objects.yaml yaml-trap spec.template.spec.containers[0].env[0].value @15:36',
  ]);
});

test('everything that is passed over is said, with its reason', () => {
  const { notJudged, counts } = readFolder(copyLab());
  expect(notJudged.map(({ why }) => why.slice(why.lastIndexOf(': ') + 2))).toEqual([
    'apps/kustomization.yaml',
    'apps/app-settings.yaml, apps/replicas.yaml',
    'apps/web/values-home.yaml',
    'infra/dashboard.json',
    'infra/chart',
    '.hidden, .sops.yaml',
    'mkdocs.yml',
  ]);
  expect(counts).toEqual({ files: 10, empty: 1 });
});

test('a part of a repository is read with the layers of its own paths', () => {
  const lab = copyLab();
  mkdirSync(join(lab, '.git'));
  write(
    'lab/apps/layer.yaml',
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web}\nspec: {path: ./apps/web}\n',
  );
  expect(readFolder(join(lab, 'apps')).subjects.map(({ file, layer }) => [file, layer])).toEqual([
    ['layer.yaml', undefined],
    ['web/objects.yaml', 'web'],
    ['web/objects.yaml', 'web'],
  ]);
});

test('one file is read by its name, whatever its ending', () => {
  write('objects.txt', configMap('  a: b\n'));
  const { subjects, texts } = readFolder(join(root, 'objects.txt'));
  expect(subjects.map(({ file }) => file)).toEqual(['objects.txt']);
  expect(texts.get('objects.txt')).toBe(configMap('  a: b\n'));
});

test('a path that does not exist is told with the nearest there is', () => {
  mkdirSync(join(root, 'clusters'));
  expect(readFolder(join(root, 'cluster')).couldNotRead).toEqual([
    `${join(root, 'cluster')} does not exist. Did you mean ${join(root, 'clusters')}?`,
  ]);
  expect(readFolder(join(root, 'clustres', 'home')).couldNotRead[0]).toContain(
    `Did you mean ${join(root, 'clusters')}?`,
  );
});

test('a folder without YAML cannot be judged', () => {
  write('notes.txt', 'a');
  expect(readFolder(root).couldNotRead).toEqual([`${root} has no YAML or JSON file`]);
});

test('links are followed once, and loops of links end', () => {
  write('a/one.yaml', configMap('  a: b\n'));
  write('outside/two.yaml', configMap('  c: d\n'));
  mkdirSync(join(root, 'lab'));
  cpSync(join(root, 'a'), join(root, 'lab/a'), { recursive: true });
  symlinkSync('..', join(root, 'lab/a/up'));
  symlinkSync('a', join(root, 'lab/again'));
  symlinkSync('a/one.yaml', join(root, 'lab/same.yaml'));
  symlinkSync('../outside', join(root, 'lab/linked'));
  const { subjects, couldNotRead } = readFolder(join(root, 'lab'));
  expect(subjects.map(({ file }) => file)).toEqual(['a/one.yaml', 'linked/two.yaml']);
  expect(couldNotRead).toEqual([]);
});

test('links to nothing and to themselves cannot be read', () => {
  write('a.yaml', configMap('  a: b\n'));
  symlinkSync('nowhere.yaml', join(root, 'b.yaml'));
  symlinkSync('c.yaml', join(root, 'c.yaml'));
  expect(readFolder(root).couldNotRead).toEqual([
    'b.yaml is a link to nothing',
    'c.yaml is a link that leads back to itself',
  ]);
});

test('what is neither a file nor a folder is not opened', () => {
  execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
  expect(readFolder(root).couldNotRead).toEqual(['pipe.yaml is neither a file nor a folder']);
  expect(readFolder(join(root, 'pipe.yaml')).couldNotRead[0]).toContain('is neither a file nor a folder');
});

test('files and folders without permission cannot be read, and the rest is', () => {
  write('a.yaml', configMap('  a: b\n'));
  write('b/c.yaml', configMap('  a: b\n'));
  const { readFileSync, readdirSync } = fs;
  const refused = () => Object.assign(new Error('EACCES'), { code: 'EACCES' });
  jest.spyOn(fs, 'readFileSync').mockImplementation(((path: string, ...rest: []) => {
    if (path === join(root, 'a.yaml')) throw refused();
    return readFileSync(path, ...rest);
  }) as typeof readFileSync);
  expect(readFolder(root)).toMatchObject({
    couldNotRead: ['a.yaml may not be read: the permission is missing'],
    subjects: [{ file: 'b/c.yaml' }],
  });
  jest.restoreAllMocks();
  jest.spyOn(fs, 'readdirSync').mockImplementation(((path: string, ...rest: []) => {
    if (path === join(root, 'b')) throw refused();
    return readdirSync(path, ...rest);
  }) as typeof readdirSync);
  expect(readFolder(root)).toMatchObject({
    couldNotRead: ['b may not be read: the permission is missing'],
    subjects: [{ file: 'a.yaml' }],
  });
});

test('a file above the limit is not read', () => {
  write('a.yaml', configMap(`  a: ${'b'.repeat(2000)}\n`));
  write('b.yaml', configMap('  a: b\n'));
  const { couldNotRead, subjects } = readFolder(root, { maxBytes: 1000 });
  expect(couldNotRead).toEqual([expect.stringContaining('a.yaml has 0.0 MiB')]);
  expect(subjects).toHaveLength(1);
});

test('bytes that are no text are reported with their file', () => {
  write('a.yaml', Buffer.from([0x61, 0x0a, 0xe9, 0x0a]));
  const [report] = readFolder(root).reports;
  expect(report).toMatchObject({ code: 'yaml-encoding', file: 'a.yaml', position: { line: 2 } });
});

test('JSON with tabs is read as JSON is', () => {
  write('a.json', '{\n\t"apiVersion": "v1",\n\t"kind": "Namespace",\n\t"metadata": {"name": "a"}\n}\n');
  expect(readFolder(root)).toMatchObject({ reports: [], subjects: [{ manifest: { kind: 'Namespace' } }] });
});

test('a kustomization by its name alone is one', () => {
  write('kustomization.yaml', 'resources: [a.yaml]\npatchesStrategicMerge: [b.yaml]\n');
  write('a.yaml', configMap('  a: b\n'));
  write('b.yaml', 'spec: {}\n');
  expect(readFolder(root)).toMatchObject({ reports: [], subjects: [{ file: 'a.yaml' }] });
});

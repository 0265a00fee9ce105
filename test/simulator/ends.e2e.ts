import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Project } from '../cli/project.ts';
import { describeOnCluster } from './on-cluster.ts';

/** Looks until something is given up, five in a second: minutes on a busy machine. */
const LOOKS = 1_500;

/** A lab of two layers, which is up in seconds. */
const MAIN = `import { Cluster, Namespaces, placeholder } from './lib/index.ts';

const lab = new Cluster({
  name: 'lab',
  track: '1.27',
  nodes: [{ name: 'one', cores: 8, memoryGiB: 32, rootGiB: 100, volumeGroups: [{ name: 'vg0', deviceClass: 'ssd', sizeGiB: 400 }] }],
  domain: placeholder('lab.example.com'),
  dns: { zone: placeholder('lab-example-com'), project: placeholder('example-project') },
  acme: { email: placeholder('owner@example.com') },
  objectStorage: { bucket: placeholder('example-bucket') },
  tailnet: placeholder('tailnet.example'),
  git: { url: placeholder('ssh://git@git.example.com/owner/lab.git'), branch: 'main' },
});
new Namespaces(lab);
export default lab;
`;

describeOnCluster('a simulation leaves nothing behind', () => {
  // No git repository: what is simulated is the tree as it lies there.
  let project: Project;
  let scratch: string;

  beforeAll(() => {
    project = new Project();
    scratch = mkdtempSync(join(tmpdir(), 'ends-'));
    project.write('main.ts', MAIN);
    expect(project.hensteeth('synth')).toMatchObject({ code: 0 });
  });

  afterEach(() => expect([programs(scratch), folders(scratch)]).toEqual([[], []]));

  afterAll(() => {
    project.remove();
    rmSync(scratch, { recursive: true, force: true });
  });

  test('at its end, in a folder that is no git repository', async () => {
    const { code, err } = await ended(start());
    expect([code, err]).toEqual([0, expect.stringContaining('namespaces ready')]);
  });

  test('two of them side by side do not meet', async () => {
    const codes = await Promise.all([ended(start()), ended(start())]);
    expect(codes.map(({ code }) => code)).toEqual([0, 0]);
  });

  test.each([
    ['Ctrl-C', ['SIGINT']],
    ['a second Ctrl-C', ['SIGINT', 'SIGINT']],
    ['SIGTERM', ['SIGTERM']],
  ] as const)('after %s in the middle', async (_name, signals) => {
    const child = start();
    const end = ended(child);
    await running(scratch, child);
    for (const signal of signals) child.kill(signal);
    expect((await end).code).toBe(130);
    await gone(scratch);
  });

  test('after it was killed', async () => {
    const child = start();
    const end = ended(child);
    await running(scratch, child);
    child.kill('SIGKILL');
    await end;
    await gone(scratch);
  });

  test('without Go and without programs: one message, and exit 2', async () => {
    const bin = join(scratch, 'bin');
    const cache = join(scratch, 'cache');
    for (const folder of [bin, cache]) mkdirSync(folder);
    const { code, err } = await ended(start({ PATH: bin, XDG_CACHE_HOME: cache }));
    expect(code).toBe(2);
    expect(err.match(/^error: /gm)).toHaveLength(1);
    expect(err).toContain('no Go on PATH to build it');
  });

  const root = process.getuid?.() === 0 && canMount();
  (root ? test : test.skip)('on a disk that is full: the reason, and exit 2', async () => {
    const small = join(scratch, 'small');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
    try {
      const { code, err } = await ended(start({ TMPDIR: small }));
      expect([code, err]).toEqual([2, expect.stringMatching(/^error: .*(no space|ENOSPC)/ims)]);
      await gone(small);
      expect(folders(small)).toEqual([]);
    } finally {
      execFileSync('umount', [small]);
    }
  });

  test('a file in dist/ that cannot be read: the layer that fails is named, and exit 1', async () => {
    const file = 'dist/namespaces/namespace-staging.yaml';
    const whole = project.read(file);
    project.write(file, 'kind: [\n');
    const { code, out } = await ended(start());
    project.write(file, whole);
    expect([code, out]).toEqual([1, expect.stringContaining('Kustomization flux-system/namespaces')]);
  });

  function start(more: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(process.execPath, ['bin/hensteeth.mjs', 'simulate'], {
      cwd: project.root,
      env: { ...process.env, TMPDIR: scratch, ...more },
    });
  }
});

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let out = '';
  let err = '';
  child.stdout!.on('data', (text: Buffer) => {
    out += text;
  });
  child.stderr!.on('data', (text: Buffer) => {
    err += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

/** Waits until the whole of it runs: the last programs to be started are those of Flux. */
async function running(folder: string, child: ChildProcess): Promise<void> {
  for (let i = 0; i < LOOKS && child.exitCode === null; i += 1) {
    if (programs(folder).some((line) => line.includes('helm-controller'))) return;
    await pause();
  }
  throw new Error('the simulation did not start');
}

/** Waits until its guardian is through. What never goes is told by what is looked at after each test. */
async function gone(folder: string): Promise<void> {
  for (let i = 0; i < LOOKS && programs(folder).length + folders(folder).length > 0; i += 1) await pause();
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}

/** Command lines of the processes that work in a folder of a simulation, or watch over one. */
function programs(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(placeAndCommand)
    .filter((line) => line.includes(`${folder}/hensteeth-simulator-`));
}

function placeAndCommand(pid: string): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return `${readlinkSync(`/proc/${pid}/cwd`)}: ${command}`;
  } catch {
    return '';
  }
}

function folders(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('hensteeth-simulator-'));
}

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'ends-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe]);
  if (status === 0) spawnSync('umount', [probe]);
  rmdirSync(probe);
  if (status !== 0) process.stderr.write('skipped: on a disk that is full: nothing can be mounted here\n');
  return status === 0;
}

import { spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { encrypted } from '../../lib/backup/age.ts';
import { writeStream } from '../../lib/backup/files.ts';
import { folderPlace } from '../../lib/backup/folder-place.ts';
import { fileName } from '../../lib/backup/names.ts';
import { storeFile } from '../../lib/backup/store.ts';
import { Project, type Ran } from '../cli/project.ts';
import { BackupNode } from './backup-node.ts';
import { FakeGoogle } from './fake-google.ts';

// Each command is a process, and the first one builds the project.
jest.setTimeout(300_000);

const KUBE_SYSTEM = 'c0ffee00-0000-4000-8000-000000000001';
const MAP = { version: 1, kind: 'hensteeth-volume-map', cluster: KUBE_SYSTEM, groups: [], volumes: [] };

let project: Project;
let node: BackupNode;
let google: FakeGoogle;

beforeAll(async () => {
  project = new Project();
  node = await BackupNode.make();
  google = await FakeGoogle.start();
  for (const name of ['ssh', 'sudo', 'flock', 'systemctl', 'journalctl']) {
    symlinkSync(resolve('test/backup/fake-ssh.sh'), join(node.fake, 'bin', name));
  }
  const places = `[{ bucket: 'my-bucket', endpoint: '${google.endpoint}' }]`;
  project.edit('main.ts', /\n {2}tailnet:/, `\n  backup: { to: ${places}, keep: { last: 5 } },\n  tailnet:`);
  project.write('.sops.yaml', `creation_rules:\n  - path_regex: ^secrets/\n    age: ${node.recipient}\n`);
  writeFileSync(join(project.root, 'lab.agekey'), `# public key: ${node.recipient}\n${node.key}\n`, { mode: 0o600 });
  project.write('key.json', google.account);
  mkdirSync(join(project.root, 'tmp'));
  // What the timer of the volumes has written.
  node.write('var/lib/hensteeth/volumes.json', JSON.stringify(MAP));
});
afterAll(async () => {
  await google.stop();
  node.remove();
  project.remove();
});

/** Runs the command. What it would leave in a temporary folder is to be seen. */
function backup(...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ['bin/hensteeth.mjs', 'backup', ...args], {
      cwd: project.root,
      env: {
        ...process.env,
        PATH: `${join(node.fake, 'bin')}:${process.env['PATH']}`,
        HENSTEETH_ROOT: node.root,
        FAKE: node.fake,
        FAKE_NODE: process.execPath,
        TMPDIR: join(project.root, 'tmp'),
      },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (err += text));
    child.on('close', (code) => done({ code: code ?? -1, out, err }));
  });
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const SSH = ['--ssh', 'owner@hensteeth'];
const KEY = ['--age-key', 'lab.agekey'];
const PREFIX = 'backups/hensteeth/';
/** Names of the backups in the bucket. */
const stored = () =>
  [...google.objects.keys()].flatMap((name) => (name.endsWith('.tar.age') ? [name.slice(PREFIX.length)] : []));

/** The bucket as a folder: what an owner has fetched by other means. */
function fetched(): string {
  const folder = join(project.root, 'fetched');
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of google.objects) writeFileSync(join(folder, name.slice(PREFIX.length)), content);
  return folder;
}

const lines = () => node.read('fake/lines');

test('places, sources and keys that are not there are told with what to write', async () => {
  for (const [args, words] of [
    [['list'], 'where are the backups?'],
    [['list', '--account', 'no.json'], '--account: no.json is not there'],
    [['show', 'x', ...SSH, '--age-key', 'no.agekey'], 'cannot be read'],
    [['show', ...KEY, '--from', 'empty'], 'empty: it cannot be listed'],
    [['setup', 'two', ...SSH], 'which node? It has hensteeth'],
    [['list', ...SSH], 'Put the program there: npx hensteeth backup setup'],
  ] as const) {
    const { code, err } = await backup(...args);
    expect([args, code, err]).toEqual([args, 2, expect.stringContaining(words)]);
    expect(err).toMatch(/^ {2}fix: ./m);
  }
});

test('setup puts program, settings, units and key onto the node, each with its rights', async () => {
  const { code, err } = await backup('setup', ...SSH, '--account', 'key.json');
  expect([code, err]).toEqual([0, '']);
  const mode = (path: string) => (statSync(join(node.root, path)).mode & 0o777).toString(8);
  expect(mode('usr/local/lib/hensteeth/hensteeth-node.cjs')).toBe('755');
  expect(mode('etc/hensteeth/backup-account.json')).toBe('600');
  expect(mode('etc/systemd/system/hensteeth-backup.timer')).toBe('644');
  expect(JSON.parse(node.read('etc/hensteeth/backup.json'))).toMatchObject({
    lab: 'hensteeth',
    node: 'hensteeth',
    recipients: [node.recipient],
    keep: { last: 5, daily: 7, weekly: 8 },
  });
  expect(node.calls).toContain('systemctl enable --now hensteeth-tag.timer hensteeth-backup.timer');
  expect(lines()).not.toContain('PRIVATE KEY');
});

test('run lets the node make one, and shows what it says', async () => {
  const { code, out, err } = await backup('run', ...SSH);
  expect([code, err]).toEqual([0, '... hensteeth-backup@dbctl.service runs on owner@hensteeth\n']);
  expect(out).toContain('datastore: 5 keys');
  expect(stored()).toHaveLength(1);
  expect(node.has('var/lib/hensteeth/backup-work')).toBe(false);
});

test.each([
  ['the node', () => SSH],
  ['the bucket itself', () => ['--account', 'key.json']],
  ['a folder', () => ['--from', fetched()]],
])('list tells what is stored, by %s', async (_, where) => {
  const { code, out } = await backup('list', ...where());
  expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`${stored()[0]} +0h +\\S+ +5 +0 +good`))]);
  expect(out).toContain('✓ the newest good one is 0h old');
});

test('an old backup, and one that is not whole, are told by list, which ends with 1', async () => {
  const folder = join(project.root, 'old');
  mkdirSync(folder);
  const name = 'hensteeth-20200102T030405Z.tar.age';
  const note = JSON.parse(readFileSync(join(fetched(), `${stored()[0]}.json`), 'utf8')) as { bytes: number };
  copyFileSync(join(fetched(), stored()[0]!), join(folder, name));
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...note, file: name }));
  writeFileSync(join(folder, 'hensteeth-20260102T030405Z.tar.age'), 'half');
  const { code, out } = await backup('list', '--from', 'old');
  expect([code, out]).toEqual([1, expect.stringMatching(/✗ the newest good one is \d+d old; one is made every day/)]);
  expect(out).toContain('not good: it has no note');
});

test('show opens the newest, and tells what it holds', async () => {
  const { code, out, err } = await backup('show', ...KEY, '--account', 'key.json');
  expect([code, err]).toEqual([0, '']);
  for (const words of ['whole, every sum is right', '5 keys, written by microk8s dbctl', KUBE_SYSTEM, 'certs.tar.gz']) {
    expect(out).toContain(words);
  }
});

test('show writes the map of volumes of a backup for volumes plan', async () => {
  const { code, out } = await backup('show', stored()[0]!, ...KEY, '--from', fetched(), '--map', 'volumes.json');
  expect([code, out]).toEqual([0, expect.stringContaining('npx hensteeth volumes plan --map volumes.json')]);
  expect(JSON.parse(readFileSync(join(project.root, 'volumes.json'), 'utf8'))).toEqual(MAP);
});

test('show --map without a name writes the newest map that is stored by itself', async () => {
  const path = join(project.root, 'map.age');
  for (const [at, cluster] of [
    [new Date('2026-01-02T03:04:05Z'), 'newer'],
    [new Date('2026-01-01T03:04:05Z'), 'older'],
  ] as const) {
    const sums = await writeStream(path, await encrypted([node.recipient], once(JSON.stringify({ ...MAP, cluster }))));
    const place = folderPlace(join(project.root, 'maps'));
    await storeFile(place, fileName('map', 'hensteeth', at), { path, ...sums }, { lab: 'hensteeth' });
  }
  expect((await backup('show', ...KEY, '--from', 'maps', '--map', 'newest.json')).code).toBe(0);
  expect(JSON.parse(readFileSync(join(project.root, 'newest.json'), 'utf8'))).toMatchObject({ cluster: 'newer' });
});

test('restore without --yes checks all of it, says what it would do, and does nothing', async () => {
  node.plan(0, 'nothing');
  const { code, out } = await backup('restore', stored()[0]!, ...KEY, '--from', fetched(), ...SSH);
  expect([code, out]).toEqual([1, expect.stringContaining('5. start MicroK8s, and wait until Kubernetes answers')]);
  expect(out).toContain('add --yes to do it');
  expect(node.calls).toEqual([]);
});

test('restore puts it back, and nothing of it is in the clear on this machine or in a command', async () => {
  const before = node.store;
  node.install('second');
  const { code, out, err } = await backup('restore', stored()[0]!, ...KEY, '--account', 'key.json', ...SSH, '--yes');
  expect([code, err]).toEqual([0, expect.stringContaining('... opening the backup')]);
  expect(out).toContain('datastore: 5 keys put back');
  expect(node.store).toEqual(before);
  expect(node.read('var/snap/microk8s/current/certs/file')).toBe('certs of the first installation\n');
  expect(readdirSync(join(project.root, 'tmp'))).toEqual([]);
  expect(lines()).not.toMatch(/of the first|AGE-SECRET-KEY/);
});

test('a restore that MicroK8s does not finish is told, and the same command goes on', async () => {
  const before = node.store;
  node.install('second');
  writeFileSync(join(node.fake, 'half'), '');
  const args = ['restore', stored()[0]!, ...KEY, '--from', fetched(), ...SSH, '--yes'];
  const cut = await backup(...args);
  expect([cut.code, cut.err]).toEqual([
    2,
    expect.stringContaining('microk8s dbctl restore: 2 keys of 5 were put back'),
  ]);
  expect(cut.err).toContain('fix: Kubernetes stays stopped');
  rmSync(join(node.fake, 'half'));
  expect((await backup(...args)).code).toBe(0);
  expect(node.store).toEqual(before);
});

test.each<[string, () => Promise<string>, string]>([
  [
    'damaged',
    async () => {
      const bytes = readFileSync(join(fetched(), stored()[0]!));
      bytes[bytes.length - 100]! ^= 1;
      writeFileSync(join(project.root, 'damaged.tar.age'), bytes);
      return 'damaged.tar.age';
    },
    'the backup is damaged',
  ],
  [
    'of another lab',
    async () => {
      const other = await BackupNode.make({ recipients: [node.recipient] });
      await other.run(['backup']);
      copyFileSync(join(other.stored, other.names[0]!), join(project.root, 'other.tar.age'));
      other.remove();
      return 'other.tar.age';
    },
    'is of the lab lab; this is hensteeth',
  ],
])('a backup that is %s is refused before the node hears of it', async (_, made, words) => {
  const file = await made();
  node.plan(0, 'nothing');
  const { code, err } = await backup('restore', file, ...KEY, ...SSH, '--yes');
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  expect(node.calls).toEqual([]);
});

test('a bucket that refuses is told by the run', async () => {
  const before = stored();
  google.refused = 'POST ';
  const { code, out } = await backup('run', ...SSH);
  google.refused = undefined;
  expect([code, out]).toEqual([1, expect.stringContaining('403 backup@ does not have storage.objects access')]);
  expect(stored()).toEqual(before);
});

test('facts that are refused do not reach the node', async () => {
  project.edit('main.ts', "bucket: 'my-bucket'", "bucket: 'gs://my-bucket'");
  const { code, err } = await backup('setup', ...SSH);
  expect([code, err]).toEqual([2, expect.stringContaining('backup.to[0].bucket')]);
});

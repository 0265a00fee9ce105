import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { decrypted } from '../../lib/backup/age.ts';
import { piecesOf, sumsOf } from '../../lib/backup/files.ts';
import { folderPlace } from '../../lib/backup/folder-place.ts';
import { checkBackup, textOf } from '../../lib/backup/read-backup.ts';
import { storeFile } from '../../lib/backup/store.ts';
import { describeUnless, newFolder, ran, removeScratch, whyNot } from '../node/programs.ts';
import { BackupNode } from './backup-node.ts';

// Each run is a process, and the machine may have other work.
jest.setTimeout(300_000);

let node: BackupNode;
beforeEach(async () => {
  node = await BackupNode.make();
});
afterEach(() => node.remove());
afterAll(removeScratch);

const backups = () => node.names.filter((name) => name.endsWith('.tar.age'));
const newest = () => join(node.stored, backups().at(-1)!);
const metric = (name: string) =>
  new RegExp(`^${name} (.+)$`, 'm').exec(node.read('var/lib/hensteeth/metrics/hensteeth-backup.prom'))?.[1];
const restore = async (file: string) => node.run(['restore'], await decrypted(node.key, piecesOf(file)));

test('a backup is made, stored with a note, and can be opened with the key alone', async () => {
  expect(await node.run(['backup'])).toMatchObject({ code: 0, err: '' });
  expect(node.names).toEqual([backups()[0], `${backups()[0]}.json`]);
  const { manifest } = await checkBackup(piecesOf(newest()), node.key);
  expect(manifest).toMatchObject({
    lab: 'lab',
    node: 'one',
    method: 'dbctl',
    keys: 5,
    microk8s: { version: 'v1.27.16', revision: '7000' },
  });
  expect(manifest.parts.map(({ name }) => name)).toEqual([
    manifest.datastore,
    'certs.tar.gz',
    'credentials.tar.gz',
    'args.tar.gz',
  ]);
});

test('what was written in the clear is gone when the run ends', async () => {
  await node.run(['backup']);
  expect(node.has('var/lib/hensteeth/backup-work')).toBe(false);
  for (const name of node.names) {
    expect(readFileSync(join(node.stored, name), 'latin1')).not.toMatch(/of the first|\/registry\//);
  }
});

test('metrics tell of the last good backup, and of a last run that failed', async () => {
  await node.run(['backup']);
  expect(metric('hensteeth_backup_last_run_success')).toBe('1');
  expect(metric('hensteeth_backup_keys')).toBe('5');
  expect(Number(metric('hensteeth_backup_size_bytes'))).toBe(readFileSync(newest()).length);
  const at = metric('hensteeth_backup_last_success_timestamp_seconds');
  node.plan(1, 'fail');
  expect(await node.run(['backup'])).toMatchObject({ code: 2, err: expect.stringContaining('snap list') });
  expect(metric('hensteeth_backup_last_run_success')).toBe('0');
  expect(metric('hensteeth_backup_last_success_timestamp_seconds')).toBe(at);
});

test('a datastore is put back with certificates, credentials and arguments, and what was there is kept', async () => {
  await node.run(['backup']);
  const before = node.store;
  node.install('second');
  node.put('/registry/namespaces/n0', 'another value\n');
  node.plan(0, 'nothing');
  const { code, out, err } = await restore(newest());
  expect([code, err]).toEqual([0, '']);
  expect(node.store).toEqual(before);
  expect(node.read('var/snap/microk8s/current/certs/file')).toBe('certs of the first installation\n');
  const kept = /what was there is kept as (\S+certs\.before-\S+)/.exec(out)![1]!;
  expect(readFileSync(join(kept, 'file'), 'utf8')).toBe('certs of the second installation\n');
  expect(node.runs).toEqual(['k8s-dqlite', 'kubelite']);
  expect(node.calls).not.toContain('RESTORED WHILE KUBELITE RUNS');
  expect(node.has('var/lib/hensteeth/restore')).toBe(false);
});

test('a second restore puts the keys back again, and swaps nothing', async () => {
  await node.run(['backup']);
  node.install('second');
  await restore(newest());
  const { code, out } = await restore(newest());
  expect([code, out.match(/as in the backup/g)]).toEqual([0, Array(3).fill('as in the backup')]);
});

describe('a file of dbctl under another name', () => {
  test('is refused before anything is stopped, where MicroK8s would say that all went well', async () => {
    await node.run(['backup']);
    node.plan(0, 'nothing');
    const plain = await decrypted(node.key, piecesOf(newest()));
    expect((await node.run(['restore'], renamed(plain))).err).toContain('fix: A file of dbctl must never be renamed.');
    expect(node.calls.filter((call) => call.startsWith('microk8s'))).toEqual([]);
    expect(node.runs).toEqual(['k8s-dqlite', 'kubelite']);
  });
});

/** The archive with another name for the datastore, in its manifest and in its header. */
async function* renamed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { packed, unpacked } = await import('../../lib/backup/tar.ts');
  const parts: { name: string; bytes: number; content: Uint8Array[] }[] = [];
  for await (const { name, bytes, content } of unpacked(source)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(Buffer.from(piece));
    parts.push({ name, bytes, content: pieces });
  }
  const manifest = Buffer.concat(parts[0]!.content).toString('utf8');
  const { datastore } = JSON.parse(manifest) as { datastore: string };
  const head = Buffer.from(manifest.replaceAll(datastore, 'latest.tar.gz'));
  yield* packed(
    [
      { name: 'manifest.json', bytes: head.length, content: [head] },
      ...parts.slice(1).map((part) => (part.name === datastore ? { ...part, name: 'latest.tar.gz' } : part)),
    ],
    new Date(0),
  );
}

test('a backup that does not arrive whole changes nothing on the machine', async () => {
  await node.run(['backup']);
  node.plan(0, 'nothing');
  const half = async function* () {
    for await (const piece of await decrypted(node.key, piecesOf(newest()))) {
      yield piece.subarray(0, 3000);
      return;
    }
  };
  const { code, err } = await node.run(['restore'], half());
  expect([code, err]).toEqual([2, expect.stringContaining('no whole archive: it ends too early')]);
  expect(node.calls).toEqual([]);
  expect(node.has('var/lib/hensteeth/restore')).toBe(false);
});

test('a restore of fewer keys than there are leaves Kubernetes stopped, and says so', async () => {
  await node.run(['backup']);
  node.install('second');
  writeFileSync(join(node.fake, 'half'), '');
  const { code, err } = await restore(newest());
  expect([code, err]).toEqual([2, expect.stringContaining('microk8s dbctl restore: 2 keys of 5 were put back')]);
  expect(node.runs).toEqual(['k8s-dqlite']);
  rmSync(join(node.fake, 'half'));
  expect((await restore(newest())).code).toBe(0);
  expect(node.runs).toEqual(['k8s-dqlite', 'kubelite']);
});

test('a key that MicroK8s could not put, and counted all the same, is told', async () => {
  await node.run(['backup']);
  node.install('second');
  writeFileSync(join(node.fake, 'refuse-a-key'), '');
  const { code, err } = await restore(newest());
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/1 of 5 keys could not be put back, \/registry\/namespaces\/n\d among them/),
  ]);
  expect(node.runs).toEqual(['k8s-dqlite']);
});

test('MicroK8s that does not come up, and says so with a good exit code, is told', async () => {
  await node.run(['backup']);
  node.fakes('microk8s', `case "$*" in start) exit 0 ;; *) exec "$(dirname "$0")/real/microk8s" "$@" ;; esac`);
  mkdirSync(join(node.fake, 'bin/real'));
  symlinkSync(resolve('test/backup/fake-microk8s.sh'), join(node.fake, 'bin/real/microk8s'));
  const { code, err } = await restore(newest());
  expect([code, err]).toEqual([2, expect.stringContaining('MicroK8s does not run')]);
});

test('a dump that fails, since a key was deleted while it read, is tried again', async () => {
  node.plan(2, 'fail');
  expect((await node.run(['backup'])).code).toBe(0);
  expect(node.calls.filter((call) => call.startsWith('microk8s dbctl backup'))).toHaveLength(2);
});

test('a datastore with a value missing is no backup', async () => {
  writeFileSync(join(node.fake, 'lose-a-value'), '');
  const { code, err } = await node.run(['backup']);
  expect([code, err]).toEqual([2, expect.stringContaining('has 5 keys and 4 values')]);
  expect(node.names).toEqual([]);
});

test('a backup of another minor version is refused before anything is stopped', async () => {
  await node.run(['backup']);
  process.env['FAKE_VERSION'] = 'v1.28.3';
  try {
    node.plan(0, 'nothing');
    const { code, err } = await restore(newest());
    expect([code, err]).toEqual([2, expect.stringContaining('the backup is of MicroK8s v1.27.16; here is v1.28.3')]);
    expect(node.calls).toEqual(['snap list microk8s']);
  } finally {
    delete process.env['FAKE_VERSION'];
  }
});

test('the quiesced way copies the folder while MicroK8s stands still, and starts it again', async () => {
  expect((await node.run(['backup', 'quiesced'])).code).toBe(0);
  expect(node.calls.filter((call) => call.startsWith('microk8s'))).toEqual([
    'microk8s stop',
    'microk8s start',
    'microk8s status --wait-ready --timeout 600',
  ]);
  node.install('second');
  expect((await restore(newest())).code).toBe(0);
  expect(node.read('var/snap/microk8s/current/var/kubernetes/backend/cluster.key')).toBe('key of the first\n');
});

test('MicroK8s is started again when copying its folder fails', async () => {
  rmSync(join(node.root, 'var/snap/microk8s/current/var/kubernetes/backend'), { recursive: true });
  expect((await node.run(['backup', 'quiesced'])).code).toBe(2);
  expect(node.runs).toEqual(['k8s-dqlite', 'kubelite']);
});

test('MicroK8s that a killed backup has left stopped is started again by what systemd runs after it', async () => {
  node.plan(2, 'cut-after');
  expect((await node.run(['backup', 'quiesced'])).signal).toBe('SIGKILL');
  expect(node.runs).toEqual([]);
  expect((await node.run(['start-again'])).out).toContain('started again');
  expect(node.runs).toEqual(['k8s-dqlite', 'kubelite']);
  expect((await node.run(['start-again'])).out).toBe('');
});

test.each(['cut', 'cut-after'])(
  'a backup that is killed at any call (%s) leaves nothing half-stored, and the next one is good',
  async (how) => {
    for (let call = 1; call <= 2; call++) {
      node.plan(call, how);
      expect((await node.run(['backup'])).signal).toBe('SIGKILL');
      expect(node.names).toEqual([]);
    }
    node.plan(0, 'nothing');
    expect((await node.run(['backup'])).code).toBe(0);
    expect((await checkBackup(piecesOf(newest()), node.key)).manifest.keys).toBe(5);
  },
);

test.each(['fail', 'cut', 'cut-after'])(
  'a restore that ends at any call (%s) is whole after the next run',
  async (how) => {
    await node.run(['backup']);
    const before = node.store;
    node.install('second');
    node.plan(0, 'nothing');
    await restore(newest());
    const count = node.calls.length;
    expect(count).toBe(7);
    for (let call = 1; call <= count; call++) {
      node.install('second');
      node.put('/registry/namespaces/n0', 'another value\n');
      node.plan(call, how);
      const cut = await restore(newest());
      // A datastore that does not answer at once is asked again.
      if (!(how === 'fail' && node.calls[call - 1]!.includes('dbctl'))) expect(cut.code).not.toBe(0);
      node.plan(0, 'nothing');
      expect(await restore(newest())).toMatchObject({ code: 0, err: '' });
      expect(node.store).toEqual(before);
      for (const folder of ['certs', 'credentials', 'args']) {
        expect(node.read(`var/snap/microk8s/current/${folder}/file`)).toBe(`${folder} of the first installation\n`);
      }
      expect(node.runs).toEqual(['k8s-dqlite', 'kubelite']);
    }
  },
);

test.each([
  ['between two renames', () => rmSync(join(node.root, 'var/snap/microk8s/current/certs'), { recursive: true })],
  [
    'while a folder was unpacked',
    () => node.write('var/snap/microk8s/current/.certs.hensteeth-new/certs/half', 'half of something'),
  ],
])('a restore that was cut %s is whole after the next run', async (_, leave) => {
  await node.run(['backup']);
  node.install('second');
  leave();
  expect(await restore(newest())).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(join(node.root, 'var/snap/microk8s/current/certs'))).toEqual(['file']);
  expect(node.has('var/snap/microk8s/current/.certs.hensteeth-new')).toBe(false);
});

test('files that are put back have the rights that they had', async () => {
  await node.run(['backup']);
  node.install('second');
  chmodSync(join(node.root, 'var/snap/microk8s/current/certs/file'), 0o600);
  await restore(newest());
  expect(statSync(join(node.root, 'var/snap/microk8s/current/certs/file')).mode & 0o777).toBe(0o640);
});

test('what is kept is what the settings say, and files of others stay', async () => {
  node.settle({ keep: { last: 1, daily: 0, weekly: 0 } });
  const others = ['lab-20200101T000000Z.tar.age', 'other-20200101T000000Z.tar.age', 'photo.jpg'];
  for (const name of others) node.write(`mnt/nas/${name}`, 'not ours');
  const older = 'lab-20260101T000000Z.tar.age';
  node.write('older', 'an older backup');
  const path = join(node.root, 'older');
  await storeFile(folderPlace(node.stored), older, { path, ...(await sumsOf(piecesOf(path))) }, { lab: 'lab' });
  const { out } = await node.run(['backup']);
  expect(out).toContain(`${older} is not kept any longer`);
  expect(node.names).toEqual(expect.arrayContaining(others));
  expect(backups()).toHaveLength(3);
});

test('a place that does not take it is told, and the others have it', async () => {
  node.write('mnt/full', 'a file where a folder should be');
  node.settle({
    places: [
      { folder: join(node.root, 'mnt/full'), mounted: false },
      { folder: node.stored, mounted: false },
    ],
  });
  const { code, out } = await node.run(['backup']);
  expect([code, out]).toEqual([1, expect.stringContaining('mnt/full')]);
  expect(backups()).toHaveLength(1);
  expect(metric('hensteeth_backup_last_run_success')).toBe('0');
  expect(metric('hensteeth_backup_last_success_timestamp_seconds')).toBeDefined();
});

test('a folder that should be mounted and is not gets nothing', async () => {
  node.settle({ places: [{ folder: node.stored, mounted: true }] });
  const { code, err } = await node.run(['backup']);
  const isOnRoot = statSync(node.root).dev === statSync('/').dev;
  expect([code, err]).toEqual(isOnRoot ? [2, expect.stringContaining('nothing is mounted there')] : [0, '']);
  expect(node.has('mnt')).toBe(!isOnRoot);
});

test('without a key that could open it, no backup is made', async () => {
  node.settle({ recipients: [] });
  const { code, err } = await node.run(['backup']);
  expect([code, err]).toEqual([2, expect.stringContaining('nobody could open a backup')]);
  expect(node.names).toEqual([]);
});

test('what is stored can be listed and fetched through the node, without the key', async () => {
  await node.run(['backup']);
  const [{ files }] = JSON.parse((await node.run(['list'])).out) as [{ files: { name: string; isGood: boolean }[] }];
  expect(files).toMatchObject([{ name: backups()[0], isGood: true, note: { keys: 5 } }]);
  const { code, out } = await node.run(['fetch', backups()[0]!]);
  expect([code, Buffer.from(out, 'latin1').equals(readFileSync(newest()))]).toEqual([0, true]);
  expect((await node.run(['fetch', '../../etc/hensteeth/backup.json'])).code).toBe(2);
});

describeUnless(whyNoSmallDisk(), 'a small disk', () => {
  test.each([
    ['of the node', 'var/lib/hensteeth'],
    ['of the place', 'mnt/nas'],
  ])('%s that is full leaves nothing behind, and the older backup good', async (_, folder) => {
    await node.run(['backup']);
    const older = newest();
    const kept = [readFileSync(older), readFileSync(`${older}.json`)] as const;
    const disk = join(node.root, folder);
    expect(ran('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).code).toBe(0);
    try {
      if (folder === 'mnt/nas') {
        writeFileSync(older, kept[0]);
        writeFileSync(`${older}.json`, kept[1]);
      }
      // What does not compress.
      node.put('/registry/large', randomBytes(200_000).toString('base64'));
      const { code, err } = await node.run(['backup']);
      expect([code, err]).toEqual([2, expect.stringMatching(/the disk is full|No space left|tar: .*rror/)]);
      const left = folder === 'mnt/nas' ? node.names : backups();
      expect(left).toHaveLength(folder === 'mnt/nas' ? 2 : 1);
      expect((await checkBackup(piecesOf(older), node.key)).manifest.keys).toBe(5);
    } finally {
      ran('umount', [disk]);
    }
  });
});

/** Why no file system in memory can be mounted here. */
function whyNoSmallDisk(): string | undefined {
  const folder = newFolder();
  const { code, said } = ran('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  if (code === 0) ran('umount', [folder]);
  return code === 0 ? undefined : said.trim() || 'mount is not here';
}

describeUnless(whyNot('age'), 'age itself', () => {
  test('opens a backup, of which tar reads every file', async () => {
    await node.run(['backup']);
    node.write('lab.agekey', `${node.key}\n`);
    const script = 'age -d -i "$1" "$2" | tar -tf -';
    const { code, out } = ran('sh', ['-c', script, 'sh', join(node.root, 'lab.agekey'), newest()]);
    expect([code, out.trim().split('\n')]).toEqual([
      0,
      [
        'manifest.json',
        expect.stringMatching(/^lab-.*\.tar\.gz$/),
        'certs.tar.gz',
        'credentials.tar.gz',
        'args.tar.gz',
      ],
    ]);
  });

  test('and its output is opened here', async () => {
    node.write('text', 'by age\n');
    const encrypt = 'age -r "$1" -o "$2.age" "$2"';
    expect(ran('sh', ['-c', encrypt, 'sh', node.recipient, join(node.root, 'text')]).code).toBe(0);
    expect(await textOf(await decrypted(node.key, piecesOf(join(node.root, 'text.age'))))).toBe('by age\n');
  });
});

import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import { piecesOf } from '../../lib/backup/files.ts';
import { RemoteNode } from '../../lib/backup/remote-node.ts';
import { datastoreOf } from '../../lib/backup/restore-remotely.ts';
import { Ssh } from '../../lib/live/ssh.ts';
import { BackupNode } from './backup-node.ts';

// Each run is a process, and the machine may have other work.
jest.setTimeout(120_000);

const ENV = { ...process.env };
let node: BackupNode;
let said: string;

beforeEach(async () => {
  node = await BackupNode.make();
  said = '';
  await node.run(['backup']);
  for (const name of ['ssh', 'sudo', 'flock']) {
    symlinkSync(resolve('test/backup/fake-ssh.sh'), join(node.fake, 'bin', name));
  }
  mkdirSync(join(node.root, 'usr/local/lib/hensteeth'), { recursive: true });
  symlinkSync(join(node.fake, 'program.cjs'), join(node.root, 'usr/local/lib/hensteeth/hensteeth-node.cjs'));
  Object.assign(process.env, {
    PATH: `${join(node.fake, 'bin')}:${ENV['PATH']}`,
    HENSTEETH_ROOT: node.root,
    FAKE: node.fake,
    FAKE_NODE: process.execPath,
  });
});
afterEach(() => {
  for (const name of ['HENSTEETH_ROOT', 'FAKE', 'FAKE_NODE']) delete process.env[name];
  process.env['PATH'] = ENV['PATH'];
  node.remove();
});

const file = () => join(node.stored, node.names.find((name) => name.endsWith('.tar.age'))!);
const datastore = (key: string) =>
  datastoreOf(
    new RemoteNode(new Ssh({ target: 'owner@one' })),
    (name) => ({ read: async () => piecesOf(name), key }),
    (text) => {
      said += text;
    },
  );

test('the datastore of a backup is put back onto a node behind ssh', async () => {
  const before = node.store;
  node.install('second');
  const { name, restore } = datastore(node.key);
  expect(name).toBe('MicroK8s on owner@one');
  await restore(file());
  expect(said).toContain('datastore: 5 keys put back\n');
  expect(node.store).toEqual(before);
});

test('a backup that the key does not open is refused before the node hears of it', async () => {
  node.plan(0, 'nothing');
  const stranger = await generateX25519Identity();
  await expect(datastore(stranger).restore(file())).rejects.toThrow('the key does not open this backup');
  expect(node.calls).toEqual([]);
  expect(node.has('fake/lines')).toBe(false);
});

test('what goes wrong on the node is told in its words, with its fix', async () => {
  process.env['FAKE_VERSION'] = 'v1.28.3';
  try {
    await expect(datastore(node.key).restore(file())).rejects.toMatchObject({
      message: 'owner@one: the backup is of MicroK8s v1.27.16; here is v1.28.3',
      hint: expect.stringContaining('--channel=1.27/stable'),
    });
  } finally {
    delete process.env['FAKE_VERSION'];
  }
});

test('a machine that ssh does not reach is told', async () => {
  node.fakes('ssh', 'echo "ssh: connect to host one port 22: No route to host" >&2; exit 255');
  await expect(datastore(node.key).restore(file())).rejects.toMatchObject({
    message: 'owner@one: ssh: connect to host one port 22: No route to host',
    hint: expect.stringContaining('See that ssh works'),
  });
});

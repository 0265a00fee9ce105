import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { collect } from '../../lib/volumes/collect.ts';
import { type Evidence, readEvidence } from '../../lib/volumes/evidence.ts';
import { runLvm } from '../../lib/volumes/machine.ts';
import { whyNoLoopDisks } from '../node/loop-disks.ts';
import { describeUnless, newFolder, removeScratch } from '../node/programs.ts';
import { LoopMachine } from './loop-machine.ts';

// Real LVM on files is slow where the machine has other work.
jest.setTimeout(300_000);

const LV = '11111111-1111-4111-8111-111111111111';
const POD = '5d3f2a10-0000-4000-8000-000000000001';
const NOW = new Date('2026-01-02T03:04:05Z');

/** Kubelet's folders as MicroK8s leaves them. */
function kubeletFolders(): { kubelet: string; logs: string } {
  const root = newFolder();
  const pv = join(root, 'kubelet/pods', POD, 'volumes/kubernetes.io~csi/pvc-1');
  mkdirSync(join(pv, 'mount/kubernetes.io~csi/trap'), { recursive: true });
  mkdirSync(join(root, 'kubelet/pods', POD, 'volumes/kubernetes.io~empty-dir/tmp'), { recursive: true });
  mkdirSync(join(root, 'logs', `media_pg-0_${POD}`), { recursive: true });
  writeFileSync(
    join(pv, 'vol_data.json'),
    JSON.stringify({ driverName: 'topolvm.io', specVolID: 'pvc-1', volumeHandle: LV }),
  );
  return { kubelet: join(root, 'kubelet'), logs: join(root, 'logs') };
}

afterAll(removeScratch);

describeUnless(whyNoLoopDisks(), 'collecting from real LVM on files', () => {
  let machine: LoopMachine;
  let evidence: Evidence;

  beforeAll(async () => {
    machine = new LoopMachine();
    machine.group('hensteeth-test', 1);
    machine.volume('hensteeth-test', LV, 64, 'precious', '/data');
    machine.disks.volume('hensteeth-test', 'empty', 8);
    await runLvm(machine, {
      do: 'add-tag',
      volume: { group: 'hensteeth-test', name: LV },
      tag: 'k8s.pvc=media/data-pg-0',
    });
    machine.changes.length = 0;
    evidence = await collect({ machine, now: NOW, folders: kubeletFolders(), mapFile: join(newFolder(), 'none.json') });
  });

  afterAll(() => machine.remove());

  test('a volume is told with UUID, bytes, tags, layout, file system and last mount path', () => {
    const volume = evidence.volumes.find(({ name }) => name === LV);
    expect(volume).toMatchObject({
      group: 'hensteeth-test',
      bytes: 64 * 2 ** 20,
      tags: ['k8s.pvc=media/data-pg-0'],
      layout: 'linear',
      fileSystem: { type: 'ext4', lastMounted: '/data' },
    });
    expect(volume?.uuid).toMatch(/^\w{6}(-\w{4}){5}-\w{6}$/);
    expect(volume?.created).toMatch(/^\d{4}-.*Z$/);
  });

  test('a volume that never had a file system is told so', () => {
    expect(evidence.volumes.find(({ name }) => name === 'empty')?.fileSystem).toEqual({ type: 'none' });
  });

  test('kubelet files and log folders are joined to volume, namespace and pod', () => {
    expect(evidence.published).toEqual([{ pod: POD, pv: 'pvc-1', handle: LV, namespace: 'media', podName: 'pg-0' }]);
  });

  test('a witness that is missing is told, and nothing was changed', () => {
    expect(evidence.notRead.map(({ what }) => what)).toEqual(
      expect.arrayContaining([expect.stringContaining('none.json')]),
    );
    expect(machine.changes).toEqual([]);
  });

  test('the file is what its schema says, and reads back as it was', () => {
    const text = JSON.stringify(evidence);
    const validate = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync('docs/volume-evidence.schema.json', 'utf8')),
    );
    expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null]);
    expect(JSON.stringify(readEvidence(text, 'evidence.json'))).toBe(text);
  });

  test('told to read all data, it adds the content of every volume that holds files, and not a byte of them changes', async () => {
    const before = machine.bytes('hensteeth-test', LV);
    const told: number[] = [];
    const folders = kubeletFolders();
    const read = await collect({ machine, now: NOW, folders, onReading: (_, { bytes }) => told.push(bytes) });
    expect(machine.bytes('hensteeth-test', LV)).toBe(before);
    const contents = read.volumes.map(({ name, content }) => [name, content?.files, content?.bytes]);
    expect(contents).toEqual(
      expect.arrayContaining([
        [LV, 1, 8],
        ['empty', undefined, undefined],
      ]),
    );
    expect(told).toEqual([8]);
    const text = JSON.stringify(read);
    const validate = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync('docs/volume-evidence.schema.json', 'utf8')),
    );
    expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null]);
    expect(JSON.stringify(readEvidence(text, 'evidence.json'))).toBe(text);
    const broken = text.replace(/"digest":"[0-9a-f]{9}/, '"digest":"x');
    expect(() => readEvidence(broken, 'evidence.json')).toThrow(/cannot be read at volumes\[\d\]\.content/);
  });

  test('a volume is renamed, grows to the bytes told and keeps its content; LVM itself refuses to shrink it', async () => {
    const volume = { group: 'hensteeth-test', name: LV };
    await runLvm(machine, { do: 'rename', volume, to: 'renamed' });
    expect(machine.content('hensteeth-test', 'renamed')).toBe('precious');
    const renamed = { ...volume, name: 'renamed' };
    await expect(runLvm(machine, { do: 'rename', volume: renamed, to: 'empty' })).rejects.toThrow('already exists');
    await expect(runLvm(machine, { do: 'grow', volume: renamed, from: 1, to: 2 ** 20 })).rejects.toThrow('lvextend');
    await runLvm(machine, { do: 'grow', volume: renamed, from: 64 * 2 ** 20, to: 72 * 2 ** 20 });
    expect(machine.disks.volumes()).toMatch(/renamed \S+ +72\.00m/);
    expect(machine.content('hensteeth-test', 'renamed')).toBe('precious');
  });
});

test.each([
  ['{', 'is no JSON'],
  ['{}', 'is no evidence of volumes'],
  ['{"kind":"hensteeth-volume-evidence","version":2}', 'has version 2; this program reads version 1'],
  [
    '{"kind":"hensteeth-volume-evidence","version":1,"volumes":[{"uuid":"x"}],"groups":[],"disks":[],"published":[],"archives":[],"notRead":[]}',
    'lacks volumes[0].group',
  ],
])('evidence %s is refused with its place', (text, why) => {
  expect(() => readEvidence(text, 'evidence.json')).toThrow(why);
});

import * as fc from 'fast-check';
import type { ResolvedFacts } from '../../lib/core/facts.ts';
import type { Live } from '../../lib/live/api.ts';
import { mapOf } from '../../lib/volumes/live-map.ts';
import { volumesIn } from '../../lib/volumes/lvm-report.ts';
import { runLvm } from '../../lib/volumes/machine.ts';
import { readTags, tagCommands, tagsFor } from '../../lib/volumes/tags.ts';
import type { MappedVolume } from '../../lib/volumes/volume-map.ts';
import { whyNoLoopDisks } from '../node/loop-disks.ts';
import { describeUnless, removeScratch } from '../node/programs.ts';
import { LoopMachine } from './loop-machine.ts';

const FACTS = {
  nodes: [
    {
      name: 'one',
      volumeGroups: [
        { name: 'ssd-vg', deviceClass: 'ssd' },
        { name: 'hdd-vg', deviceClass: 'hdd' },
      ],
    },
  ],
} as unknown as ResolvedFacts;
const LV = '11111111-1111-4111-8111-111111111111';
const CLUSTER = 'c0ffee00-0000-4000-8000-000000000001';

function objects(claimVolume: string, phase: string): Live[] {
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: CLUSTER } },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pvc-1' },
      spec: {
        capacity: { storage: '1Gi' },
        storageClassName: 'topolvm-hdd',
        claimRef: { namespace: 'media', name: 'data-pg-0' },
        csi: { driver: 'topolvm.io', volumeHandle: LV },
      },
      status: { phase },
    },
    { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'nfs' }, spec: { nfs: {} } },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data-pg-0', namespace: 'media' },
      spec: { volumeName: claimVolume },
    },
    {
      apiVersion: 'topolvm.io/v1',
      kind: 'LogicalVolume',
      metadata: { name: 'pvc-1', uid: LV },
      spec: { nodeName: 'one', deviceClass: 'hdd' },
      status: { volumeID: LV, currentSize: '1Gi' },
    },
  ] as unknown as Live[];
}

/** A model of the API server: objects that can be asked for. */
function modelApi(all: readonly Live[]) {
  return {
    get: async (apiVersion: string, kind: string, name: string) =>
      all.find((each) => each.apiVersion === apiVersion && each.kind === kind && each.metadata.name === name),
    list: async (apiVersion: string, kind: string) =>
      all.filter((each) => each.apiVersion === apiVersion && each.kind === kind),
  };
}

afterAll(removeScratch);

test('a claim is followed to its volume and its group', async () => {
  const { map, odd } = await mapOf(modelApi(objects('pvc-1', 'Bound')), FACTS);
  expect(odd).toEqual([]);
  expect(map.cluster).toBe(CLUSTER);
  expect(map.volumes).toMatchObject([
    { namespace: 'media', claim: 'data-pg-0', group: 'hdd-vg', volume: LV, bytes: 2 ** 30, isBound: true },
  ]);
});

test('a volume that its claim has left is told, and tagged as released', async () => {
  const { map, odd } = await mapOf(modelApi(objects('pvc-2', 'Released')), FACTS);
  expect(odd).toEqual([`volume ${LV} is kept from media/data-pg-0, which is not bound to it any more`]);
  expect(readTags(tagsFor(map.volumes[0]!, CLUSTER))).toEqual({
    claims: [],
    clusters: [CLUSTER],
    released: ['media/data-pg-0'],
  });
});

test('a volume that is not on the machine is told', async () => {
  const { odd } = await mapOf(modelApi(objects('pvc-1', 'Bound')), FACTS, []);
  expect(odd).toEqual([`volume ${LV} of media/data-pg-0 is not on the machine`]);
});

const mapped: MappedVolume = {
  namespace: 'media',
  claim: 'data-pg-0',
  pv: 'pvc-1',
  storageClass: 'topolvm-hdd',
  logicalVolume: 'pvc-1',
  node: 'one',
  deviceClass: 'hdd',
  group: 'hdd-vg',
  volume: LV,
  bytes: 1,
  uuid: undefined,
  isBound: true,
};

test('whatever tags a volume has, the commands leave it with ours and those of others, and a second run has none', () => {
  const wanted = tagsFor(mapped, CLUSTER);
  const tag = fc.constantFrom(...wanted, 'k8s.pvc=a/b', 'k8s.cluster=old', 'k8s.released=a/b', 'owner', 'k8s.was=x');
  fc.assert(
    fc.property(fc.uniqueArray(tag), (has) => {
      const after = new Set(has);
      for (const command of tagCommands({ group: 'vg', name: LV }, wanted, has)) {
        if (command.do === 'add-tag') after.add(command.tag);
        if (command.do === 'remove-tag') after.delete(command.tag);
      }
      const others = has.filter((each) => ['owner', 'k8s.was=x'].includes(each));
      expect([...after].sort()).toEqual([...wanted, ...others].sort());
      expect(tagCommands({ group: 'vg', name: LV }, wanted, [...after])).toEqual([]);
    }),
  );
});

describeUnless(whyNoLoopDisks(), 'tags on real LVM', () => {
  test('tags are written, stay over a renaming, and a second run writes nothing', async () => {
    const machine = new LoopMachine();
    try {
      machine.group('hensteeth-tags', 1);
      machine.disks.volume('hensteeth-tags', LV, 8);
      const write = async (name: string) => {
        const [volume] = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
        const wanted = tagsFor(mapped, CLUSTER);
        const commands = tagCommands({ group: 'hensteeth-tags', name }, wanted, volume!.tags);
        for (const command of commands) await runLvm(machine, command);
        return commands.length;
      };
      expect(await write(LV)).toBe(4);
      await runLvm(machine, { do: 'rename', volume: { group: 'hensteeth-tags', name: LV }, to: 'renamed' });
      expect(await write('renamed')).toBe(0);
      const [volume] = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
      expect(readTags(volume!.tags).claims).toEqual(['media/data-pg-0']);
    } finally {
      machine.remove();
    }
  });
});

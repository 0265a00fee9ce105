import * as fc from 'fast-check';
import type { ResolvedFacts } from '../../lib/core/facts.ts';
import type { Live } from '../../lib/live/api.ts';
import { collect } from '../../lib/volumes/collect.ts';
import { mapOf } from '../../lib/volumes/live-map.ts';
import { runLvm } from '../../lib/volumes/machine.ts';
import { mapOn } from '../../lib/volumes/machine-map.ts';
import { matchVolumes } from '../../lib/volumes/match.ts';
import { readTags, tagCommands, tagsFor } from '../../lib/volumes/tags.ts';
import type { MappedVolume } from '../../lib/volumes/volume-map.ts';
import type { WantedClaim } from '../../lib/volumes/wanted-claims.ts';
import { whyNoLoopDisks } from '../node/loop-disks.ts';
import { describeUnless, removeScratch } from '../node/programs.ts';
import { LoopMachine } from './loop-machine.ts';

// Real LVM on files is slow where the machine has other work.
jest.setTimeout(300_000);

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
  expect(readTags(tagsFor(map.volumes[0]!, CLUSTER))).toMatchObject({
    claims: [],
    clusters: [CLUSTER],
    released: ['media/data-pg-0'],
  });
});

test('a volume that is not on the machine is told', async () => {
  const { odd } = await mapOf(modelApi(objects('pvc-1', 'Bound')), FACTS, []);
  expect(odd).toEqual([`volume ${LV} of media/data-pg-0 is not on the machine`]);
});

const wanted: WantedClaim = {
  namespace: 'media',
  name: 'data-pg-0',
  bytes: 8 * 2 ** 20,
  storageClass: 'topolvm-hdd',
  deviceClass: 'hdd',
  groups: ['hdd-vg'],
  fsType: 'ext4',
  layer: 'media',
  pods: [{ kind: 'pod', name: 'pg-0' }],
  mountPaths: ['/data'],
};

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
  const tags = tagsFor(mapped, CLUSTER);
  const tag = fc.constantFrom(...tags, 'k8s.pvc=a/b', 'k8s.cluster=old', 'k8s.released=a/b', 'owner', 'k8s.was=x');
  fc.assert(
    fc.property(fc.uniqueArray(tag), (has) => {
      const after = new Set(has);
      for (const command of tagCommands({ group: 'vg', name: LV }, tags, has)) {
        if (command.do === 'add-tag') after.add(command.tag);
        if (command.do === 'remove-tag') after.delete(command.tag);
      }
      const others = has.filter((each) => ['owner', 'k8s.was=x'].includes(each));
      expect([...after].sort()).toEqual([...tags, ...others].sort());
      expect(tagCommands({ group: 'vg', name: LV }, tags, [...after])).toEqual([]);
    }),
  );
});

describeUnless(whyNoLoopDisks(), 'tags on real LVM', () => {
  test('tags are written with a seal, stay over a renaming, and a second run writes nothing', async () => {
    const machine = new LoopMachine();
    try {
      machine.group('hdd-vg', 1);
      machine.disks.volume('hdd-vg', LV, 8);
      const read = (found: Parameters<typeof mapOf>[2]) => mapOf(modelApi(objects('pvc-1', 'Bound')), FACTS, found);
      const first = await mapOn(machine, read, true);
      expect(first.ran.map((line) => line.split(' ')[2]?.split('=')[0])).toEqual([
        'k8s.pvc',
        'k8s.pv',
        'k8s.sc',
        'k8s.cluster',
        'k8s.changes',
      ]);
      expect(await mapOn(machine, read, true)).toEqual({ ...first, ran: [] });
      const claims = [wanted];
      const evidence = () =>
        collect({ machine, now: new Date(0), folders: { kubelet: '/none', logs: '/none' }, mapFile: '/none' });
      expect(matchVolumes({ evidence: await evidence(), claims }).matches).toMatchObject([
        { claim: 'media/data-pg-0', confidence: 'certain', volume: { name: LV } },
      ]);
      await runLvm(machine, { do: 'rename', volume: { group: 'hdd-vg', name: LV }, to: 'renamed' });
      const asked = matchVolumes({ evidence: await evidence(), claims });
      expect(asked.questions[0]?.why).toBe('one witness names its volume, and no other says that it was still so');
      expect(asked.questions[0]?.candidates[0]?.witnesses).toEqual(['its tags name media/data-pg-0']);
    } finally {
      machine.remove();
    }
  });

  test('a group with a volume that the map does not know is not sealed', async () => {
    const machine = new LoopMachine();
    try {
      machine.group('hdd-vg', 1);
      machine.disks.volume('hdd-vg', LV, 8);
      machine.disks.volume('hdd-vg', LV.replaceAll('1', '2'), 8);
      const { map, ran } = await mapOn(
        machine,
        (found) => mapOf(modelApi(objects('pvc-1', 'Bound')), FACTS, found),
        true,
      );
      expect(ran.filter((line) => line.includes('k8s.changes'))).toEqual([]);
      expect(map.groups).toEqual([]);
    } finally {
      machine.remove();
    }
  });
});

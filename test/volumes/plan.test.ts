import type { ResolvedFacts } from '../../lib/core/facts.ts';
import type { Evidence, OldVolume } from '../../lib/volumes/evidence.ts';
import { planFor } from '../../lib/volumes/plan.ts';
import { type DatastoreBackup, strategyFor } from '../../lib/volumes/strategy.ts';
import type { VolumeMap } from '../../lib/volumes/volume-map.ts';
import { claimKey, type WantedClaim, wantedClaims } from '../../lib/volumes/wanted-claims.ts';
import { worldOf } from '../check/world-of.ts';

const GIB = 2 ** 30;
const FACTS = {
  nodes: [{ name: 'one', volumeGroups: [{ name: 'vg', deviceClass: 'ssd', sizeGiB: 100 }] }],
} as unknown as ResolvedFacts;

const CLASS = `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: topolvm-provisioner}
provisioner: topolvm.io
parameters: {csi.storage.k8s.io/fstype: ext4, topolvm.io/device-class: ssd}
---`;
const SPEC = '{storageClassName: topolvm-provisioner, resources: {requests: {storage: 1Gi}}}';

function claimNames(yaml: string): string[] {
  return wantedClaims(worldOf(`${CLASS}${yaml}`, { facts: FACTS })).claims.map(claimKey);
}

test('claims of a StatefulSet are named TEMPLATE-SET-N, from its first ordinal', () => {
  const yaml = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: pg, namespace: media}
spec:
  replicas: 2
  ordinals: {start: 1}
  template: {spec: {containers: [{name: pg, volumeMounts: [{name: data, mountPath: /data}]}]}}
  volumeClaimTemplates: [{metadata: {name: data}, spec: ${SPEC}}]`;
  const { claims } = wantedClaims(worldOf(`${CLASS}${yaml}`, { facts: FACTS }));
  expect(claims.map(claimKey)).toEqual(['media/data-pg-1', 'media/data-pg-2']);
  expect(claims[0]).toMatchObject({
    bytes: GIB,
    groups: ['vg'],
    fsType: 'ext4',
    mountPaths: ['/data'],
    pods: [{ kind: 'pod', name: 'pg-1' }],
  });
});

test('claims of a Prometheus are named as its operator names them, shards included', () => {
  const yaml = `
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: main, namespace: monitoring}
spec: {shards: 2, storage: {volumeClaimTemplate: {spec: ${SPEC}}}}`;
  expect(claimNames(yaml)).toEqual([
    'monitoring/prometheus-main-db-prometheus-main-0',
    'monitoring/prometheus-main-db-prometheus-main-shard-1-0',
  ]);
});

test('a claim by its own name knows the pods that mount it', () => {
  const yaml = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: web, namespace: media}
spec: ${SPEC}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: front, namespace: media}
spec: {template: {spec: {containers: [{name: web, volumeMounts: [{name: www, mountPath: /www}]}], volumes: [{name: www, persistentVolumeClaim: {claimName: web}}]}}}`;
  const { claims } = wantedClaims(worldOf(`${CLASS}${yaml}`, { facts: FACTS }));
  expect(claims).toMatchObject([{ name: 'web', pods: [{ kind: 'deployment', name: 'front' }], mountPaths: ['/www'] }]);
});

const claim: WantedClaim = {
  namespace: 'media',
  name: 'data-pg-0',
  bytes: GIB,
  storageClass: 'topolvm-provisioner',
  deviceClass: 'ssd',
  groups: ['vg'],
  fsType: 'ext4',
  layer: 'media',
  pods: [{ kind: 'pod', name: 'pg-0' }],
  mountPaths: ['/data'],
};
const volume: OldVolume = {
  uuid: 'uuid-1',
  group: 'vg',
  name: '11111111-1111-4111-8111-111111111111',
  bytes: GIB,
  tags: ['k8s.pvc=media/data-pg-0', 'k8s.cluster=c'],
  created: '2026-01-01T00:00:00.000Z',
  host: 'one',
  layout: 'linear',
  pool: '',
  origin: '',
  isActive: true,
  fileSystem: { type: 'ext4' },
};
const NEW = '22222222-2222-4222-8222-222222222222';

function evidenceOf(...volumes: OldVolume[]): Evidence {
  return {
    version: 1,
    kind: 'hensteeth-volume-evidence',
    taken: '2026-01-02T00:00:00.000Z',
    machine: 'one',
    volumes,
    groups: [{ name: 'vg', uuid: 'g', bytes: 10 * GIB, free: GIB, extent: 4194304, changes: 7 }],
    disks: [],
    published: [{ pod: 'p', pv: 'pvc-1', handle: volume.name, namespace: 'media', podName: 'pg-0' }],
    archives: [],
    map: undefined,
    notRead: [],
  };
}

function mapWith(group: string): VolumeMap {
  const place = { pv: 'pvc-2', storageClass: 's', logicalVolume: 'pvc-2', node: 'one', deviceClass: 'ssd' };
  const entry = {
    ...place,
    namespace: 'media',
    claim: 'data-pg-0',
    group,
    volume: NEW,
    bytes: GIB,
    uuid: 'uuid-2',
    isBound: true,
  };
  return { version: 1, kind: 'hensteeth-volume-map', cluster: 'new', groups: [], volumes: [entry] };
}

const FRESH: DatastoreBackup = { file: 'backup', taken: '2026-01-01T12:00:00.000Z' };

test.each([
  ['adopt', 'before the app is deployed', {}, {}],
  ['swap', 'when the new cluster has made an empty volume in its group', {}, { now: mapWith('vg') }],
  ['copy', 'when the new volume is in another group', {}, { now: mapWith('other') }],
  ['copy', 'when it lies in a group that the claim is not served from', { group: 'hdd' }, {}],
  ['copy', 'when its file system is another than the storage class makes', { fileSystem: { type: 'xfs' } }, {}],
  ['copy', 'when it is thin', { layout: 'thin,sparse' }, {}],
  ['copy', 'when it is linear and its device class thin', {}, { claim: { ...claim, pools: ['vg/pool'] } }],
  [
    'adopt',
    'when it is thin, in the pool of its device class',
    { layout: 'thin,sparse', pool: 'pool' },
    { claim: { ...claim, pools: ['vg/pool'] } },
  ],
  [
    'swap',
    'when it is thin, in the pool where the new cluster has made an empty one',
    { layout: 'thin,sparse', pool: 'pool' },
    { claim: { ...claim, pools: ['vg/pool'] }, now: mapWith('vg') },
  ],
  [
    'copy',
    'when it is thin, in another pool',
    { layout: 'thin,sparse', pool: 'other' },
    { claim: { ...claim, pools: ['vg/pool'] } },
  ],
  [
    'copy',
    'when it is thin, in a pool of that name in another group',
    { layout: 'thin,sparse', pool: 'pool' },
    { claim: { ...claim, pools: ['hdd/pool'] } },
  ],
  [
    'adopt',
    'when it lies in the second of two groups of its device class',
    { group: 'hdd' },
    { claim: { ...claim, groups: ['vg', 'hdd'] } },
  ],
  ['restore', 'when a fresh backup of the datastore exists', {}, { backup: FRESH }],
  [
    'adopt',
    'when the backup is of a time that had not come when the evidence was taken',
    {},
    { backup: { file: 'b', taken: '2026-02-01T00:00:00.000Z' } },
  ],
  ['adopt', 'when the backup is older than a volume', {}, { backup: { file: 'b', taken: '2025-12-31T23:00:00.000Z' } }],
  [
    'adopt',
    'when the backup is days old',
    { created: '2025-01-01T00:00:00.000Z' },
    { backup: { file: 'b', taken: '2025-12-25T00:00:00.000Z' } },
  ],
] as const)('the strategy is %s %s', (strategy, _when, changed, more) => {
  const old = { ...volume, ...changed };
  expect(strategyFor({ evidence: evidenceOf(old), claim, volume: old, ...more }).strategy).toBe(strategy);
});

test.each([
  ['it holds a file system', { fileSystem: { type: 'none' } }, false],
  ['it holds a file system', { fileSystem: { type: 'LVM2_member' } }, false],
  ['it holds a file system', { fileSystem: undefined }, undefined],
  ['it is as large as the claim asks', { bytes: GIB / 2 }, true],
] as const)('the condition that %s is judged for %j', (what, changed, holds) => {
  const old = { ...volume, ...changed };
  const { conditions } = strategyFor({ evidence: evidenceOf(old), claim, volume: old });
  expect(conditions.find((condition) => condition.what === what)?.holds).toBe(holds);
});

test('a volume that must grow by more than is free does not do', () => {
  const { conditions } = strategyFor({ evidence: evidenceOf(volume), claim: { ...claim, bytes: 3 * GIB }, volume });
  expect(conditions.map(({ holds, why }) => [holds, why])).toContainEqual([false, 'it lacks 2Gi, and vg has 1Gi free']);
});

test('a plan is keyed by UUIDs, and tells every step with its way back', () => {
  const plan = planFor({ evidence: evidenceOf(volume), wanted: { claims: [claim], unnamed: [] } });
  expect(plan.volumes).toMatchObject([{ uuid: 'uuid-1', strategy: 'adopt', confidence: 'certain' }]);
  expect(plan.volumes[0]!.steps.map(({ does }) => does.split(' ')[0])).toEqual([
    'flux',
    'create',
    'lvrename',
    'let',
    'create',
    'flux',
    'wait',
  ]);
  expect(plan.volumes[0]!.steps.every(({ undo }) => undo !== '')).toBe(true);
});

test('an empty volume of the new cluster is nobody’s old data', () => {
  const fresh = { ...volume, uuid: 'uuid-2', name: NEW, tags: [] };
  const plan = planFor({
    evidence: evidenceOf(volume, fresh),
    wanted: { claims: [claim], unnamed: [] },
    now: mapWith('vg'),
  });
  expect(plan.volumes).toMatchObject([{ uuid: 'uuid-1', strategy: 'swap' }]);
  expect([plan.questions, plan.leftOver]).toEqual([[], []]);
});

test('a claim that nothing speaks for is asked about, and the owner answers', () => {
  const bare = { ...volume, tags: [] };
  const given = { evidence: { ...evidenceOf(bare), published: [] }, wanted: { claims: [claim], unnamed: [] } };
  expect(planFor(given).questions).toMatchObject([{ claim: 'media/data-pg-0', candidates: [{ uuid: 'uuid-1' }] }]);
  expect(planFor({ ...given, assignments: ['uuid-1=media/data-pg-0'] }).volumes).toMatchObject([
    { uuid: 'uuid-1', confidence: 'owner' },
  ]);
  const empty = planFor({ ...given, assignments: ['none=media/data-pg-0'] });
  expect([empty.questions, empty.empty, empty.leftOver.length]).toEqual([[], ['media/data-pg-0'], 1]);
});

test.each([
  ['uuid-1', 'write OLD=NAMESPACE/CLAIM'],
  ['uuid-1=media/nothing', 'the lab has no claim media/nothing; it has media/data-pg-0'],
  ['uuid-9=media/data-pg-0', 'the evidence has no volume uuid-9'],
  ['same=media/data-pg-0', 'same is the name of 2 volumes; write the UUID'],
])('the assignment %s is refused', (assignment, why) => {
  const twins = ['a', 'b'].map((group) => ({ ...volume, uuid: group, group, name: 'same' }));
  const evidence = evidenceOf(volume, ...twins);
  const run = () => planFor({ evidence, wanted: { claims: [claim], unnamed: [] }, assignments: [assignment] });
  expect(run).toThrow(why);
});

test('a volume assigned twice is refused', () => {
  const two = [claim, { ...claim, name: 'data-pg-1' }];
  const assignments = ['uuid-1=media/data-pg-0', 'uuid-1=media/data-pg-1'];
  const run = () => planFor({ evidence: evidenceOf(volume), wanted: { claims: two, unnamed: [] }, assignments });
  expect(run).toThrow('uuid-1 is assigned already');
});

test('two volume groups are two places: a claim knows the group and the pool of its own device class alone', () => {
  const volumeGroups = [
    { name: 'vg', deviceClass: 'ssd', sizeGiB: 100, spareGiB: 0, pool: 'thin' },
    { name: 'hdd', deviceClass: 'slow', sizeGiB: 100, spareGiB: 0 },
  ];
  const facts = { nodes: [{ name: 'one', volumeGroups }] } as unknown as ResolvedFacts;
  const claims = ['topolvm-provisioner', 'slow'].map(
    (name) => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}, namespace: media}
spec: {storageClassName: ${name}, resources: {requests: {storage: 1Gi}}}`,
  );
  const slow = CLASS.replace('topolvm-provisioner', 'slow').replace('device-class: ssd', 'device-class: slow');
  const found = wantedClaims(worldOf(`${CLASS}${slow}${claims.join('\n---')}`, { facts })).claims;
  expect(found.map(({ name, groups, pools }) => [name, groups, pools])).toEqual([
    ['slow', ['hdd'], undefined],
    ['topolvm-provisioner', ['vg'], ['vg/thin']],
  ]);
});

test('a plan for a swap knows the empty volume by its UUID, from the map or else from the evidence', () => {
  const fresh = { ...volume, uuid: 'uuid-2', name: NEW, tags: [] };
  const now = mapWith('vg');
  const silent = { ...now, volumes: now.volumes.map((each) => ({ ...each, uuid: undefined })) };
  const planWith = (map: VolumeMap, ...volumes: OldVolume[]) =>
    planFor({ evidence: evidenceOf(...volumes), wanted: { claims: [claim], unnamed: [] }, now: map }).volumes[0]!;
  const told = { uuid: 'uuid-2', name: NEW, object: 'pvc-2', pv: 'pvc-2' };
  expect(planWith(now, volume).fresh).toEqual(told);
  expect(planWith(silent, volume, fresh).fresh).toEqual(told);
  expect(planWith(silent, volume).conditions.find(({ what }) => what.includes('UUID'))?.holds).toBe(undefined);
});

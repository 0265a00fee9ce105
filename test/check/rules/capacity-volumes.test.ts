import { capacityOf } from '../../../lib/check/capacity/usage.ts';
import { capacityRules } from '../../../lib/check/rules/capacity.ts';
import type { WorldProps } from '../../../lib/check/world.ts';
import { subjectsOf, told } from '../world-of.ts';
import { claim, factsOf, GIB, GROUP, lab, NODE, storageClass, workload } from './capacity-lab.ts';

test('row 58: claims beyond the volume group and its spare are told at the facts', () => {
  expect(told(capacityRules, lab(claim('a', '60Gi') + claim('b', '31Gi')))).toEqual([
    'nodes[0].volumeGroups[0].sizeGiB capacity-volume-group',
  ]);
  expect(told(capacityRules, lab(claim('a', '60Gi') + claim('b', '30Gi')))).toEqual([]);
});

test('row 58: claim templates count once for each replica', () => {
  const set = (replicas: number): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: apps }
spec:
  replicas: ${replicas}
  template: { spec: { containers: [] } }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { storageClassName: topolvm-provisioner, resources: { requests: { storage: 31Gi } } }
---
`;
  expect(told(capacityRules, lab(set(3)))).toEqual(['nodes[0].volumeGroups[0].sizeGiB capacity-volume-group']);
  expect(told(capacityRules, lab(set(2)))).toEqual([]);
  expect(told(capacityRules, lab(set(2) + claim('data-db-0', '31Gi') + claim('data-db-1', '31Gi')))).toEqual([]);
});

test('row 58: storage that the Prometheus operator claims counts', () => {
  const prometheus = (size: string): string => `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec:
  replicas: 2
  storage: { volumeClaimTemplate: { spec: { storageClassName: topolvm-provisioner, resources: { requests: { storage: ${size} } } } } }`;
  expect(told(capacityRules, lab(prometheus('46Gi')))).toEqual([
    'nodes[0].volumeGroups[0].sizeGiB capacity-volume-group',
  ]);
  expect(told(capacityRules, lab(prometheus('45Gi')))).toEqual([]);
});

test('row 58: claims that layers declare for releases count until the release is rendered', () => {
  const declared = { layer: 'metrics', name: 'prometheus', size: '91Gi', storageClass: 'topolvm-provisioner' };
  expect(told(capacityRules, lab('', { declaredClaims: [{ ...declared, size: '90Gi' }] }))).toEqual([]);
  expect(told(capacityRules, lab('', { declaredClaims: [declared, { ...declared, size: '1Gi' }] }))).toEqual([
    'nodes[0].volumeGroups[0].sizeGiB capacity-claim',
    'nodes[0].volumeGroups[0].sizeGiB capacity-volume-group',
  ]);
  const subjects = subjectsOf(claim('a', '80Gi'), { layer: 'metrics', release: 'apps/prometheus' });
  expect(told(capacityRules, lab('', { subjects, declaredClaims: [declared] }))).toEqual([]);
});

test('row 58: one claim that no volume group can hold is told at the claim', () => {
  const facts = factsOf(NODE, { ...NODE, name: 'other' });
  expect(told(capacityRules, lab(claim('a', '91Gi'), { facts }))).toEqual([
    'PersistentVolumeClaim/a spec.resources.requests.storage capacity-claim',
  ]);
  expect(told(capacityRules, lab(claim('a', '90Gi'), { facts }))).toEqual([]);
});

test('claims go to the volume group of their storage class', () => {
  const hdd = { name: 'bulk', deviceClass: 'hdd', sizeGiB: 1000, spareGiB: 0 };
  const facts = factsOf({ ...NODE, volumeGroups: [GROUP, hdd] });
  const claimed = (yaml: string): Record<string, number> =>
    Object.fromEntries(
      capacityOf(lab(yaml, { facts })).pools.map((pool) => [pool.deviceClass, pool.claimedBytes / GIB]),
    );
  expect(claimed(claim('a', '1Gi', 'storageClassName: topolvm-hdd, '))).toEqual({ ssd: 0, hdd: 1 });
  expect(claimed(claim('a', '1Gi', 'storageClassName: own, ') + storageClass('hdd'))).toEqual({ ssd: 0, hdd: 1 });
  expect(claimed(claim('a', '1Gi', 'storageClassName: nfs, '))).toEqual({ ssd: 0, hdd: 0 });
  expect(claimed(claim('a', '1Gi', "storageClassName: '', "))).toEqual({ ssd: 0, hdd: 0 });
});

test('a claim without a class goes to the default one', () => {
  const mark = ", annotations: { storageclass.kubernetes.io/is-default-class: 'true' }";
  const claimed = (yaml: string, props: Partial<WorldProps> = {}): number =>
    capacityOf(lab(yaml, props)).pools[0]!.claimedBytes;
  expect(claimed(claim('a', '1Gi', '') + storageClass('ssd', mark))).toBe(GIB);
  expect(claimed(claim('a', '1Gi', ''))).toBe(0);
  const promised = [{ kind: 'StorageClass', name: 'topolvm-provisioner', namespace: undefined, layer: 'topolvm' }];
  expect(claimed(claim('a', '1Gi', ''), { promised })).toBe(GIB);
});

test('sizes are rounded up to whole extents', () => {
  expect(capacityOf(lab(claim('a', '1'))).claims[0]?.bytes).toBe(4 * 2 ** 20);
});

test('generic ephemeral volumes count for each pod', () => {
  const volume =
    'volumes: [{ name: scratch, ephemeral: { volumeClaimTemplate: { spec: { storageClassName: topolvm-provisioner, resources: { requests: { storage: 1Gi } } } } } }], ';
  expect(capacityOf(lab(workload('Deployment', '', 'replicas: 3, ', volume))).pools[0]?.claimedBytes).toBe(3 * GIB);
});

test('a storage class on a device class that no node has is told with the one that was meant', () => {
  const world = lab(storageClass('sdd'));
  expect(told(capacityRules, world)).toEqual([
    "StorageClass/own parameters['topolvm.io/device-class'] capacity-device-class",
  ]);
  expect([...capacityRules.judge(world).reports][0]?.hint).toBe("Did you mean 'ssd'?");
  expect(told(capacityRules, lab(storageClass('ssd')))).toEqual([]);
});

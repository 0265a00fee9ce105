import type { Live } from '../../../lib/live/api.ts';
import { effectsOf, isImmutable } from '../../../lib/simulator/effect.ts';
import { snapshotOf } from '../../../lib/simulator/snapshot.ts';

const LAYER = { 'kustomize.toolkit.fluxcd.io/name': 'web' };

function live(name: string, metadata: object = {}, rest: object = {}): Live {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', uid: '1', labels: LAYER, ...metadata },
    ...rest,
  } as Live;
}

test('what changes by itself is no change', () => {
  const before = snapshotOf([live('a', { resourceVersion: '1', generation: 1, managedFields: [1] }, { status: 1 })]);
  const after = snapshotOf([live('a', { resourceVersion: '2', generation: 2, managedFields: [] }, { status: 2 })]);
  expect(effectsOf(before, after)).toEqual([]);
});

test('objects with owners, events, leases and what Helm remembers are left out', () => {
  const noise = [
    live('pod', { ownerReferences: [{ kind: 'ReplicaSet' }] }),
    { ...live('event'), kind: 'Event' },
    { ...live('lease'), kind: 'Lease' },
    live('kube-root-ca.crt'),
    live('sh.helm.release.v1.a', {}, { kind: 'Secret', type: 'helm.sh/release.v1' }),
  ];
  expect(snapshotOf(noise).size).toBe(0);
});

test('what is being deleted is as good as gone', () => {
  const after = snapshotOf([live('a', { deletionTimestamp: '2024-01-01T00:00:00Z' })]);
  expect(effectsOf(snapshotOf([live('a')]), after)).toEqual([
    { what: 'pruned', object: 'ConfigMap default/a', layer: 'web', release: undefined, changes: [] },
  ]);
});

test('another uid tells that an object was made anew', () => {
  const [effect] = effectsOf(snapshotOf([live('a')]), snapshotOf([live('a', { uid: '2' })]));
  expect(effect).toMatchObject({ what: 'recreated', object: 'ConfigMap default/a' });
});

test('an object of a release has the layer of the release', () => {
  const release = live('app', {}, { apiVersion: 'helm.toolkit.fluxcd.io/v2beta2', kind: 'HelmRelease' });
  const labels = { 'helm.toolkit.fluxcd.io/name': 'app', 'helm.toolkit.fluxcd.io/namespace': 'default' };
  const effects = effectsOf(snapshotOf([release]), snapshotOf([release, live('made', { labels })]));
  expect(effects).toEqual([
    { what: 'created', object: 'ConfigMap default/made', layer: 'web', release: 'default/app', changes: [] },
  ]);
});

test.each([
  'StatefulSet.apps "web" is invalid: spec: Forbidden: updates to statefulset spec for fields other than \'replicas\' are forbidden',
  'Deployment.apps "a" is invalid: spec.selector: Invalid value: v1.LabelSelector{}: field is immutable',
  'PersistentVolumeClaim "a" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests',
])('%s is refused for good', (message) => {
  expect(isImmutable(message)).toBe(true);
});

test('a value that is merely wrong is not refused for good', () => {
  expect(isImmutable('Service "a" is invalid: spec.ports[0].port: Invalid value: 80800')).toBe(false);
});

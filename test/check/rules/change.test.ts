import { changeRules } from '../../../lib/check/rules/change.ts';
import { codesOf, scenario } from '../scenario.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';

const change = (before: string, after: string) => told(changeRules, scenario(`# before\n${before}\n# after\n${after}`));

/** An object before and after, by what is written below its metadata. */
function object(apiVersion: string, kind: string, before: string, after: string, metadata = ''): string[] {
  const yaml = (text: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a, namespace: b${metadata} }\n${text}\n`;
  return change(yaml(before), yaml(after));
}

const FORCE = ', annotations: { kustomize.toolkit.fluxcd.io/force: enabled }';
const FLUX = (more: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: test, namespace: flux-system }
spec: { path: ./test${more} }
---
`;

test.each(changeRules.rules.map((rule) => [rule.code, rule] as const))(
  '%s tells its bad example and not its good one',
  (code, { bad, good }) => {
    expect(codesOf(changeRules, bad)).toContain(code);
    expect(codesOf(changeRules, good)).not.toContain(code);
  },
);

test('without an older revision nothing is judged, and nothing is said of it', () => {
  const judgement = changeRules.judge(worldOf('apiVersion: v1\nkind: Namespace\nmetadata: { name: a }'));
  expect([[...judgement.reports], [...(judgement.notJudged ?? [])]]).toEqual([[], []]);
});

test.each([
  [
    'apps/v1',
    'DaemonSet',
    'spec: { selector: { matchLabels: { a: b } } }',
    'spec: { selector: { matchLabels: { a: c } } }',
    'spec.selector',
  ],
  ['apps/v1', 'StatefulSet', 'spec: { serviceName: a }', 'spec: { serviceName: b }', 'spec.serviceName'],
  ['apps/v1', 'StatefulSet', 'spec: {}', 'spec: { podManagementPolicy: Parallel }', 'spec.podManagementPolicy'],
  [
    'apps/v1',
    'StatefulSet',
    'spec: {}',
    'spec: { volumeClaimTemplates: [{ metadata: { name: a } }] }',
    'spec.volumeClaimTemplates',
  ],
  ['batch/v1', 'Job', 'spec: { template: { a: 1 } }', 'spec: { template: { a: 2 } }', 'spec.template'],
  ['v1', 'Service', 'spec: {}', 'spec: { clusterIP: None }', 'spec.clusterIP'],
  [
    'v1',
    'PersistentVolumeClaim',
    'spec: { storageClassName: a }',
    'spec: { storageClassName: b }',
    'spec.storageClassName',
  ],
  ['v1', 'PersistentVolumeClaim', 'spec: { accessModes: [a] }', 'spec: { accessModes: [b] }', 'spec.accessModes'],
  ['v1', 'PersistentVolume', 'spec: { csi: { volumeHandle: a } }', 'spec: { csi: { volumeHandle: b } }', 'spec'],
  ['storage.k8s.io/v1', 'StorageClass', 'reclaimPolicy: Retain', '', 'reclaimPolicy'],
  ['storage.k8s.io/v1', 'StorageClass', 'parameters: { a: b }', 'parameters: { a: c }', 'parameters'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', 'roleRef: { name: a }', 'roleRef: { name: b }', 'roleRef'],
  [
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'spec: { scope: Namespaced }',
    'spec: { scope: Cluster }',
    'spec.scope',
  ],
  ['v1', 'ConfigMap', 'immutable: true\ndata: { a: b }', 'immutable: true\ndata: { a: c }', 'data'],
])('row 56: a change of %s %s from %s to %s is refused', (apiVersion, kind, before, after, path) => {
  expect(object(apiVersion, kind, before, after)).toEqual([`${kind}/a ${path} change-immutable`]);
  expect(object(apiVersion, kind, after, after)).toEqual([]);
});

test.each([
  ['apps/v1', 'StatefulSet', 'spec: { replicas: 1, podManagementPolicy: OrderedReady }', 'spec: { replicas: 2 }'],
  ['v1', 'Service', 'spec: { clusterIP: None }', 'spec: {}'],
  ['v1', 'Service', 'spec: { type: ExternalName }', 'spec: { clusterIP: None }'],
  ['v1', 'PersistentVolumeClaim', 'spec: {}', 'spec: { storageClassName: a, volumeName: b, volumeMode: Filesystem }'],
  [
    'storage.k8s.io/v1',
    'StorageClass',
    'allowVolumeExpansion: false',
    'allowVolumeExpansion: true\nparameters: {}\nreclaimPolicy: Delete',
  ],
  [
    'v1',
    'PersistentVolume',
    'spec: { persistentVolumeReclaimPolicy: Delete }',
    'spec: { persistentVolumeReclaimPolicy: Retain }',
  ],
  ['v1', 'ConfigMap', 'data: { a: b }', 'data: { a: c }\nimmutable: true'],
])('a change of %s %s from %s to %s is allowed', (apiVersion, kind, before, after) => {
  expect(object(apiVersion, kind, before, after)).toEqual([]);
});

test('what Flux may make anew is not refused, but data is', () => {
  const deployment = ['spec: { selector: { a: b } }', 'spec: { selector: { a: c } }'] as const;
  expect(object('apps/v1', 'Deployment', ...deployment, FORCE)).toEqual([]);
  const yaml = (name: string) =>
    `${FLUX(', force: true')}apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { selector: { a: ${name} } }`;
  expect(change(yaml('b'), yaml('c'))).toEqual([]);
  expect(
    object('v1', 'PersistentVolumeClaim', 'spec: { accessModes: [a] }', 'spec: { accessModes: [b] }', FORCE),
  ).toHaveLength(1);
});

const TEMPLATE = (size: string, more = '') =>
  `spec: { volumeClaimTemplates: [{ metadata: { name: data${more} }, spec: { resources: { requests: { storage: ${size} } } } }] }`;
const SIZE = 'spec.volumeClaimTemplates[0].spec.resources.requests.storage';

test('row 56: a claim template cannot grow, nor change in any other way', () => {
  expect(object('apps/v1', 'StatefulSet', TEMPLATE('1Gi'), TEMPLATE('2Gi'))).toEqual([
    `StatefulSet/a ${SIZE} change-immutable`,
  ]);
  expect(object('apps/v1', 'StatefulSet', TEMPLATE('1Gi'), TEMPLATE('1Gi', ', labels: { a: b }'))).toEqual([
    'StatefulSet/a spec.volumeClaimTemplates[0] change-immutable',
  ]);
  expect(object('apps/v1', 'StatefulSet', TEMPLATE('1Gi'), TEMPLATE('1024Mi'))).toEqual([]);
});

test('row 57: a claim and a claim template that shrink are told', () => {
  const claim = (size: string) => `spec: { resources: { requests: { storage: ${size} } } }`;
  expect(object('v1', 'PersistentVolumeClaim', claim('20Gi'), claim('19Gi'))).toEqual([
    'PersistentVolumeClaim/a spec.resources.requests.storage change-shrink',
  ]);
  expect(object('v1', 'PersistentVolumeClaim', claim('20Gi'), claim('20480Mi'))).toEqual([]);
  expect(object('apps/v1', 'StatefulSet', TEMPLATE('2Gi'), TEMPLATE('1Gi'))).toEqual([
    `StatefulSet/a ${SIZE} change-shrink`,
  ]);
});

test('row 57: a claim in the values of a release, or of an operator, that shrinks is told', () => {
  const values = (size: string) =>
    `spec: { values: { prometheus: { persistence: { size: ${size} }, image: { size: ${size} } } } }`;
  expect(object('helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease', values('50Gi'), values('20Gi'))).toEqual([
    'HelmRelease/a spec.values.prometheus.persistence.size change-shrink',
  ]);
  const operated = (size: string) =>
    `spec: { storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: ${size} } } } } } }`;
  expect(object('monitoring.coreos.com/v1', 'Prometheus', operated('50Gi'), operated('20Gi'))).toEqual([
    'Prometheus/a spec.storage.volumeClaimTemplate.spec.resources.requests.storage change-shrink',
  ]);
});

const NAMESPACE = (name: string, more = '') =>
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}${more} }\n---\n`;

test('row 20: a namespace that is no longer rendered is told with what it may have been renamed to', () => {
  const world = scenario(`# before\n${NAMESPACE('photos')}\n# after\n${NAMESPACE('photo')}`);
  expect(told(changeRules, world)).toEqual(['Namespace/photos metadata.name change-data-removed']);
  expect([...changeRules.judge(world).reports][0]?.hint).toContain("'photo'");
});

test('row 20: what is kept, or in a layer that is not pruned, stays on the cluster', () => {
  const kept = NAMESPACE('a', ', annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }');
  expect(change(kept, NAMESPACE('other'))).toEqual(['Namespace/a metadata.name change-data-left']);
  expect(change(FLUX(', prune: false') + NAMESPACE('a'), FLUX(', prune: false'))).toEqual([
    'Namespace/a metadata.name change-data-left',
  ]);
  expect(change(FLUX(', prune: true') + NAMESPACE('a'), FLUX(', prune: true'))).toEqual([
    'Namespace/a metadata.name change-data-removed',
  ]);
});

test('row 20: the release that data hangs on, and what a chart no longer makes', () => {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2beta2\nkind: HelmRelease\nmetadata: { name: topolvm }\nspec: { chart: { spec: { chart: topolvm } } }`;
  expect(change(release, NAMESPACE('a'))).toEqual(['HelmRelease/topolvm metadata.name change-data-removed']);
  const claim = (more: string) =>
    subjectsOf(`apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: a${more} }`, { release: 'b/c' });
  expect(told(changeRules, worldOf('', { subjects: [], before: claim('') }))).toEqual([
    'PersistentVolumeClaim/a metadata.name change-data-removed',
  ]);
  const kept = claim(', annotations: { helm.sh/resource-policy: keep }');
  expect(told(changeRules, worldOf('', { subjects: [], before: kept }))).toEqual([
    'PersistentVolumeClaim/a metadata.name change-data-left',
  ]);
});

test('a claim whose data may go is deleted like anything else', () => {
  const claim =
    'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: a, annotations: { scratch.hensteeth/reason: cache } }\n---\n';
  expect(change(claim, NAMESPACE('a'))).toEqual(['layer test change-removed']);
});

const POD = (image: string, more = '') =>
  `spec: { template: { spec: { ${more}containers: [{ name: c, image: '${image}' }] } } }`;
const image = (before: string, after: string) => object('apps/v1', 'Deployment', POD(before), POD(after));
const IMAGE = 'Deployment/a spec.template.spec.containers[0].image';

test('row 78: an image that goes back is told', () => {
  expect(image('ghcr.io/o/app:1.2.3', 'ghcr.io/o/app:1.2.2')).toEqual([`${IMAGE} change-downgrade`]);
  expect(image('docker.io/b/x:3.5.0-debian-12-r3', 'docker.io/b/x:3.5.0-debian-12-r2')).toEqual([
    `${IMAGE} change-downgrade`,
  ]);
  expect(image('app:2.0.0', 'app:2.0.0-rc.1')).toEqual([`${IMAGE} change-downgrade`]);
});

test.each([
  ['app:1.2.3', 'app:1.2.4'],
  ['app:1.2.3', 'other:1.0.0'],
  ['app:1.2', 'app:1.1.9'],
  ['app:edge', 'app:latest'],
  ['app:1.2-alpine', 'app:1.1'],
  ['app', 'app:1.0'],
])('row 78: going from %s to %s is no step back that can be told', (before, after) => {
  expect(image(before, after)).toEqual([]);
});

const RELEASE = (version: string, tag = '1.0.0') =>
  `spec: { chart: { spec: { chart: app, version: '${version}' } }, values: { image: { repository: app, tag: '${tag}' } } }`;
const chart = (before: string, after: string) => object('helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease', before, after);

test('row 78: a chart that goes back, and a tag in its values, are told', () => {
  expect(chart(RELEASE('1.2.3'), RELEASE('1.2.2'))).toEqual(['HelmRelease/a spec.chart.spec.version change-downgrade']);
  expect(chart(RELEASE('1.2.3', '2.0.0'), RELEASE('1.2.3', '1.9.0'))).toEqual([
    'HelmRelease/a spec.values.image.tag change-downgrade',
  ]);
});

test('row 77: another major version of a chart is told, and below 1.0.0 another minor one', () => {
  expect(chart(RELEASE('v1.2.3'), RELEASE('v2.0.0'))).toEqual(['HelmRelease/a spec.chart.spec.version change-major']);
  expect(chart(RELEASE('0.2.3'), RELEASE('0.3.0'))).toEqual(['HelmRelease/a spec.chart.spec.version change-major']);
  expect(chart(RELEASE('1.2.3'), RELEASE('1.9.0'))).toEqual([]);
  expect(chart(RELEASE('1.x'), RELEASE('2.x'))).toEqual([]);
});

test('row 77: a major step of an image is told also where a small step of the chart brought it', () => {
  expect(image('app:1.9.0', 'app:2.0.0')).toEqual([`${IMAGE} change-major-image`]);
  expect(image('app:2023.4', 'app:2024.1')).toEqual([]);
});

test('suspending is told, and so is resuming', () => {
  const job = (suspend: string) => `spec: { suspend: ${suspend} }`;
  expect(object('batch/v1', 'CronJob', job('false'), job('true'))).toEqual(['CronJob/a spec.suspend change-suspend']);
  expect(object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', job('true'), 'spec: {}')).toEqual([
    'Kustomization/a spec.suspend change-suspend',
  ]);
});

test('a release that is installed anew elsewhere is told (change-release-name)', () => {
  const release = (spec: string) => `spec: { chart: { spec: { chart: app } }, ${spec} }`;
  expect(chart(release('targetNamespace: a'), release('targetNamespace: b'))).toEqual([
    'HelmRelease/a spec.targetNamespace change-release-name',
  ]);
  expect(chart(release(''), release('releaseName: a'))).toEqual([]);
});

test('an issuer that asks another server is told (change-acme), a new one is not', () => {
  const issuer = (server: string) => `spec: { acme: { server: ${server} } }`;
  expect(object('cert-manager.io/v1', 'Issuer', issuer('a'), issuer('b'))).toEqual([
    'Issuer/a spec.acme.server change-acme',
  ]);
  expect(object('cert-manager.io/v1', 'Issuer', 'spec: { selfSigned: {} }', issuer('b'))).toEqual([]);
});

test('a host may move when its old service goes, or keeps another host', () => {
  const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\n---\n`;
  const ingress = (host: string, name: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${host} }
spec: { rules: [{ host: ${host}, http: { paths: [{ backend: { service: { name: ${name} } } }] } }] }
---
`;
  const both = service('a') + service('b');
  expect(change(both + ingress('x', 'a'), both + ingress('x', 'b'))).toEqual([
    'Ingress/x spec.rules[0].http.paths[0].backend.service.name change-host',
  ]);
  expect(change(both + ingress('x', 'a') + ingress('y', 'a'), both + ingress('x', 'b') + ingress('y', 'a'))).toEqual(
    [],
  );
});

test('a roll-out without a gap is not told', () => {
  const recreate = (name: string) =>
    `spec: { strategy: { type: Recreate }, template: { spec: { containers: [{ name: c, image: '${name}' }] } } }`;
  expect(object('apps/v1', 'Deployment', recreate('a:1.0.0'), recreate('a:1.0.1'))).toEqual([
    'Deployment/a spec.template.spec change-rollout',
  ]);
  expect(image('a:1.0.0', 'a:1.0.1')).toEqual([]);
});

test.each([
  ['hostPID: true, ', 'spec.template.spec.hostPID'],
  ['volumes: [{ name: v, hostPath: { path: /etc } }], ', 'spec.template.spec.volumes[0].hostPath.path'],
  [
    'initContainers: [{ name: i, securityContext: { privileged: true } }], ',
    'spec.template.spec.initContainers[0].securityContext.privileged',
  ],
  [
    'initContainers: [{ name: i, securityContext: { capabilities: { add: [SYS_ADMIN] } } }], ',
    'spec.template.spec.initContainers[0].securityContext.capabilities.add[0]',
  ],
])('new power over the node is told: %s', (power, path) => {
  expect(object('apps/v1', 'Deployment', POD('a:1'), POD('a:1', power))).toEqual([
    `Deployment/a ${path} change-privilege`,
  ]);
  expect(object('apps/v1', 'Deployment', POD('a:1', power), POD('a:1', power))).toEqual([]);
});

test('a new binding to a role of the cluster is told at the binding', () => {
  const binding = (name: string) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ${name} }
roleRef: { kind: ClusterRole, name: ${name} }
subjects: [{ kind: ServiceAccount, name: a, namespace: b }]
---
`;
  expect(change(NAMESPACE('a'), NAMESPACE('a') + binding('cluster-admin'))).toEqual([
    'ClusterRoleBinding/cluster-admin roleRef change-rbac-power',
  ]);
  expect(change(NAMESPACE('a'), NAMESPACE('a') + binding('view'))).toEqual([
    'ClusterRoleBinding/view roleRef change-rbac',
  ]);
  expect(told(changeRules, worldOf('', { subjects: subjectsOf(binding('cluster-admin')), before: [] }))).toEqual([]);
});

test('the same lab twice tells nothing, whatever the order of keys and objects', () => {
  const a = `${NAMESPACE('a')}apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d }\nspec: { selector: { x: 1, y: 2 } }`;
  const b = `apiVersion: apps/v1\nkind: Deployment\nspec: { selector: { y: 2, x: 1 } }\nmetadata: { name: d }\n---\n${NAMESPACE('a')}`;
  expect(change(a, b)).toEqual([]);
});

test('garbage is passed over', () => {
  const kinds = [
    'StatefulSet',
    'Deployment',
    'PersistentVolumeClaim',
    'PersistentVolume',
    'HelmRelease',
    'Ingress',
    'ClusterRoleBinding',
    'ClusterRole',
    'Service',
  ];
  const groups = [
    'apps/v1',
    'v1',
    'helm.toolkit.fluxcd.io/v2beta2',
    'networking.k8s.io/v1',
    'rbac.authorization.k8s.io/v1',
  ];
  const world = (garbage: string) =>
    kinds
      .flatMap((kind) =>
        groups.map(
          (api) =>
            `apiVersion: ${api}\nkind: ${kind}\nmetadata: { name: a, annotations: 1 }\nspec: ${garbage}\nrules: ${garbage}\nsubjects: ${garbage}`,
        ),
      )
      .join('\n---\n');
  const values = [
    '7',
    '[null]',
    '{ template: { spec: { containers: [null, 1], volumes: [2] } }, volumeClaimTemplates: [null] }',
    '{ values: { tag: 1, a: { tag: x } }, rules: [null, { http: { paths: [null] } }] }',
    '[{ verbs: 1, resources: [null], apiGroups: [1] }]',
  ];
  for (const before of values)
    for (const after of values) expect(() => change(world(before), world(after))).not.toThrow();
});

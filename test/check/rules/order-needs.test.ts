import { orderRules } from '../../../lib/check/rules/order.ts';
import type { Subject } from '../../../lib/check/subject.ts';
import type { World, WorldProps } from '../../../lib/check/world.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';

/** A Kustomization of Flux. */
function layer(name: string, dependsOn: readonly string[] = [], more = ''): string {
  const edges = dependsOn.map((other) => `{ name: ${other} }`).join(', ');
  return `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec: { path: ./dist/${name}, prune: true, wait: true, dependsOn: [${edges}], sourceRef: { kind: GitRepository, name: flux-system }${more} }
`;
}

function release(name: string, more = ''): string {
  return `---
apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: ${name}, namespace: apps }
spec: { interval: 1h, chart: { spec: { chart: some, sourceRef: { kind: HelmRepository, name: some } } }${more} }
`;
}

const NAMESPACE = '{ apiVersion: v1, kind: Namespace, metadata: { name: apps } }';

const CONFIG = '{ apiVersion: v1, kind: ConfigMap, metadata: { name: web, namespace: apps }, data: {} }';

const ISSUER =
  '{ apiVersion: cert-manager.io/v1, kind: Issuer, metadata: { name: own, namespace: default }, spec: {} }';

const ISSUER_CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: issuers.cert-manager.io }
spec: { group: cert-manager.io, names: { kind: Issuer, plural: issuers } }`;

const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: default }
spec: { storageClassName: fast, accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }`;

const STORAGE_CLASS =
  '{ apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: { name: fast }, provisioner: topolvm.io }';

/** Flux's own objects, which no layer applies, and the objects of each layer. */
function world(flux: string, layers: Readonly<Record<string, string>>, props: Partial<WorldProps> = {}): World {
  const subjects = Object.entries(layers).flatMap(([name, yaml]) =>
    subjectsOf(yaml, { layer: name, file: `dist/${name}/objects.yaml` }),
  );
  return worldOf('', {
    subjects: [...subjectsOf(flux, { layer: undefined, file: 'flux/layers.yaml' }), ...subjects],
    ...props,
  });
}

function rendered(yaml: string, given: Partial<Subject>): Subject[] {
  return subjectsOf(yaml, { file: 'rendered.yaml', ...given });
}

function messages(of: World): string[] {
  return [...orderRules.judge(of).reports].map(({ message }) => message);
}

test('row 16: a custom resource applied before the layer with its definition is told at the edge that is missing', () => {
  const layers = { crds: ISSUER_CRD, issuers: `${ISSUER}\n---\n${ISSUER.replace('own', 'other')}` };
  const missing = world(layer('crds') + layer('issuers'), layers);
  expect(told(orderRules, missing)).toEqual(['Kustomization/issuers spec.dependsOn order-crd']);
  expect(messages(missing)[0]).toContain('Issuer default/own (and 1 more)');
  expect(told(orderRules, world(layer('crds') + layer('issuers', ['crds']), layers))).toEqual([]);
});

test('row 16: an edge by way of other layers is enough', () => {
  const layers = { crds: ISSUER_CRD, issuers: ISSUER };
  expect(
    told(orderRules, world(layer('crds') + layer('middle', ['crds']) + layer('issuers', ['middle']), layers)),
  ).toEqual([]);
});

test('row 16: an API that a release of another layer provides needs an edge', () => {
  const promised = [{ kind: 'API', name: 'cert-manager.io/v1', namespace: undefined, layer: 'cert-manager' }];
  const layers = { issuers: ISSUER };
  expect(told(orderRules, world(layer('cert-manager') + layer('issuers'), layers, { promised }))).toEqual([
    'Kustomization/issuers spec.dependsOn order-crd',
  ]);
  expect(
    told(orderRules, world(layer('cert-manager') + layer('issuers', ['cert-manager']), layers, { promised })),
  ).toEqual([]);
});

test('row 16: a definition promised by name needs an edge', () => {
  const name = 'issuers.cert-manager.io';
  const promised = [{ kind: 'CustomResourceDefinition', name, namespace: undefined, layer: 'cert-manager' }];
  expect(told(orderRules, world(layer('cert-manager') + layer('issuers'), { issuers: ISSUER }, { promised }))).toEqual([
    'Kustomization/issuers spec.dependsOn order-crd',
  ]);
});

test('layers are known without their Kustomizations, by what the lab says of them', () => {
  const info = (name: string, dependsOn: readonly string[]) =>
    ({ name, dependsOn, source: undefined, prune: true, suspended: false, folder: `dist/${name}` }) as const;
  const objects = { crds: ISSUER_CRD, issuers: ISSUER };
  expect(told(orderRules, world('', objects, { layers: [info('crds', []), info('issuers', [])] }))).toEqual([
    'Issuer/own apiVersion order-crd',
  ]);
  expect(told(orderRules, world('', objects, { layers: [info('crds', []), info('issuers', ['crds'])] }))).toEqual([]);
});

test('in a foreign folder the layer of an object is the Kustomization with the nearest path around its file', () => {
  const subjects = (edges: readonly string[]): Subject[] => [
    ...subjectsOf(layer('crds') + layer('issuers', edges), { layer: undefined, file: 'flux/layers.yaml' }),
    ...subjectsOf(ISSUER_CRD, { layer: undefined, file: 'dist/crds/all.yaml' }),
    ...subjectsOf(ISSUER, { layer: undefined, file: 'dist/issuers/deep/own.yaml' }),
  ];
  expect(told(orderRules, worldOf('', { subjects: subjects([]) }))).toEqual([
    'Kustomization/issuers spec.dependsOn order-crd',
  ]);
  expect(told(orderRules, worldOf('', { subjects: subjects(['crds']) }))).toEqual([]);
});

test('a custom resource next to its definition needs no edge', () => {
  expect(told(orderRules, world(layer('issuers'), { issuers: `${ISSUER_CRD}\n---\n${ISSUER}` }))).toEqual([]);
});

test('a custom resource next to the release that brings its definition never gets there', () => {
  const flux = subjectsOf(layer('all'), { layer: undefined, file: 'flux/all.yaml' });
  const subjects = [
    ...flux,
    ...rendered(ISSUER_CRD, { layer: 'all', release: 'apps/one' }),
    ...subjectsOf(ISSUER, { layer: 'all' }),
  ];
  expect(told(orderRules, worldOf('', { subjects }))).toEqual(['Issuer/own apiVersion order-crd']);
});

test('two releases of one layer need an edge when one brings the definitions of the other', () => {
  const subjects = (edge: string): Subject[] => [
    ...subjectsOf(layer('all'), { layer: undefined, file: 'flux/all.yaml' }),
    ...subjectsOf(release('one') + release('two', edge), { layer: 'all' }),
    ...rendered(ISSUER_CRD, { layer: 'all', release: 'apps/one' }),
    ...rendered(ISSUER, { layer: 'all', release: 'apps/two' }),
  ];
  expect(told(orderRules, worldOf('', { subjects: subjects('') }))).toEqual([
    'HelmRelease/two spec.dependsOn order-crd',
  ]);
  expect(told(orderRules, worldOf('', { subjects: subjects(', dependsOn: [{ name: one }]') }))).toEqual([]);
});

test('row 16: an object applied before the layer with its namespace is told', () => {
  const layers = { namespaces: NAMESPACE, web: CONFIG };
  expect(told(orderRules, world(layer('namespaces') + layer('web'), layers))).toEqual([
    'Kustomization/web spec.dependsOn order-namespace',
  ]);
  expect(told(orderRules, world(layer('namespaces') + layer('web', ['namespaces']), layers))).toEqual([]);
});

test('namespaces that MicroK8s makes are there before any layer', () => {
  const layers = { namespaces: NAMESPACE.replace('apps', 'kube-system'), web: CONFIG.replace('apps', 'kube-system') };
  expect(told(orderRules, world(layer('namespaces') + layer('web'), layers))).toEqual([]);
});

test('a layer inside another one comes after the namespaces of that one', () => {
  const layers = { outer: `${NAMESPACE}\n${layer('inner')}`, inner: CONFIG };
  expect(told(orderRules, world(layer('outer'), layers))).toEqual([]);
});

test('a release that makes its own namespace waits for nobody', () => {
  const made = ', install: { createNamespace: true }';
  const subjects = (more: string): Subject[] => [
    ...subjectsOf(layer('namespaces') + layer('web'), { layer: undefined, file: 'flux/all.yaml' }),
    ...subjectsOf(NAMESPACE, { layer: 'namespaces' }),
    ...subjectsOf(
      release('web', `, targetNamespace: apps${more}`).replace('namespace: apps }', 'namespace: default }'),
      { layer: 'web' },
    ),
    ...rendered(CONFIG, { layer: 'web', release: 'default/web' }),
  ];
  expect(told(orderRules, worldOf('', { subjects: subjects(made) }))).toEqual([]);
  expect(told(orderRules, worldOf('', { subjects: subjects('') }))).toEqual([
    'Kustomization/web spec.dependsOn order-namespace',
  ]);
});

test('row 16: issuers that wait for definitions alone, and not for the webhook, are told', () => {
  const webhook = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: cert-manager }
webhooks: [{ name: a.b.c, failurePolicy: Fail, rules: [{ apiGroups: [cert-manager.io], resources: [issuers] }] }]`;
  const layers = { crds: ISSUER_CRD, operator: webhook, issuers: ISSUER };
  const flux = layer('crds') + layer('operator', ['crds']);
  expect(told(orderRules, world(flux + layer('issuers', ['crds']), layers))).toEqual([
    'Kustomization/issuers spec.dependsOn order-webhook',
  ]);
  expect(told(orderRules, world(flux + layer('issuers', ['operator']), layers))).toEqual([]);
  const lenient = { ...layers, operator: webhook.replace('Fail', 'Ignore') };
  expect(told(orderRules, world(flux + layer('issuers', ['crds']), lenient))).toEqual([]);
});

test('row 16: issuers wait for the layer with the release of cert-manager, even when it is not rendered', () => {
  const layers = { operator: release('cert-manager').replace('chart: some', 'chart: cert-manager'), issuers: ISSUER };
  expect(told(orderRules, world(layer('operator') + layer('issuers'), layers))).toEqual([
    'Kustomization/issuers spec.dependsOn order-webhook',
  ]);
  expect(told(orderRules, world(layer('operator') + layer('issuers', ['operator']), layers))).toEqual([]);
});

test('a claim applied before the layer with its storage class is told', () => {
  const layers = { storage: STORAGE_CLASS, web: CLAIM };
  expect(told(orderRules, world(layer('storage') + layer('web'), layers))).toEqual([
    'Kustomization/web spec.dependsOn order-storage',
  ]);
  expect(told(orderRules, world(layer('storage') + layer('web', ['storage']), layers))).toEqual([]);
});

test('a storage class that a release promises needs an edge, too', () => {
  const promised = [{ kind: 'StorageClass', name: 'fast', namespace: undefined, layer: 'storage' }];
  expect(told(orderRules, world(layer('storage') + layer('web'), { web: CLAIM }, { promised }))).toEqual([
    'Kustomization/web spec.dependsOn order-storage',
  ]);
});

test('what the values of a release name needs an edge while the release is not rendered', () => {
  const values = 'values: { persistence: { storageClass: fast }, metrics: { serviceMonitor: { enabled: true } } }';
  const promised = [
    { kind: 'StorageClass', name: 'fast', namespace: undefined, layer: 'storage' },
    { kind: 'API', name: 'monitoring.coreos.com/v1', namespace: undefined, layer: 'metrics' },
  ];
  const flux = layer('storage') + layer('metrics');
  const layers = { web: release('web', `, ${values}`) };
  expect(told(orderRules, world(flux + layer('web'), layers, { promised }))).toEqual([
    'Kustomization/web spec.dependsOn order-storage',
    'Kustomization/web spec.dependsOn order-crd',
  ]);
  expect(told(orderRules, world(flux + layer('web', ['storage', 'metrics']), layers, { promised }))).toEqual([]);
  const off = { web: layers.web.replace('enabled: true', 'enabled: false').replace('fast', 'slow') };
  expect(told(orderRules, world(flux + layer('web'), off, { promised }))).toEqual([]);
});

test('the layer that installs an operator may make objects of its kinds in the same release', () => {
  const values = 'values: { operator: { serviceMonitor: { enabled: true } } }';
  const promised = [{ kind: 'API', name: 'monitoring.coreos.com/v1', namespace: undefined, layer: 'metrics' }];
  expect(
    told(orderRules, world(layer('metrics'), { metrics: release('operator', `, ${values}`) }, { promised })),
  ).toEqual([]);
});

test('the layer of the secrets needs the namespaces of those that the lab declares', () => {
  const info = { name: 'keys', dependsOn: [], source: undefined, prune: true, suspended: false, folder: 'secrets' };
  const declaredSecrets = [{ name: 'login', namespace: 'apps', keys: ['user'], purpose: 'to log in' }];
  const props = { declaredSecrets, layers: [info] };
  const namespaces = { namespaces: NAMESPACE };
  expect(told(orderRules, world(layer('namespaces') + layer('keys'), namespaces, props))).toEqual([
    'Kustomization/keys spec.dependsOn order-namespace',
  ]);
  expect(told(orderRules, world(layer('namespaces') + layer('keys', ['namespaces']), namespaces, props))).toEqual([]);
});

test('a pod applied before the layer with its config map is told, unless it may be missing', () => {
  const pod = (optional: string): string => `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: apps }
spec: { containers: [{ name: web, image: 'a:1', envFrom: [{ configMapRef: { name: web${optional} } }] }] }`;
  const flux = layer('config') + layer('web');
  expect(told(orderRules, world(flux, { config: CONFIG, web: pod('') }))).toEqual([
    'Kustomization/web spec.dependsOn order-reference',
  ]);
  expect(told(orderRules, world(flux, { config: CONFIG, web: pod(', optional: true') }))).toEqual([]);
});

test('a secret that the lab declares comes with the layer of its folder', () => {
  const info = (name: string, folder: string) =>
    ({ name, dependsOn: [], source: undefined, prune: true, suspended: false, folder }) as const;
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: default }
spec: { containers: [{ name: web, image: 'a:1', envFrom: [{ secretRef: { name: login } }] }] }`;
  const declaredSecrets = [{ name: 'login', namespace: 'default', keys: ['user'], purpose: 'to log in' }];
  const layers = [info('keys', 'secrets'), info('web', 'dist/web')];
  expect(told(orderRules, world(layer('keys') + layer('web'), { web: pod }, { declaredSecrets, layers }))).toEqual([
    'Kustomization/web spec.dependsOn order-reference',
  ]);
  expect(
    told(orderRules, world(layer('keys') + layer('web', ['keys']), { web: pod }, { declaredSecrets, layers })),
  ).toEqual([]);
});

test('a layer that does not wait for its release is too early for those that need its definitions', () => {
  const promised = [{ kind: 'API', name: 'cert-manager.io/v1', namespace: undefined, layer: 'operator' }];
  const hasty = layer('operator').replace('wait: true', 'wait: false');
  const issuers = layer('issuers', ['operator']);
  expect(told(orderRules, world(hasty + issuers, { issuers: ISSUER }, { promised }))).toEqual([
    'Kustomization/operator spec.wait order-wait',
  ]);
  const checked = hasty.replace('wait: false', 'healthChecks: [{ kind: HelmRelease, name: a, namespace: b }]');
  expect(told(orderRules, world(checked + issuers, { issuers: ISSUER }, { promised }))).toEqual([]);
});

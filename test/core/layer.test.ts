import { Layer } from '../../lib/core/layer.ts';
import { Reference } from '../../lib/core/reference.ts';
import { render } from '../../lib/core/render.ts';
import { emptyLab } from '../fixtures/labs.ts';

const configMap = (name: string, namespace?: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(namespace && { namespace }) },
});

function provided(provider: Layer, name = 'thing'): Reference {
  return new Reference({ kind: 'Thing', name, provider, value: name });
}

/** Names in the order of apply, and what each waits for. */
function orderOf(lab: ReturnType<typeof emptyLab>): [string, string[]][] {
  const { order } = render(lab);
  return order.layers.map((layer) => [layer.name, order.edges.get(layer)!.map(({ to }) => to.name)]);
}

test('a reference that is used is an edge, and gives its value', () => {
  const lab = emptyLab();
  const user = new Layer(lab, 'user');
  const provider = new Layer(lab, 'provider');
  expect(user.use(provided(provider))).toBe('thing');
  expect(orderOf(lab)).toEqual([
    ['provider', []],
    ['user', ['provider']],
  ]);
});

test('using a reference twice, or one of its own, adds no edge', () => {
  const lab = emptyLab();
  const layer = new Layer(lab, 'one');
  const own = provided(layer);
  layer.use(own);
  layer.use(own);
  expect(orderOf(lab)).toEqual([['one', []]]);
  expect(layer.uses).toHaveLength(1);
});

test('what the machine provides is used without waiting', () => {
  const lab = emptyLab();
  const layer = new Layer(lab, 'one');
  expect(layer.use(new Reference({ kind: 'IngressClass', name: 'public', value: 'public' }))).toBe('public');
  expect(orderOf(lab)).toEqual([['one', []]]);
});

test('a construct that depends on one of another layer is an edge too', () => {
  const lab = emptyLab();
  const late = new Layer(lab, 'late');
  const early = new Layer(lab, 'early');
  late.add(configMap('b')).node.addDependency(early.add(configMap('a')));
  expect(orderOf(lab)).toEqual([
    ['early', []],
    ['late', ['early']],
  ]);
});

test('a cycle is told with its path and the line of each use', () => {
  const lab = emptyLab();
  const a = new Layer(lab, 'a');
  const b = new Layer(lab, 'b');
  a.use(provided(b, 'from-b'));
  b.use(provided(a, 'from-a'));
  const [cycle] = render(lab).findings;
  expect(cycle).toMatchObject({ code: 'order-cycle', severity: 'error', where: { path: 'a -> b' } });
  expect(cycle!.message).toMatch(/a uses Thing from-b \(test\/core\/layer\.test\.ts:\d+\)/);
  expect(cycle!.message).toMatch(/b uses Thing from-a \(test\/core\/layer\.test\.ts:\d+\)/);
});

test('an object that two layers render is told with both places', () => {
  const lab = emptyLab();
  new Layer(lab, 'a').add(configMap('same', 'x'));
  new Layer(lab, 'b').add(configMap('same', 'x'));
  const [twice] = render(lab).findings;
  expect(twice).toMatchObject({ code: 'object-duplicate', where: { object: 'ConfigMap x/same' } });
  expect(twice!.message).toContain('dist/a/configmap-same.yaml (test/core/layer.test.ts:');
});

test('the same name in another namespace or group is another object', () => {
  const lab = emptyLab();
  const layer = new Layer(lab, 'a');
  layer.add(configMap('same', 'x'));
  new Layer(lab, 'b').add(configMap('same', 'y'));
  layer.add({ ...configMap('same', 'x'), apiVersion: 'example.com/v1', kind: 'Other' });
  expect(render(lab).findings).toEqual([]);
});

test('what holds data is never pruned, and the rest is', () => {
  const lab = emptyLab();
  const layer = new Layer(lab, 'a');
  for (const kind of ['Namespace', 'PersistentVolumeClaim', 'StorageClass', 'ConfigMap']) {
    layer.add({ apiVersion: 'v1', kind, metadata: { name: 'x' } });
  }
  const kept = render(lab)
    .objects.filter(({ manifest }) => manifest.metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'])
    .map(({ manifest }) => manifest.kind);
  expect(kept).toEqual(['Namespace', 'PersistentVolumeClaim', 'StorageClass']);
});

test('a cluster-wide object in a layer with a namespace has none', () => {
  const lab = emptyLab();
  const namespace = new Reference({ kind: 'Namespace', name: 'ns', value: 'ns' });
  const layer = new Layer(lab, 'a', { namespace });
  layer.add({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' } });
  layer.add(configMap('c'));
  const namespaces = render(lab).objects.map(({ manifest }) => manifest.metadata.namespace);
  expect(namespaces).toEqual(['ns', undefined, 'flux-system']);
});

test('a lab can be rendered again, also with a cluster-wide object in a layer with a namespace', () => {
  const lab = emptyLab();
  const namespace = new Reference({ kind: 'Namespace', name: 'ns', value: 'ns' });
  new Layer(lab, 'a', { namespace }).add({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast' },
  });
  const first = [...render(lab).files];
  expect([...render(lab).files]).toEqual(first);
});

test('how Flux applies a layer is in its Kustomization', () => {
  const lab = emptyLab({ git: { url: 'https://example.com/lab.git', branch: 'main', path: 'clusters/home' } });
  new Layer(lab, 'a', { prune: false, timeout: '7m', suspended: true, wait: false });
  const [kustomization] = render(lab).objects;
  expect(kustomization!.manifest['spec']).toEqual({
    interval: '10m',
    path: './clusters/home/dist/a',
    prune: false,
    retryInterval: '2m',
    sourceRef: { kind: 'GitRepository', name: 'flux-system' },
    suspend: true,
    timeout: '7m',
    wait: false,
  });
});

test('a duration that Flux does not take is refused', () => {
  const lab = emptyLab();
  new Layer(lab, 'a', { timeout: '10minutes' });
  expect(lab.findings[0]!.where.path).toBe('layer a: timeout');
  expect(lab.findings[0]!.hint).toContain('10m');
});

test('objects made without a name are named after their place, with no hash', () => {
  const lab = emptyLab();
  const { ApiObject } = jest.requireActual<typeof import('cdk8s')>('cdk8s');
  const object = new ApiObject(new Layer(lab, 'a'), 'Config', { apiVersion: 'v1', kind: 'ConfigMap' });
  expect(object.name).toBe('config');
});

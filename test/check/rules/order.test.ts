import { orderRules } from '../../../lib/check/rules/order.ts';
import type { Subject } from '../../../lib/check/subject.ts';
import { World, type WorldProps } from '../../../lib/check/world.ts';
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

const CONFIG = '{ apiVersion: v1, kind: ConfigMap, metadata: { name: web, namespace: apps }, data: {} }';

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

test('row 12: layers that wait for each other are told with the way around', () => {
  const circle = world(layer('a', ['b']) + layer('b', ['c']) + layer('c', ['a']) + layer('d', ['a']), {});
  expect(told(orderRules, circle)).toEqual(['Kustomization/a spec.dependsOn[0] order-cycle']);
  expect(messages(circle)[0]).toContain(
    'Kustomization flux-system/a -> Kustomization flux-system/b -> Kustomization flux-system/c -> Kustomization flux-system/a',
  );
});

test('row 12: releases that wait for each other are told', () => {
  const yaml =
    release('one', ', dependsOn: [{ name: two }]') + release('two', ', dependsOn: [{ name: one, namespace: apps }]');
  expect(told(orderRules, worldOf(yaml))).toEqual(['HelmRelease/one spec.dependsOn[0] order-cycle']);
});

test('a layer that waits for itself is told', () => {
  expect(told(orderRules, world(layer('a', ['b', 'a']) + layer('b'), {}))).toEqual([
    'Kustomization/a spec.dependsOn[1] order-cycle',
  ]);
});

test('every knot of layers is told once', () => {
  const knots = layer('a', ['b']) + layer('b', ['a']) + layer('c', ['d']) + layer('d', ['c', 'a']);
  expect(told(orderRules, world(knots, {}))).toHaveLength(2);
});

test('a diamond of layers is no circle', () => {
  const diamond = layer('a', ['b', 'c']) + layer('b', ['d']) + layer('c', ['d']) + layer('d');
  expect(told(orderRules, world(diamond, {}))).toEqual([]);
});

test('releases of one name in two namespaces do not make a circle', () => {
  const other = release('one', ', dependsOn: [{ name: one, namespace: other }]');
  expect(told(orderRules, worldOf(other + release('one').replace('namespace: apps', 'namespace: other')))).toEqual([]);
});

test('a layer that waits for its release, which waits for a release of a later layer, is told', () => {
  const deadlock = world(layer('first') + layer('second', ['first']), {
    first: release('early', ', dependsOn: [{ name: late }]'),
    second: release('late'),
  });
  expect(told(orderRules, deadlock).map((line) => line.split(' ').at(-1))).toEqual(['order-cycle']);
  expect(messages(deadlock)[0]).toContain('HelmRelease apps/early -> HelmRelease apps/late');
});

test('an inner layer that waits for the layer around it is told when that one waits for it', () => {
  const inner = { outer: layer('inner', ['outer']) };
  expect(told(orderRules, world(layer('outer'), inner))).toHaveLength(1);
  expect(told(orderRules, world(layer('outer').replace('wait: true', 'wait: false'), inner))).toEqual([]);
});

test('row 11: a composed release name over 53 characters is told', () => {
  const long = 'a'.repeat(30);
  const composed = (more: string): string => release(long, `, targetNamespace: ${'b'.repeat(23)}${more}`);
  expect(told(orderRules, worldOf(composed('')))).toEqual([`HelmRelease/${long} spec.releaseName order-release-name`]);
  expect(told(orderRules, worldOf(composed(', releaseName: short')))).toEqual([]);
  expect(told(orderRules, worldOf(release(long, `, targetNamespace: ${'b'.repeat(22)}`)))).toEqual([]);
});

test('row 11: a release without a target namespace is named as its object', () => {
  expect(told(orderRules, worldOf(release('c'.repeat(53))))).toEqual([]);
  expect(told(orderRules, worldOf(release('c'.repeat(54))))).toHaveLength(1);
});

test('row 21: an object that is twice in one layer is told at the second', () => {
  const twice = worldOf(`${CONFIG}\n---\n${CONFIG}`);
  expect(told(orderRules, twice)).toEqual(['ConfigMap/web metadata.name object-duplicate']);
  expect([...orderRules.judge(twice).reports][0]?.subject?.document).toBe(1);
});

test('row 21: the same name in another namespace, kind or group is another object', () => {
  const secret = CONFIG.replace('ConfigMap', 'Secret');
  const elsewhere = CONFIG.replace('namespace: apps', 'namespace: other');
  const group = CONFIG.replace('apiVersion: v1', 'apiVersion: example.com/v1');
  expect(told(orderRules, worldOf([CONFIG, secret, elsewhere, group].join('\n---\n')))).toEqual([]);
});

test('row 22: an object of two layers is told with both', () => {
  const fight = world(layer('a') + layer('b'), { a: CONFIG, b: CONFIG });
  expect(told(orderRules, fight)).toEqual(['ConfigMap/web metadata.name object-duplicate']);
  expect(messages(fight)[0]).toMatch(/belongs to layer 'b' and to layer 'a'/);
});

test('row 22: an object of a layer and of a release in it is told', () => {
  const subjects = [...subjectsOf(CONFIG, { layer: 'a' }), ...rendered(CONFIG, { layer: 'a', release: 'apps/web' })];
  expect(messages(worldOf('', { subjects }))[0]).toMatch(/belongs to release apps\/web and to layer 'a'/);
});

test('files that no layer tells apart are not judged for duplicates', () => {
  const subjects = [
    ...subjectsOf(CONFIG, { layer: undefined, file: 'base/web.yaml' }),
    ...subjectsOf(CONFIG, { layer: undefined, file: 'overlays/home/web.yaml' }),
  ];
  const judgement = orderRules.judge(worldOf('', { subjects }));
  expect([...judgement.reports]).toEqual([]);
  expect([...(judgement.notJudged ?? [])]).toHaveLength(1);
});

test('objects with parts of any type are judged without a throw', () => {
  const garbage = [null, 7, 'text', [], [null], { dependsOn: 3 }, { dependsOn: [null, 'a', {}] }, { path: 5 }];
  const kinds = [
    ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization'],
    ['helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ] as const;
  const yaml = kinds.flatMap(([apiVersion, kind]) =>
    garbage.map((spec, i) => JSON.stringify({ apiVersion, kind, metadata: { name: `n${i}` }, spec })),
  );
  expect(() => told(orderRules, worldOf(yaml.join('\n---\n')))).not.toThrow();
});

test('a chain of ten thousand layers does not exhaust the stack', () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `layer-${i}`);
  const subjects = names.map(
    (name, i): Subject => ({
      manifest: {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name, namespace: 'flux-system' },
        spec: { wait: true, dependsOn: i > 0 ? [{ name: names[i - 1] }] : [] },
      },
      file: 'all.yaml',
      document: i,
      layer: undefined,
      release: undefined,
      source: undefined,
    }),
  );
  const { props } = worldOf('');
  expect(told(orderRules, new World({ ...props, subjects }))).toEqual([]);
});

test.each(
  orderRules.rules.filter(({ bad }) => bad.startsWith('apiVersion:')).map((rule) => [rule.code, rule] as const),
)('the examples of %s are what they say', (code, { bad, good }) => {
  expect(told(orderRules, worldOf(bad)).join('\n')).toContain(` ${code}`);
  expect(told(orderRules, worldOf(good))).toEqual([]);
});

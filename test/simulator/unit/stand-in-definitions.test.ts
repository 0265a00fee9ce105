import { readLock } from '../../../lib/charts/lock.ts';
import type { Manifest } from '../../../lib/core/manifest.ts';
import { definitionOf } from '../../../lib/simulator/stand-in-definitions.ts';
import { subjectsOf, worldOf } from '../../check/world-of.ts';

const { schemas } = worldOf('').props;
const objects = (yaml: string): Manifest[] => subjectsOf(yaml).map(({ manifest }) => manifest);

interface Spec {
  readonly scope: string;
  readonly names: Readonly<Record<string, string>>;
  readonly versions: readonly {
    readonly name: string;
    readonly storage: boolean;
    readonly subresources: object;
    readonly schema: { readonly openAPIV3Schema: Readonly<Record<string, unknown>> };
  }[];
}

const specOf = (name: string, yaml = ''): Spec => definitionOf(name, schemas, objects(yaml))['spec'] as Spec;

test('every definition in the lock of the lab has a schema of the track, without references', () => {
  const names = [...readLock('.')!.values()].flatMap(({ definitions }) => definitions);
  for (const name of names) {
    const { versions } = specOf(name);
    const text = JSON.stringify(versions);
    expect(
      `${name} ${text.includes('"$ref"')} ${versions[0]!.schema.openAPIV3Schema['properties'] !== undefined}`,
    ).toBe(`${name} false true`);
  }
  expect(names.length).toBeGreaterThan(10);
});

test('names, scope and the status are those of the kind', () => {
  const { scope, names, versions } = specOf('clusterissuers.cert-manager.io');
  expect(scope).toBe('Cluster');
  expect(names).toEqual({
    plural: 'clusterissuers',
    singular: 'clusterissuer',
    kind: 'ClusterIssuer',
    listKind: 'ClusterIssuerList',
  });
  expect(versions.map(({ name, storage, subresources }) => ({ name, storage, subresources }))).toEqual([
    { name: 'v1', storage: true, subresources: { status: {} } },
  ]);
});

test.each([
  ['prometheuses.monitoring.coreos.com', 'Prometheus'],
  ['thanosrulers.monitoring.coreos.com', 'ThanosRuler'],
  ['logicalvolumes.topolvm.io', 'LogicalVolume'],
])('%s is %s', (name, kind) => {
  expect(specOf(name).names['kind']).toBe(kind);
});

test('without a schema, kind, scope and versions are those of the objects of the lab, and anything is taken', () => {
  const { names, scope, versions } = specOf(
    'httpproxies.example.com',
    `{ apiVersion: example.com/v1beta1, kind: HTTPProxy, metadata: { name: a, namespace: b } }
---
{ apiVersion: example.com/v1, kind: HTTPProxy, metadata: { name: a, namespace: b } }`,
  );
  expect([names['kind'], scope]).toEqual(['HTTPProxy', 'Namespaced']);
  expect(versions.map(({ name, storage }) => [name, storage])).toEqual([
    ['v1', true],
    ['v1beta1', false],
  ]);
  expect(versions[0]!.schema.openAPIV3Schema).toEqual({
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
  });
});

test('a kind that nothing names is made of its plural', () => {
  expect(specOf('policies.example.com').names['kind']).toBe('Policy');
});

test("a group of Kubernetes' own says that nobody approved of it", () => {
  const { metadata } = definitionOf('gateways.gateway.networking.k8s.io', schemas, []);
  expect(metadata.annotations).toMatchObject({ 'api-approved.kubernetes.io': 'unapproved, stand-in' });
});

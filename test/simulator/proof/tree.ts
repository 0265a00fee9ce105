import { type Schema, SchemaCatalog } from '../../../lib/check/schema-catalog.ts';
import { toYaml } from '../../../lib/core/yaml.ts';
import type { Files } from '../../../lib/simulator/tree.ts';
import type { Form, Planted } from './planted.ts';
import { STORAGE_CLASS } from './pods.ts';
import { REPOSITORY } from './releases.ts';

const KEPT = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };

/** Name of the layer that a mistake is planted in, `bad-37`, or of its good form, `good-37`. */
export function layerOf({ row }: Planted, form: 'bad' | 'good'): string {
  return `${form}-${row}`;
}

/**
 * A tree with each mistake in a layer of its own, and its good form in another. All of them wait for `base`, which has their
 * namespaces, and what they use of a lab: a storage class, a definition, a chart repository.
 *
 * @param push some mistakes are made by the second push, others come with the third
 */
export function treeOf(mistakes: readonly Planted[], push: 1 | 2 | 3): Files {
  const forms = mistakes.flatMap((mistake) =>
    (['bad', 'good'] as const)
      .filter((form) => form === 'good' || !mistake.isLast || push === 3)
      .map((form): [string, Form] => [layerOf(mistake, form), mistake[form]]),
  );
  const namespaces = forms.map(([name]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, annotations: KEPT },
  }));
  const base = [...namespaces, storageClass, ruleDefinition()];
  const late = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late', namespace: 'default' } };
  return new Map([
    ['flux/sources/proof.yaml', toYaml(repository)],
    ...layer('base', base.map(toYaml).join('---\n'), {}),
    ...layer('late', toYaml(late), { dependsOn: [{ name: 'base' }] }),
    ...forms.flatMap(([name, form]) => [
      ...planted(name, name, form, push),
      ...(form.more ? planted(`${name}-more`, name, form.more, push) : []),
    ]),
  ]);
}

function planted(name: string, space: string, { objects, spec, after }: Form, push: number): [string, string][] {
  const own = (text: string) =>
    text.replaceAll('web-space', space).replace(/namespace: web\b(?!-)/g, `namespace: ${space}`);
  const given = { dependsOn: [{ name: 'base' }], ...(JSON.parse(own(JSON.stringify(spec ?? {}))) as object) };
  return layer(name, own(push > 1 ? (after ?? objects) : objects), given);
}

function layer(name: string, objects: string, spec: object): [string, string][] {
  const kustomization = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: {
      interval: '10m',
      path: `./dist/${name}`,
      prune: true,
      retryInterval: '5m',
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      timeout: '1m',
      wait: true,
      ...spec,
    },
  };
  return [
    [`flux/layers/${name}.yaml`, toYaml(kustomization)],
    [`dist/${name}/objects.yaml`, objects],
  ];
}

const repository = {
  apiVersion: 'source.toolkit.fluxcd.io/v1beta2',
  kind: 'HelmRepository',
  metadata: { name: REPOSITORY, namespace: 'flux-system' },
  spec: { interval: '24h', url: 'https://charts.example.com' },
};

const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: STORAGE_CLASS, annotations: KEPT },
  provisioner: 'topolvm.io',
  parameters: { 'topolvm.io/device-class': 'ssd' },
  reclaimPolicy: 'Retain',
  allowVolumeExpansion: true,
  volumeBindingMode: 'WaitForFirstConsumer',
};

/** The definition of alert rules, as the check knows it. */
function ruleDefinition() {
  const { schema, definitions } = SchemaCatalog.read('imports/schemas').find(
    'monitoring.coreos.com/v1',
    'PrometheusRule',
  )!;
  const whole = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(whole);
    if (part === null || typeof part !== 'object') return part;
    const { $ref } = part as Schema;
    if ($ref !== undefined) return whole(definitions[$ref.slice('#/definitions/'.length)]);
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, whole(value)]));
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'prometheusrules.monitoring.coreos.com', annotations: KEPT },
    spec: {
      group: 'monitoring.coreos.com',
      names: {
        kind: 'PrometheusRule',
        plural: 'prometheusrules',
        singular: 'prometheusrule',
        listKind: 'PrometheusRuleList',
      },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: whole(schema) } }],
    },
  };
}

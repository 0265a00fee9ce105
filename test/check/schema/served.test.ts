import { schemaRules } from '../../../lib/check/rules/schema.ts';
import { helmRelease } from '../../../lib/check/rules/schema-samples.ts';
import { removedApis } from '../../../lib/check/schema/removed-apis.ts';
import { told, worldOf } from '../world-of.ts';

const object = (apiVersion: string, kind: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\n`;
const first = (yaml: string) => {
  const [report] = schemaRules.judge(worldOf(yaml)).reports;
  return [report?.code, report?.hint];
};
const whyNot = (yaml: string) => [...(schemaRules.judge(worldOf(yaml)).notJudged ?? [])].map(({ why }) => why);

test.each([
  ['extensions/v1beta1', 'Ingress', 'networking.k8s.io/v1'],
  ['networking.k8s.io/v1beta1', 'Ingress', 'networking.k8s.io/v1'],
  ['policy/v1beta1', 'PodDisruptionBudget', 'policy/v1'],
  ['batch/v1beta1', 'CronJob', 'batch/v1'],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', 'autoscaling/v2'],
  ['helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'helm.toolkit.fluxcd.io/v2beta2'],
  ['source.toolkit.fluxcd.io/v1', 'HelmRepository', 'source.toolkit.fluxcd.io/v1beta2'],
  ['apps/v2', 'Deployment', 'apps/v1'],
  ['v1', 'Deployment', 'apps/v1'],
  ['apps/v1', 'Service', 'v1'],
  ['cert-manger.io/v1', 'Certificate', 'cert-manager.io/v1'],
])('%s of %s is not served, and the version to use is told', (apiVersion, kind, better) => {
  expect(first(object(apiVersion, kind))).toEqual(['schema-version', `Write apiVersion: ${better}.`]);
});

test('a kind that is gone for good has no version to use', () => {
  expect(first(object('policy/v1beta1', 'PodSecurityPolicy'))).toEqual([
    'schema-version',
    'Remove the PodSecurityPolicy: nothing takes its place.',
  ]);
});

test('a group without a dot that Kubernetes does not have is told', () => {
  expect(first(object('app/v1', 'Thing'))[0]).toBe('schema-version');
});

test('a misspelled kind is told with the one that was meant', () => {
  expect(first(object('apps/v1', 'Deploymnt'))).toEqual(['schema-kind', 'Did you mean Deployment, of apps/v1?']);
  expect(first(object('apps/v1', 'Konsole'))).toEqual(['schema-kind', 'Write a kind of apps/v1.']);
});

test("a kind of Flux that the track's Flux does not serve is an error", () => {
  expect(first(object('image.toolkit.fluxcd.io/v1beta2', 'ImagePolicy'))[0]).toBe('schema-missing');
});

test('a kind of a foreign group is not judged, and that is said', () => {
  expect(told(schemaRules, worldOf(object('example.org/v1', 'Door')))).toEqual([]);
  expect(whyNot(object('example.org/v1', 'Door'))).toEqual(['no schema of example.org/v1/Door is known']);
});

test('a foreign group whose name is only like one of the track is foreign', () => {
  expect(whyNot(object('monitoring.grafana.com/v1', 'PodMonitor'))).toHaveLength(1);
});

test('a list and a file for kustomize are not judged, and that is said', () => {
  expect(whyNot(object('v1', 'List'))).toHaveLength(1);
  expect(whyNot(object('kustomize.config.k8s.io/v1beta1', 'Kustomization'))).toHaveLength(1);
});

test('a definition among the objects serves its kinds, and only the versions that it says it serves', () => {
  const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: doors.example.org }
spec:
  group: example.org
  names: { kind: Door, plural: doors }
  scope: Namespaced
  versions:
    - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }
    - { name: v1beta1, served: false, storage: false, schema: { openAPIV3Schema: { type: object } } }
---
`;
  expect(told(schemaRules, worldOf(definition + object('example.org/v1', 'Door')))).toEqual([]);
  expect(whyNot(definition + object('example.org/v1', 'Door'))).toEqual([]);
  expect(told(schemaRules, worldOf(definition + object('example.org/v1beta1', 'Door')))).toEqual([
    'Door/a apiVersion schema-version',
  ]);
});

test('a definition without a schema that can be read leaves its kind not judged', () => {
  const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: doors.example.org }
spec:
  group: example.org
  names: { kind: Door, plural: doors }
  scope: Namespaced
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { properties: [] } } }]
---
`;
  expect(whyNot(definition + object('example.org/v1', 'Door'))).toEqual([
    'the definition of example.org/v1/Door among the objects has no schema that can be read',
  ]);
});

test('a deprecated version is a warning with the version to use', () => {
  const old = helmRelease.replace('v2beta2', 'v2beta1');
  expect(first(old)).toEqual(['schema-deprecated', 'Write apiVersion: helm.toolkit.fluxcd.io/v2beta2.']);
});

test('no API that is said to be gone is served by the track', () => {
  const served = new Set([...worldOf('').schemas.ids].map((id) => id.slice(0, id.lastIndexOf('/'))));
  expect(removedApis.filter(({ apiVersion }) => served.has(apiVersion))).toEqual([]);
});

import type { RuleDoc } from '../rule.ts';

const rule = { family: 'reference', severity: 'error' } as const;

function layer(name: string, spec: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  interval: 10m
  prune: true
  path: ./dist/${name}
  ${spec}
`;
}

function release(spec: string, chart = 'jetstack'): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: web, namespace: flux-system }
spec:
  interval: 1h
  chart: { spec: { chart: web, sourceRef: { kind: HelmRepository, name: ${chart} } } }
  ${spec}
---
apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: HelmRepository
metadata: { name: jetstack, namespace: flux-system }
spec: { url: https://charts.jetstack.io }
`;
}

function referred(kind: string, name: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: flux-system }
spec: { interval: 1h, chartRef: { kind: OCIRepository, name: ${name} } }
---
apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: ${kind}
metadata: { name: web, namespace: flux-system }
spec: { interval: 1h, url: oci://charts.example.com/web }
`;
}

const SOURCE = 'sourceRef: { kind: GitRepository, name: flux-system }';
const depends = (on: string) => `${layer(
  'web',
  `${SOURCE}
  dependsOn: [{ name: ${on} }]`,
)}---
${layer('storage', SOURCE)}`;
const health = (name: string) => `${layer(
  'web',
  `${SOURCE}
  healthChecks: [{ apiVersion: v1, kind: Service, name: ${name}, namespace: default }]`,
)}---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: default }
spec: { clusterIP: None, ports: [{ port: 80 }] }
`;
const settings = (name: string, kind: string) => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: flux-system }
data: { ${kind} }
`;
const substituteFrom = (name: string) =>
  layer(
    'web',
    `${SOURCE}
  postBuild: { substituteFrom: [{ kind: ConfigMap, name: ${name} }] }`,
  ) + settings('facts', 'ZONE: home');
const valuesFrom = (name: string) =>
  release(`valuesFrom: [{ kind: ConfigMap, name: ${name} }]`) + settings('web-values', 'values.yaml: "{}"');
const variable = (name: string) => `${layer(
  'test',
  `${SOURCE}
  postBuild: { substitute: { ZONE: home } }`,
)}---
apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: default }
data: { zone: "\${${name}}" }
`;
const alert = (provider: string) => `apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Alert
metadata: { name: web, namespace: flux-system }
spec: { providerRef: { name: ${provider} }, eventSources: [{ kind: Kustomization, name: '*' }] }
---
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Provider
metadata: { name: chat, namespace: flux-system }
spec: { type: generic, address: https://chat.example.com }
`;

/** Rules about the objects that steer Flux. */
export const FLUX_DOCS: readonly RuleDoc[] = [
  {
    ...rule,
    code: 'source-missing',
    title: 'A source is referred to that is not there',
    meaning:
      'Flux fetches nothing and applies nothing of it. A source is looked up by kind, name and namespace; the git source flux-system is made by flux bootstrap.',
    bad: release('', 'jetstak'),
    good: release(''),
    mistakes: [8],
  },
  {
    ...rule,
    code: 'chart-missing',
    title: 'A release names a chart source that is not there',
    meaning: 'Nothing is installed. A chartRef names an OCIRepository or a HelmChart.',
    bad: referred('OCIRepository', 'wbe'),
    good: referred('OCIRepository', 'web'),
    mistakes: [8],
  },
  {
    ...rule,
    code: 'depends-on-missing',
    title: 'Something is waited for that is not there',
    meaning: 'Flux waits for ever: neither this nor what waits for it is ever applied.',
    bad: depends('storge'),
    good: depends('storage'),
    mistakes: [13],
  },
  {
    ...rule,
    code: 'depends-on-kind',
    title: 'A release waits for a layer, or a layer for a release',
    meaning:
      'A HelmRelease only waits for another HelmRelease, and a Kustomization for another Kustomization: one of the other kind is not found, and Flux waits for ever.',
    bad: `${release('dependsOn: [{ name: storage }]')}---
${layer('storage', SOURCE)}`,
    good: `${release('')}---
${layer('storage', SOURCE)}`,
    mistakes: [14],
  },
  {
    ...rule,
    code: 'path-missing',
    title: 'A layer is applied from a folder that is not there',
    meaning: 'Flux applies nothing of the layer, and nothing of the layers that wait for it.',
    bad: 'path: ./dist/wbe',
    good: 'path: ./dist/web',
    mistakes: [15],
  },
  {
    ...rule,
    code: 'health-check-missing',
    title: 'A layer waits for the health of an object that is not there',
    meaning:
      'The layer never becomes ready: it runs into its timeout again and again, and what waits for it is never applied.',
    bad: health('wbe'),
    good: health('web'),
    mistakes: [13],
  },
  {
    ...rule,
    code: 'substitute-from-missing',
    title: 'Variables come from a config map or a secret that is not there',
    meaning: 'Flux applies nothing of the layer. Mark it optional where it may be missing.',
    bad: substituteFrom('fact'),
    good: substituteFrom('facts'),
    mistakes: [18],
  },
  {
    ...rule,
    code: 'substitute-undefined',
    title: 'A variable has no value',
    meaning:
      'Where a layer has postBuild variables, Flux replaces every variable in braces in it, and writes nothing in place of one without a value.',
    bad: variable('ZNE'),
    good: variable('ZONE'),
    mistakes: [18],
  },
  {
    ...rule,
    code: 'values-from-missing',
    title: 'Values of a release come from a config map or a secret that is not there',
    meaning: 'The release fails before anything is installed. Mark it optional where it may be missing.',
    bad: valuesFrom('web-value'),
    good: valuesFrom('web-values'),
    mistakes: [7],
  },
  {
    ...rule,
    code: 'notification-target-missing',
    title: 'A notification names something that is not there',
    meaning: 'An alert without its provider tells nobody; one about something that is not there has nothing to tell.',
    bad: alert('chats'),
    good: alert('chat'),
    mistakes: [],
  },
];

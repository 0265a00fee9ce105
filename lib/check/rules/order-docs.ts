import type { RuleDoc } from '../rule.ts';

const certManagerLayer = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: cert-manager, namespace: flux-system }
spec: { interval: 10m, path: ./cert-manager, prune: true, wait: true, sourceRef: { kind: GitRepository, name: flux-system } }`;

const webLayer = (more: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: web, namespace: flux-system }
spec: { interval: 10m, path: ./web, prune: true, ${more}sourceRef: { kind: GitRepository, name: flux-system } }`;

const release = (name: string, more: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: ${name}, namespace: monitoring }
spec: { interval: 1h, ${more}chart: { spec: { chart: app, sourceRef: { kind: HelmRepository, name: charts } } } }`;

const configMap = (name: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: default }
data: { colour: red }`;

/** What the rules of order mean. */
export const orderDocs: readonly RuleDoc[] = [
  {
    code: 'order-cycle',
    family: 'order',
    severity: 'error',
    title: 'Layers or releases wait for each other',
    meaning:
      'Flux starts an object when all of its dependsOn are ready. In a circle nobody is first, so none of them is ever applied, and the only sign is a condition "dependency not ready". A layer with wait is ready only when its releases and inner layers are; an edge from one of these back to the layer, or to what waits for it, closes a circle too.',
    bad: `${webLayer('dependsOn: [{ name: cert-manager }], ')}
---
${certManagerLayer.replace('wait: true', 'wait: true, dependsOn: [{ name: web }]')}`,
    good: `${webLayer('dependsOn: [{ name: cert-manager }], ')}
---
${certManagerLayer}`,
    mistakes: [12],
  },
  {
    code: 'order-crd',
    family: 'order',
    severity: 'error',
    title: 'A custom resource is applied before its definition',
    meaning:
      'The API server knows a kind only once its CustomResourceDefinition is there. Flux tries all objects of a layer before it applies the first one, so a single unknown kind stops the whole layer; when the release that brings the definition is in the same layer, it stops for good.',
    bad: `// in the constructor of a layer
this.add({ apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name: 'internal' }, spec });`,
    good: `// in the constructor of a layer
this.use(certManager.api);
this.add({ apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name: 'internal' }, spec });`,
    mistakes: [16],
  },
  {
    code: 'order-namespace',
    family: 'order',
    severity: 'error',
    title: 'An object is applied before its namespace',
    meaning:
      'The API server refuses an object in a namespace that is not there, and Flux then applies nothing of the layer. Namespaces of the same layer are applied first; those of another layer need an edge.',
    bad: `// in the constructor of a layer
this.add({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'staging' }, data });`,
    good: `// in the constructor of a layer
const namespace = this.use(namespaces.staging);
this.add({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace }, data });`,
    mistakes: [16],
  },
  {
    code: 'order-webhook',
    family: 'order',
    severity: 'error',
    title: 'A custom resource is applied before the operator whose webhook judges it',
    meaning:
      'An operator that validates its objects does so in a webhook. Between its registration and its first answer the API server refuses these objects, and with them the whole layer. Definitions in a layer of their own do not wait for the operator: the edge must go to the layer that runs it.',
    bad: `// Kustomization issuers: the definitions are there, but nobody judges its issuers yet
dependsOn: [{ name: cert-manager-crds }]`,
    good: `// Kustomization issuers
dependsOn: [{ name: cert-manager-crds }, { name: cert-manager }]`,
    mistakes: [16],
  },
  {
    code: 'order-storage',
    family: 'order',
    severity: 'error',
    title: 'A claim is applied before its storage',
    meaning:
      'A claim whose storage class comes with another layer stays Pending until that layer is there, and a layer that waits for its pods runs into its timeout. An edge makes a fresh cluster come up in one pass.',
    bad: `// in the constructor of a layer
claim({ storageClassName: 'topolvm-provisioner' });`,
    good: `// in the constructor of a layer
claim({ storageClassName: this.use(topolvm.storageClass) });`,
    mistakes: [16],
  },
  {
    code: 'order-reference',
    family: 'order',
    severity: 'warning',
    title: 'An object is applied before what it refers to',
    meaning:
      'Pods wait for secrets and config maps, and are refused without their service account. When these come with another layer, an edge keeps the first pass from running into its timeout.',
    bad: `// in the constructor of a layer
env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'web-login', key: 'password' } } }]`,
    good: `// in the constructor of a layer
const { name } = this.use(login);
env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name, key: 'password' } } }]`,
    mistakes: [],
  },
  {
    code: 'order-wait',
    family: 'order',
    severity: 'error',
    title: 'A layer that others build on is ready too early',
    meaning:
      'Without wait and healthChecks a Kustomization is ready as soon as its HelmRelease object is applied, long before Helm has installed the chart. Whoever depends on it is started while definitions are still missing.',
    bad: `// Kustomization cert-manager, which installs a release that others build on
wait: false`,
    good: `// Kustomization cert-manager
wait: true`,
    mistakes: [16],
  },
  {
    code: 'order-release-name',
    family: 'order',
    severity: 'error',
    title: "A release's composed name is over 53 characters",
    meaning:
      'Without releaseName Flux composes the name of a release from targetNamespace and name. Over 53 characters it is cut and a hash is put behind it, in silence: the services of the chart then have names that nobody wrote down, and references to them miss.',
    bad: release('application-performance-monitoring', 'targetNamespace: observability-production, '),
    good: release(
      'application-performance-monitoring',
      'targetNamespace: observability-production, releaseName: monitoring, ',
    ),
    mistakes: [11],
  },
  {
    code: 'object-duplicate',
    family: 'order',
    severity: 'error',
    title: 'One object is there twice',
    meaning:
      'Twice in one layer, kustomize refuses to build it. In two layers, or in a layer and a release, each owner undoes at every interval what the other applies, and the one that stops rendering the object prunes it from under the other.',
    bad: `${configMap('web')}
---
${configMap('web')}`,
    good: `${configMap('web')}
---
${configMap('web-extra')}`,
    mistakes: [21, 22],
  },
];

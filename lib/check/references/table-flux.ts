import {
  BUCKET,
  CONFIG_MAP,
  GIT_REPOSITORY,
  HELM_CHART,
  HELM_RELEASE,
  HELM_REPOSITORY,
  KUSTOMIZATION,
  NAMESPACE,
  OCI_REPOSITORY,
  PROVIDER,
  SECRET,
  SERVICE_ACCOUNT,
} from './kind.ts';
import { FLUX_HELM, FLUX_KUSTOMIZE, FLUX_NOTIFICATION, FLUX_SOURCE } from './origins.ts';
import type { ReferenceRow } from './row.ts';

const LAYERS = [FLUX_KUSTOMIZE('Kustomization')];
const RELEASES = [FLUX_HELM('HelmRelease')];
const SOURCES = ['GitRepository', 'HelmRepository', 'OCIRepository', 'Bucket'].map(FLUX_SOURCE);
const SOURCE_KINDS = [GIT_REPOSITORY, HELM_REPOSITORY, OCI_REPOSITORY, BUCKET];
const NOTHING_APPLIED = 'Flux applies nothing of it';
const WAITS = 'Flux waits for it for ever and applies nothing';

const secret = { to: SECRET, resolves: 'same-namespace', code: 'secret-missing' } as const;
const source = { resolves: 'named-namespace', code: 'source-missing', why: NOTHING_APPLIED } as const;

/** What the objects that steer Flux refer to. */
export const FLUX_ROWS: readonly ReferenceRow[] = [
  { ...source, from: LAYERS, path: 'spec.sourceRef.name', to: { kindAt: 'kind', kinds: SOURCE_KINDS } },
  { ...source, from: RELEASES, path: 'spec.chart.spec.sourceRef.name', to: { kindAt: 'kind', kinds: SOURCE_KINDS } },
  {
    from: [FLUX_SOURCE('HelmChart')],
    path: 'spec.sourceRef.name',
    to: { kindAt: 'kind', kinds: SOURCE_KINDS },
    resolves: 'same-namespace',
    code: 'source-missing',
    why: NOTHING_APPLIED,
  },
  {
    from: RELEASES,
    path: 'spec.chartRef.name',
    to: { kindAt: 'kind', kinds: [OCI_REPOSITORY, HELM_CHART] },
    resolves: 'named-namespace',
    code: 'chart-missing',
    why: 'nothing is installed',
  },
  {
    from: LAYERS,
    path: 'spec.dependsOn[*].name',
    to: KUSTOMIZATION,
    resolves: 'named-namespace',
    code: 'depends-on-missing',
    why: WAITS,
  },
  {
    from: RELEASES,
    path: 'spec.dependsOn[*].name',
    to: HELM_RELEASE,
    resolves: 'named-namespace',
    code: 'depends-on-missing',
    why: WAITS,
  },
  {
    from: LAYERS,
    path: 'spec.healthChecks[*].name',
    to: { kindAt: 'kind', groupAt: 'apiVersion', kinds: 'any' },
    resolves: 'named-namespace',
    code: 'health-check-missing',
    why: 'the layer never becomes ready, and whatever waits for it is never applied',
  },
  {
    from: LAYERS,
    path: 'spec.postBuild.substituteFrom[*].name',
    to: { kindAt: 'kind', kinds: [CONFIG_MAP, SECRET] },
    resolves: 'same-namespace',
    optional: 'optional',
    code: 'substitute-from-missing',
    why: NOTHING_APPLIED,
  },
  {
    from: RELEASES,
    path: 'spec.valuesFrom[*].name',
    to: { kindAt: 'kind', kinds: [CONFIG_MAP, SECRET] },
    resolves: 'same-namespace',
    keyAt: 'valuesKey',
    defaultKey: 'values.yaml',
    optional: 'optional',
    code: 'values-from-missing',
    why: 'the release fails and nothing is installed',
  },
  { ...secret, from: LAYERS, path: 'spec.decryption.secretRef.name', why: 'Flux cannot decrypt the layer’s files' },
  {
    ...secret,
    from: [...LAYERS, ...RELEASES],
    path: 'spec.kubeConfig.secretRef.name',
    keyAt: 'key',
    why: 'Flux does not reach the cluster it should apply to',
  },
  {
    ...secret,
    from: SOURCES,
    path: 'spec.{secretRef,certSecretRef,verify.secretRef,proxySecretRef}.name',
    why: 'the source cannot be fetched, and nothing from it is applied',
  },
  {
    from: [...LAYERS, ...RELEASES],
    path: 'spec.serviceAccountName',
    to: SERVICE_ACCOUNT,
    resolves: 'same-namespace',
    code: 'service-account-missing',
    why: 'Flux has no rights to apply anything',
  },
  {
    from: [...LAYERS, ...RELEASES],
    path: 'spec.targetNamespace',
    to: NAMESPACE,
    resolves: 'cluster-wide',
    code: 'namespace-missing',
    why: 'the API server refuses every object in it',
  },
  {
    from: [FLUX_NOTIFICATION('Alert')],
    path: 'spec.providerRef.name',
    to: PROVIDER,
    resolves: 'same-namespace',
    code: 'notification-target-missing',
    why: 'nobody is told',
  },
  {
    from: [FLUX_NOTIFICATION('Alert')],
    path: 'spec.eventSources[*].name',
    to: { kindAt: 'kind', kinds: [KUSTOMIZATION, HELM_RELEASE, HELM_CHART, ...SOURCE_KINDS] },
    resolves: 'named-namespace',
    code: 'notification-target-missing',
    why: 'its events are awaited in vain',
  },
  {
    from: [FLUX_NOTIFICATION('Receiver')],
    path: 'spec.resources[*].name',
    to: { kindAt: 'kind', kinds: [KUSTOMIZATION, HELM_RELEASE, HELM_CHART, ...SOURCE_KINDS] },
    resolves: 'named-namespace',
    code: 'notification-target-missing',
    why: 'the webhook sets nothing off',
  },
  {
    ...secret,
    from: [FLUX_NOTIFICATION('Provider'), FLUX_NOTIFICATION('Receiver')],
    path: 'spec.{secretRef,certSecretRef}.name',
    why: 'the notification is not sent or not believed',
  },
];

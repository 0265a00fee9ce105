import { addressesIn } from '../check/references/addresses.ts';
import type { Manifest } from '../core/manifest.ts';
import { isMapping } from './mapping.ts';

/** What of a value is a fact: all of it, what a function takes from it, or some keys. A list has the shape of its items. */
type Shape = 'whole' | ((value: unknown) => unknown) | { readonly [key: string]: Shape };

/** Longer texts are scripts or prose. */
const LONGEST_FLAG = 300;
const FLAG = /^--?[\w.-]+(?:=\S*)?$/;
/** Flags and addresses that hold what nobody else should read. */
const PRIVATE = /^--?[\w.-]*(?:password|passwd|token|credential|api-?key)[\w.-]*=|:\/\/[^/\s]*@/i;

/** Flags and addresses name other objects; scripts are nobody's business here. */
function flag(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > LONGEST_FLAG || /\s/.test(value) || PRIVATE.test(value))
    return undefined;
  return FLAG.test(value) || addressesIn(value).length > 0 ? value : undefined;
}

/** What a variable is read from, or the service that it names; never a value that could be a password. */
function variable(value: unknown): unknown {
  if (!isMapping(value)) return undefined;
  const { name, valueFrom, value: text } = value;
  if (isMapping(valueFrom) && (valueFrom['secretKeyRef'] || valueFrom['configMapKeyRef'])) return { name, valueFrom };
  return flag(text) !== undefined && addressesIn(String(text)).length > 0 ? { name, value: text } : undefined;
}

/** The keys of a map, without what they hold. */
function keysOnly(value: unknown): unknown {
  return isMapping(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, ''])) : undefined;
}

/** Rights on objects by name: a program that may write one keeps it by itself. */
function namedRights(value: unknown): unknown {
  return isMapping(value) && value['resourceNames'] ? value : undefined;
}

const PROBE: Shape = { httpGet: { port: 'whole' }, tcpSocket: { port: 'whole' }, grpc: { port: 'whole' } };
const CONTAINER: Shape = {
  name: 'whole',
  image: 'whole',
  args: flag,
  command: flag,
  env: variable,
  envFrom: 'whole',
  livenessProbe: PROBE,
  ports: 'whole',
  readinessProbe: PROBE,
  resources: 'whole',
  restartPolicy: 'whole',
  startupProbe: PROBE,
  volumeMounts: { name: 'whole', subPath: 'whole' },
};
const POD_SPEC: Shape = {
  containers: CONTAINER,
  hostNetwork: 'whole',
  imagePullSecrets: 'whole',
  initContainers: CONTAINER,
  nodeSelector: 'whole',
  overhead: 'whole',
  priorityClassName: 'whole',
  runtimeClassName: 'whole',
  serviceAccountName: 'whole',
  volumes: 'whole',
};
const TEMPLATE: Shape = { metadata: { labels: 'whole' }, spec: POD_SPEC };
const CLAIM_TEMPLATE: Shape = { metadata: { name: 'whole' }, spec: 'whole' };
const WORKLOAD: Shape = {
  spec: {
    persistentVolumeClaimRetentionPolicy: 'whole',
    replicas: 'whole',
    selector: 'whole',
    serviceName: 'whole',
    template: TEMPLATE,
    volumeClaimTemplates: CLAIM_TEMPLATE,
  },
};
const ENDPOINT: Shape = {
  authorization: 'whole',
  basicAuth: 'whole',
  bearerTokenSecret: 'whole',
  oauth2: 'whole',
  path: 'whole',
  port: 'whole',
  scheme: 'whole',
  targetPort: 'whole',
  tlsConfig: 'whole',
};
const MONITOR: Shape = {
  spec: { endpoints: ENDPOINT, namespaceSelector: 'whole', podMetricsEndpoints: ENDPOINT, selector: 'whole' },
};
const URL: Shape = { url: flag };
const SECRETS_OF_SERVER: Shape = {
  additionalAlertManagerConfigs: 'whole',
  additionalAlertRelabelConfigs: 'whole',
  additionalScrapeConfigs: 'whole',
  alertmanagersConfig: 'whole',
  objectStorageConfig: 'whole',
  queryConfig: 'whole',
};
/** Objects that the Prometheus operator turns into pods. */
const SERVER: Shape = {
  spec: {
    ...POD_SPEC,
    ...SECRETS_OF_SERVER,
    alertmanagerConfigNamespaceSelector: 'whole',
    alertmanagerConfigSelector: 'whole',
    alertmanagersUrl: 'whole',
    alerting: 'whole',
    configMaps: 'whole',
    configSecret: 'whole',
    image: 'whole',
    persistentVolumeClaimRetentionPolicy: 'whole',
    podMetadata: { labels: 'whole' },
    podMonitorNamespaceSelector: 'whole',
    podMonitorSelector: 'whole',
    portName: 'whole',
    probeNamespaceSelector: 'whole',
    probeSelector: 'whole',
    queryEndpoints: 'whole',
    remoteRead: URL,
    remoteWrite: URL,
    replicas: 'whole',
    resources: 'whole',
    ruleNamespaceSelector: 'whole',
    ruleSelector: 'whole',
    scrapeConfigNamespaceSelector: 'whole',
    scrapeConfigSelector: 'whole',
    secrets: 'whole',
    serviceMonitorNamespaceSelector: 'whole',
    serviceMonitorSelector: 'whole',
    shards: 'whole',
    storage: { ephemeral: 'whole', volumeClaimTemplate: CLAIM_TEMPLATE },
    thanos: { ...SECRETS_OF_SERVER, image: 'whole', resources: 'whole' },
  },
};
const WEBHOOKS: Shape = {
  webhooks: {
    clientConfig: { service: 'whole' },
    failurePolicy: 'whole',
    name: 'whole',
    namespaceSelector: 'whole',
    objectSelector: 'whole',
    rules: 'whole',
  },
};
const BINDING: Shape = { roleRef: 'whole', subjects: 'whole' };
const DATA: Shape = { binaryData: keysOnly, data: keysOnly, stringData: keysOnly, type: 'whole' };
const WHOLE_SPEC: Shape = { spec: 'whole' };

/** Facts by kind, beside the identity, which each object has. Of a kind that is not here, only that is kept. */
const SHAPES: Readonly<Record<string, Shape>> = {
  Alertmanager: SERVER,
  APIService: { spec: { group: 'whole', service: 'whole', version: 'whole' } },
  Certificate: WHOLE_SPEC,
  ClusterIssuer: WHOLE_SPEC,
  ClusterRoleBinding: BINDING,
  ConfigMap: DATA,
  CronJob: { spec: { jobTemplate: { spec: { template: TEMPLATE } }, suspend: 'whole' } },
  DaemonSet: WORKLOAD,
  Deployment: WORKLOAD,
  HorizontalPodAutoscaler: { spec: { maxReplicas: 'whole', minReplicas: 'whole', scaleTargetRef: 'whole' } },
  Ingress: WHOLE_SPEC,
  IngressClass: { spec: { controller: 'whole' } },
  Issuer: WHOLE_SPEC,
  Job: WORKLOAD,
  MutatingWebhookConfiguration: WEBHOOKS,
  NetworkPolicy: WHOLE_SPEC,
  PersistentVolume: WHOLE_SPEC,
  PersistentVolumeClaim: WHOLE_SPEC,
  Pod: { spec: POD_SPEC },
  PodDisruptionBudget: { spec: { selector: 'whole' } },
  PodMonitor: MONITOR,
  PriorityClass: { globalDefault: 'whole', value: 'whole' },
  Prometheus: SERVER,
  PrometheusAgent: SERVER,
  ReplicaSet: WORKLOAD,
  ReplicationController: WORKLOAD,
  Role: { rules: namedRights },
  RoleBinding: BINDING,
  Secret: DATA,
  Service: WHOLE_SPEC,
  ServiceAccount: { imagePullSecrets: 'whole', secrets: 'whole' },
  ServiceMonitor: MONITOR,
  StatefulSet: WORKLOAD,
  StorageClass: {
    allowVolumeExpansion: 'whole',
    parameters: 'whole',
    provisioner: 'whole',
    reclaimPolicy: 'whole',
    volumeBindingMode: 'whole',
  },
  ThanosRuler: SERVER,
  ValidatingWebhookConfiguration: WEBHOOKS,
};

/** Annotations that steer something; all others are notes. */
const ANNOTATIONS =
  /^(?:cert-manager\.io\/|helm\.sh\/(?:hook$|hook-delete-policy$|hook-weight$|resource-policy$)|scratch\.hensteeth\/|kubernetes\.io\/(?:ingress\.class|tls-acme)$|storageclass\.(?:beta\.)?kubernetes\.io\/)/;
/** Kinds that others select by their labels. Those of all other objects are for people. */
const SELECTED_KINDS = new Set([
  'AlertmanagerConfig',
  'Namespace',
  'Pod',
  'PodMonitor',
  'Probe',
  'PrometheusRule',
  'ScrapeConfig',
  'Service',
  'ServiceMonitor',
]);
/** Labels that every object of a chart has, or that change with each version of it. */
const NOISE = new Set([
  'app.kubernetes.io/managed-by',
  'app.kubernetes.io/version',
  'chart',
  'helm.sh/chart',
  'heritage',
]);

/**
 * What rules about references, capacity, order and images need of an object: no text of the chart, no contents of config maps
 * and secrets.
 *
 * @param selected keys of labels that a selector asks for: those are kept in any case
 */
export function factsOf(manifest: Manifest, selected: ReadonlySet<string>): Manifest {
  const { apiVersion, kind, metadata } = manifest;
  const { name, namespace } = metadata;
  const facts = isMapping(SHAPES[kind]) ? reduce(manifest, SHAPES[kind]) : undefined;
  const annotations = entries(metadata.annotations, (key) => ANNOTATIONS.test(key));
  const given = SELECTED_KINDS.has(kind) ? metadata.labels : undefined;
  const labels = entries(given, (key) => selected.has(key) || !NOISE.has(key));
  const kept = {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(annotations && { annotations }),
    ...(labels && { labels }),
  };
  const whole = { apiVersion, kind, metadata: kept, ...(isMapping(facts) && facts) };
  return withoutNoise(whole, selected) as Manifest;
}

/** Keys of labels that any selector in an object asks for. */
export function selectedLabels(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) selectedLabels(item, found);
  if (!isMapping(value)) return found;
  for (const [key, inner] of Object.entries(value)) {
    if ((key === 'matchLabels' || key === 'selector') && isMapping(inner))
      for (const label of Object.keys(inner)) found.add(label);
    if (key === 'matchExpressions' && Array.isArray(inner))
      for (const expression of inner) if (isMapping(expression)) found.add(String(expression['key']));
    selectedLabels(inner, found);
  }
  return found;
}

function reduce(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => reduce(item, shape)).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (shape === 'whole') return value ?? undefined;
  if (typeof shape === 'function') return shape(value);
  if (!isMapping(value)) return undefined;
  const kept = Object.entries(shape).flatMap(([key, inner]): [string, unknown][] => {
    const fact = Object.hasOwn(value, key) ? reduce(value[key], inner) : undefined;
    return fact === undefined ? [] : [[key, fact]];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function entries(value: unknown, isKept: (key: string) => boolean): Record<string, string> | undefined {
  const kept = Object.entries(isMapping(value) ? value : {}).filter(([key]) => isKept(key));
  return kept.length > 0 ? (Object.fromEntries(kept) as Record<string, string>) : undefined;
}

/** Labels within: those of templates for pods. */
function withoutNoise(value: unknown, selected: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNoise(item, selected));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'labels' && isMapping(inner)
        ? (entries(inner, (label) => selected.has(label) || !NOISE.has(label)) ?? {})
        : withoutNoise(inner, selected),
    ]),
  );
}

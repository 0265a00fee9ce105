import { isMapping } from '../charts/mapping.ts';
import type { SchemaCatalog } from '../check/schema-catalog.ts';
import type { Manifest } from '../core/manifest.ts';
import { DRIVER } from './provisioner.ts';
import { filled } from './stand-in-fill.ts';

/** What stands where the lock has nothing: it keeps no contents of config maps and secrets, and no text of the chart. */
export const PLACEHOLDER = 'stand-in';
/** Annotation of every object of a stand-in. */
export const STAND_IN = 'stand-in.hensteeth/from';

type Body = Readonly<Record<string, unknown>>;
type Completion = (manifest: Manifest) => Partial<Manifest>;

/** An object of the lock with all that the API server wants of its kind. What the lock says of it stays as it is. */
export function completed(manifest: Manifest, schemas: SchemaCatalog): Manifest {
  const own = { ...manifest, ...COMPLETIONS[manifest.kind]?.(manifest) };
  const annotations = { ...own.metadata.annotations, [STAND_IN]: 'charts.lock.json' };
  const whole = { ...own, metadata: { ...own.metadata, annotations } };
  const schema = schemas.find(manifest.apiVersion, manifest.kind);
  return (schema ? filled(whole, schema) : whole) as Manifest;
}

const workload: Completion = ({ spec, metadata: { name } }) => {
  const { selector, template, ...rest } = body(spec);
  const labels = body(body(body(template)['metadata'])['labels']);
  const matched = body(body(selector)['matchLabels']);
  const own = Object.keys(labels).length > 0 ? labels : labelsFor(name);
  const asked = isMapping(selector) ? selector : { matchLabels: own };
  return { spec: { ...rest, selector: asked, template: pods(template, { ...own, ...matched }) } };
};

/** Its selector is a plain map. */
const controller: Completion = ({ spec, metadata: { name } }) => {
  const { selector = labelsFor(name), template, ...rest } = body(spec);
  return { spec: { ...rest, selector, template: pods(template, body(selector)) } };
};

/** A value of a label is shorter than a name may be. */
function labelsFor(name: string): Record<string, string> {
  return { [STAND_IN]: name.slice(0, 63).replace(/[^A-Za-z0-9]+$/, '') };
}

const job: Completion = ({ spec }) => ({ spec: jobSpec(spec) });

const webhooks: Completion = ({ webhooks: list }) => ({
  webhooks: items(list).map((webhook) => ({
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    clientConfig: { url: 'https://stand-in.invalid' },
    ...webhook,
  })),
});

const rules: Completion = ({ rules: list }) => ({ rules: items(list) });

/** What the kinds need that no schema says, or that no filler could guess. */
const COMPLETIONS: Readonly<Record<string, Completion>> = {
  APIService: ({ spec }) => ({ spec: { groupPriorityMinimum: 100, versionPriority: 100, ...body(spec) } }),
  // The simulated provisioner stands for this driver, and tells the scheduler how much is free.
  CSIDriver: ({ metadata: { name } }) => ({ spec: { attachRequired: false, storageCapacity: name === DRIVER } }),
  ClusterRole: rules,
  ConfigMap: ({ data, binaryData }) => ({
    ...(isMapping(data) && { data: placeholders(data, (text) => text) }),
    ...(isMapping(binaryData) && { binaryData: placeholders(binaryData, base64) }),
  }),
  CronJob: ({ spec }) => ({
    spec: {
      schedule: '@yearly',
      ...body(spec),
      jobTemplate: { spec: jobSpec(body(body(spec)['jobTemplate'])['spec']) },
    },
  }),
  DaemonSet: workload,
  Deployment: workload,
  Job: job,
  MutatingWebhookConfiguration: webhooks,
  Pod: ({ spec }) => ({ spec: podSpec(spec) }),
  PodDisruptionBudget: ({ spec }) => ({ spec: { maxUnavailable: 1, ...body(spec) } }),
  ReplicaSet: workload,
  ReplicationController: controller,
  Role: rules,
  Secret: secret,
  StatefulSet: workload,
  ValidatingWebhookConfiguration: webhooks,
};

/** Types of secrets whose contents the API server reads. */
const SECRET_TEXTS: Readonly<Record<string, string>> = {
  '.dockerconfigjson': '{"auths":{}}',
  '.dockercfg': '{}',
};
const OF_ACCOUNT = 'kubernetes.io/service-account.name';

function secret({ type, data, stringData, metadata }: Manifest): Partial<Manifest> {
  const ofAccount = type === 'kubernetes.io/service-account-token';
  const annotations = { [OF_ACCOUNT]: 'default', ...metadata.annotations };
  return {
    ...(isMapping(data) && { data: placeholders(data, base64) }),
    ...(isMapping(stringData) && { stringData: placeholders(stringData, (text) => text) }),
    ...(ofAccount && { metadata: { ...metadata, annotations } }),
  };
}

function placeholders(data: Body, encode: (text: string) => string): Body {
  return Object.fromEntries(Object.keys(data).map((key) => [key, encode(SECRET_TEXTS[key] ?? PLACEHOLDER)]));
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function jobSpec(spec: unknown): Body {
  const { template, ...rest } = body(spec);
  const { metadata, spec: inner } = body(template);
  return {
    ...rest,
    template: { ...(isMapping(metadata) && { metadata }), spec: { restartPolicy: 'OnFailure', ...podSpec(inner) } },
  };
}

function pods(template: unknown, labels: Body): Body {
  const { metadata, spec } = body(template);
  return {
    metadata: { ...body(metadata), labels: { ...body(body(metadata)['labels']), ...labels } },
    spec: podSpec(spec),
  };
}

function podSpec(spec: unknown): Body {
  const { containers, initContainers, ...rest } = body(spec);
  const own = items(containers);
  return {
    ...rest,
    containers: (own.length > 0 ? own : [{}]).map(container),
    ...(initContainers !== undefined && { initContainers: items(initContainers).map(container) }),
  };
}

/** Paths of mounts are no facts; the API server wants them, and no two the same. */
function container(given: Body, index: number): Body {
  const { volumeMounts } = given;
  return {
    name: `${PLACEHOLDER}-${index}`,
    image: PLACEHOLDER,
    ...given,
    ...(volumeMounts !== undefined && {
      volumeMounts: items(volumeMounts).map((mount, i) => ({ mountPath: `/${PLACEHOLDER}/${i}`, ...mount })),
    }),
  };
}

function body(value: unknown): Body {
  return isMapping(value) ? value : {};
}

function items(value: unknown): Body[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Live } from '../live/api.ts';
import type { WantedClaim } from './wanted-claims.ts';
import type { Ending, Place } from './way.ts';

/** What is scaled so that pods go: something with replicas, or a CronJob, which is suspended. */
export interface Workload {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Whether it makes pods. */
  readonly isUp: boolean;
  /** What was written down when it was scaled to 0; `undefined` for one that was not. */
  readonly before: string | undefined;
  /** What it has now, as it would be written down. */
  readonly now: string;
}

/** Who uses a claim, just now: what makes its pods, and what would bring them back. */
export interface Users {
  /** The layer at Flux; `undefined` before it was ever applied. */
  readonly layer: { readonly isSuspended: boolean } | undefined;
  readonly releases: readonly { readonly namespace: string; readonly name: string; readonly isSuspended: boolean }[];
  readonly workloads: readonly Workload[];
  /** Owners of pods that nobody here can scale. */
  readonly strangers: readonly string[];
  /** Pods that mount the claim, those that are going included. */
  readonly pods: readonly string[];
}

/** A change of what uses a claim. */
export type UsersChange =
  | { readonly do: 'suspend-layer' | 'resume-layer'; readonly layer: string }
  | { readonly do: 'suspend-release' | 'resume-release'; readonly namespace: string; readonly name: string }
  | { readonly do: 'scale-down' | 'scale-up'; readonly workload: Workload };

/** Changes of these that let the app run again. */
export const OPENING = ['scale-up', 'resume-release', 'resume-layer'] as const;

/** How many replicas a workload had: written in the same patch that takes them away, so that a cut leaves both or none. */
export const REPLICAS = 'volumes.hensteeth/replicas';
/** A workload that did not say how many. */
const UNSAID = 'unsaid';

/** Kinds that have `spec.replicas`; those of an operator rule over the set that it makes. */
const SCALED = new Set(['StatefulSet', 'Deployment', 'Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler']);
const MAKERS = [
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'Deployment'],
  ['batch/v1', 'CronJob'],
] as const;

/** Looks who uses a claim. @throws ApiError */
export async function usersOf({ api, kustomization, helmRelease }: Place, claim: WantedClaim): Promise<Users> {
  const { namespace, name, layer: layerName } = claim;
  const [layer, pods, ...made] = await Promise.all([
    layerName === undefined ? undefined : api.get(kustomization, 'Kustomization', layerName, FLUX_NAMESPACE),
    api.list('v1', 'Pod', namespace),
    ...MAKERS.map(([apiVersion, kind]) => api.list(apiVersion, kind, namespace)),
  ]);
  const tops = new Map<string, Live>();
  const strangers = new Set<string>();
  for (const object of made.flat().filter((each) => mounts(each, name))) {
    const top = await topOf(api, object, namespace);
    if (top && isScaled(top)) tops.set(`${top.kind} ${top.metadata.name}`, top);
    else strangers.add(`${object.kind} ${object.metadata.name}`);
  }
  const releases = new Map<string, { namespace: string; name: string; isSuspended: boolean }>();
  for (const { metadata } of tops.values()) {
    const labels = record(metadata.labels);
    const [release, place] = ['name', 'namespace'].map((key) => text(labels[`helm.toolkit.fluxcd.io/${key}`]));
    if (release === undefined || place === undefined) continue;
    const found = await api.get(helmRelease, 'HelmRelease', release, place);
    const isSuspended = record(found?.['spec'])['suspend'] === true;
    if (found) releases.set(`${place}/${release}`, { namespace: place, name: release, isSuspended });
  }
  return {
    layer: layer && { isSuspended: record(layer['spec'])['suspend'] === true },
    releases: [...releases.values()],
    workloads: [...tops.values()].map((top) => workloadIn(top, namespace)),
    strangers: [...strangers],
    pods: pods.filter((pod) => isMountedBy(record(pod['spec']), name) && !isOver(pod)).map((pod) => pod.metadata.name),
  };
}

/** The next thing so that nothing uses the claim; `undefined` once nothing does. */
export function quietStep({ layer: name }: WantedClaim, users: Users): UsersChange | Ending | undefined {
  const { layer, releases, workloads, strangers, pods } = users;
  if (layer && !layer.isSuspended) return { do: 'suspend-layer', layer: name! };
  const release = releases.find(({ isSuspended }) => !isSuspended);
  if (release) return { do: 'suspend-release', namespace: release.namespace, name: release.name };
  const workload = workloads.find(({ isUp }) => isUp);
  if (workload) return { do: 'scale-down', workload };
  if (pods.length === 0) return undefined;
  if (strangers.length > 0)
    return { do: 'stop', why: `${strangers.join(', ')}: scale it to 0 by hand, its owner is not known here` };
  return { do: 'wait', for: `${pods.length === 1 ? 'pod' : 'pods'} ${pods.join(', ')} to be gone` };
}

/** The next thing so that the app runs again; `undefined` once all is as it was. */
export function wakeStep({ layer: name }: WantedClaim, users: Users): UsersChange | undefined {
  const { layer, releases, workloads } = users;
  const workload = workloads.find(({ before }) => before !== undefined);
  if (workload) return { do: 'scale-up', workload };
  const release = releases.find(({ isSuspended }) => isSuspended);
  if (release) return { do: 'resume-release', namespace: release.namespace, name: release.name };
  if (layer?.isSuspended) return { do: 'resume-layer', layer: name! };
  return undefined;
}

/** Whether a change is one of those here. */
export function isUsersChange(change: { readonly do: string }): change is UsersChange {
  return /^(?:suspend|resume)-(?:layer|release)$|^scale-(?:up|down)$/.test(change.do);
}

/** Does one change. @throws ApiError */
export async function actOnUsers({ api, kustomization, helmRelease }: Place, change: UsersChange): Promise<void> {
  switch (change.do) {
    case 'suspend-layer':
    case 'resume-layer': {
      const metadata = { name: change.layer, namespace: FLUX_NAMESPACE };
      const spec = { suspend: change.do === 'suspend-layer' };
      return api.merge({ apiVersion: kustomization, kind: 'Kustomization', metadata, spec });
    }
    case 'suspend-release':
    case 'resume-release': {
      const metadata = { name: change.name, namespace: change.namespace };
      const spec = { suspend: change.do === 'suspend-release' };
      return api.merge({ apiVersion: helmRelease, kind: 'HelmRelease', metadata, spec });
    }
    default: {
      const { apiVersion, kind, namespace, name, before, now, isUp } = change.workload;
      const isDown = change.do === 'scale-down';
      const annotations = { [REPLICAS]: isDown ? now : null } as Record<string, string>;
      const replicas = before === UNSAID ? null : Number(before);
      const scaled = kind === 'CronJob' ? { suspend: isDown } : { replicas: isDown ? 0 : replicas };
      // One that somebody brought up already keeps what it was given.
      const spec = !isDown && isUp ? {} : scaled;
      return api.merge({ apiVersion, kind, metadata: { namespace, name, annotations }, spec });
    }
  }
}

/** A change in words. */
export function tellUsers(change: UsersChange): string {
  switch (change.do) {
    case 'suspend-layer':
    case 'resume-layer':
      return `${change.do === 'suspend-layer' ? 'suspend' : 'resume'} layer ${change.layer}`;
    case 'suspend-release':
    case 'resume-release':
      return `${change.do === 'suspend-release' ? 'suspend' : 'resume'} HelmRelease ${change.namespace}/${change.name}`;
    default: {
      const { kind, namespace, name, before } = change.workload;
      const to = before === UNSAID ? 'again' : `to ${before}`;
      return `scale ${kind} ${namespace}/${name} ${change.do === 'scale-down' ? 'to 0' : to}`;
    }
  }
}

function workloadIn(object: Live, namespace: string): Workload {
  const { apiVersion, kind, metadata } = object;
  const spec = record(object['spec']);
  const isUp = kind === 'CronJob' ? spec['suspend'] !== true : spec['replicas'] !== 0;
  const now = typeof spec['replicas'] === 'number' ? String(spec['replicas']) : UNSAID;
  return {
    apiVersion,
    kind,
    namespace,
    name: metadata.name,
    isUp,
    before: text(metadata.annotations?.[REPLICAS]),
    now,
  };
}

function isScaled({ kind }: Live): boolean {
  return SCALED.has(kind) || kind === 'CronJob';
}

/** What rules over an object in the end; `undefined` when it is gone. */
async function topOf(api: Place['api'], object: Live, namespace: string): Promise<Live | undefined> {
  const { ownerReferences } = object.metadata as Live['metadata'] & { ownerReferences?: unknown };
  const owner = list(ownerReferences)
    .map(record)
    .find((each) => each['controller'] === true);
  if (!owner) return object;
  const found = await api.get(String(owner['apiVersion']), String(owner['kind']), String(owner['name']), namespace);
  return found && topOf(api, found, namespace);
}

/** Whether pods of an object mount a claim: by its name, or by the template that makes it. */
function mounts(object: Live, claim: string): boolean {
  const spec = record(object['spec']);
  const job = record(record(spec['jobTemplate'])['spec']);
  const template = record(object.kind === 'CronJob' ? job['template'] : spec['template']);
  if (isMountedBy(record(template['spec']), claim)) return true;
  return list(spec['volumeClaimTemplates']).some((each) => {
    const start = `${record(record(each)['metadata'])['name']}-${object.metadata.name}-`;
    return claim.startsWith(start) && /^\d+$/.test(claim.slice(start.length));
  });
}

function isMountedBy(pod: Readonly<Record<string, unknown>>, claim: string): boolean {
  return list(pod['volumes']).some((volume) => record(record(volume)['persistentVolumeClaim'])['claimName'] === claim);
}

/** A pod that has ended holds no volume. */
function isOver(pod: Live): boolean {
  return ['Succeeded', 'Failed'].includes(String(record(pod.status)['phase']));
}

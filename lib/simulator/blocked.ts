import type { Track } from '../core/track.ts';
import type { Api, Live } from './api.ts';
import { conditionOf } from './layer-state.ts';

/** Something of the cluster that will not go on by itself. */
export interface Blocked {
  /** `Pod monitoring/grafana-0`. */
  readonly object: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** In the words of whoever refuses: the scheduler, the provisioner, Helm. */
  readonly reason: string;
}

/** Reasons of a release that is still at work. */
const AT_WORK = new Set([
  'Progressing',
  'ProgressingWithRetry',
  'DependencyNotReady',
  'ArtifactFailed',
  'SourceNotReady',
]);

/** What is blocked now. What is only late is among it: whoever asks twice knows the difference. */
export async function blocked(api: Api, track: Track): Promise<Blocked[]> {
  const [pods, claims, events, releases, sets] = await Promise.all([
    api.list('v1', 'Pod'),
    api.list('v1', 'PersistentVolumeClaim'),
    api.list('v1', 'Event'),
    api.list(track.flux.apis.HelmRelease, 'HelmRelease'),
    Promise.all(['StatefulSet', 'ReplicaSet', 'DaemonSet'].map((kind) => api.list('apps/v1', kind))),
  ]);
  return [
    ...pods.flatMap(unscheduled),
    ...claims.flatMap((claim) => unbound(claim, events)),
    ...releases.flatMap(refusedRelease),
    ...sets.flat().flatMap((set) => withoutPods(set, events)),
  ];
}

function unscheduled(pod: Live): Blocked[] {
  const condition = conditionOf(pod, 'PodScheduled');
  return condition?.status === 'False' && condition.reason === 'Unschedulable' ? [of(pod, condition.message)] : [];
}

function unbound(claim: Live, events: readonly Live[]): Blocked[] {
  const { phase } = (claim.status ?? {}) as { readonly phase?: string };
  if (phase === 'Bound') return [];
  const reason = warningOf(claim, events, 'ProvisioningFailed');
  return reason === undefined ? [] : [of(claim, reason)];
}

function refusedRelease(release: Live): Blocked[] {
  const condition = conditionOf(release);
  const isRefused = condition?.status === 'False' && !AT_WORK.has(condition.reason);
  return isRefused ? [of(release, condition.message)] : [];
}

/** A set whose pods the API server refuses: the account, the quota or the priority class is missing. */
function withoutPods(set: Live, events: readonly Live[]): Blocked[] {
  const { replicas = 0, currentNumberScheduled = 0 } = (set.status ?? {}) as Readonly<Record<string, number>>;
  if (replicas + currentNumberScheduled > 0) return [];
  const reason = warningOf(set, events, 'FailedCreate');
  return reason === undefined ? [] : [of(set, reason)];
}

function warningOf(live: Live, events: readonly Live[], reason: string): string | undefined {
  const { name, namespace } = live.metadata;
  const mine = events.filter((event) => {
    const about = event['involvedObject'] as Readonly<Record<string, string>>;
    return (
      event['reason'] === reason &&
      about['kind'] === live.kind &&
      about['name'] === name &&
      about['namespace'] === namespace
    );
  });
  return mine.at(-1)?.['message'] as string | undefined;
}

function of({ kind, metadata: { name, namespace = '' } }: Live, reason: string): Blocked {
  return { object: `${kind} ${namespace}/${name}`, kind, namespace, name, reason };
}

import { record } from '../check/pods.ts';
import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Track } from '../core/track.ts';
import type { Api, Live } from './api.ts';

/** What Flux says of a layer. */
export interface LayerState {
  readonly name: string;
  readonly state: 'new' | 'waiting' | 'applying' | 'ready' | 'failed' | 'suspended';
  /** Flux's words; empty where there is nothing to say. */
  readonly message: string;
  /** Layers that it waits for and that are not ready. */
  readonly waitsFor: readonly string[];
}

/** One condition of an object. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

/** What Flux says of an object. */
export interface Status {
  readonly observedGeneration?: number;
  readonly lastAppliedRevision?: string;
  readonly lastAttemptedRevision?: string;
  readonly conditions?: readonly Condition[];
}

interface KustomizationSpec {
  readonly suspend?: boolean;
  readonly dependsOn?: readonly { readonly name: string }[];
}

/**
 * All layers but the one that applies the others, in the order of their names.
 *
 * @param revision that they are to be ready at
 */
export async function layerStates(api: Api, track: Track, revision: string): Promise<LayerState[]> {
  const all = await api.list(track.flux.apis.Kustomization, 'Kustomization', FLUX_NAMESPACE);
  const layers = all.filter(({ metadata }) => metadata.name !== FLUX_NAMESPACE);
  const ready = new Set(layers.filter((layer) => isReadyAt(layer, revision)).map(({ metadata }) => metadata.name));
  return layers.map((layer) => stateOf(layer, revision, ready)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Commit that Flux fetched last; empty before the first. */
export async function fetchedRevision(api: Api, track: Track): Promise<string> {
  const source = await api.get(track.flux.apis.GitRepository, 'GitRepository', FLUX_NAMESPACE, FLUX_NAMESPACE);
  return String(record(record(source?.status)['artifact'])['revision'] ?? '').replace(/^.*:/, '');
}

/** Whether an object of Flux is ready, at a revision where one is given. */
export function isReadyAt(live: Live, revision?: string): boolean {
  const status = statusOf(live);
  const isCurrent = status.observedGeneration === (live.metadata as { readonly generation?: number }).generation;
  const isThere = revision === undefined || (status.lastAppliedRevision ?? '').endsWith(revision);
  return isCurrent && isThere && conditionOf(live)?.status === 'True';
}

/** The condition that sums an object of Flux up. */
export function conditionOf(live: Live, type = 'Ready'): Condition | undefined {
  return statusOf(live).conditions?.find((condition) => condition.type === type);
}

/** Status of an object of Flux. */
export function statusOf({ status }: Live): Status {
  return (status ?? {}) as Status;
}

function stateOf(layer: Live, revision: string, ready: ReadonlySet<string>): LayerState {
  const { name } = layer.metadata;
  const { suspend, dependsOn = [] } = (layer['spec'] ?? {}) as KustomizationSpec;
  const waitsFor = dependsOn.map((each) => each.name).filter((each) => !ready.has(each));
  if (suspend) return { name, state: 'suspended', message: '', waitsFor: [] };
  if (ready.has(name)) return { name, state: 'ready', message: '', waitsFor: [] };
  const condition = conditionOf(layer);
  if (!condition) return { name, state: 'new', message: '', waitsFor };
  if (waitsFor.length > 0) return { name, state: 'waiting', message: condition.message, waitsFor };
  // A folder that is not there is told before the revision counts as attempted: only what it is at work on has it.
  const atWork = conditionOf(layer, 'Reconciling')?.message ?? '';
  const isOfThis = (statusOf(layer).lastAttemptedRevision ?? '').endsWith(revision) || atWork.includes(revision);
  const isFailed = condition.status === 'False' && condition.reason !== 'DependencyNotReady' && isOfThis;
  return { name, state: isFailed ? 'failed' : 'applying', message: condition.message, waitsFor };
}

import { FLUX_NAMESPACE } from '../../../lib/core/flux-objects.ts';
import type { Track } from '../../../lib/core/track.ts';
import type { Live } from '../../../lib/live/api.ts';
import { blocked } from '../../../lib/live/blocked.ts';
import { conditionOf, layerStates } from '../../../lib/live/layer-state.ts';
import type { Stage } from '../../../lib/simulator/stage.ts';

/** What the cluster shows of the layers that mistakes are planted in. */
export interface Seen {
  /** Layers that are ready. */
  readonly ready: ReadonlySet<string>;
  /** What each layer shows, by its name: the words of whoever refuses. */
  readonly refused: ReadonlyMap<string, string>;
  readonly waits: ReadonlyMap<string, string>;
  readonly release: ReadonlyMap<string, string>;
  readonly stuck: ReadonlyMap<string, string>;
}

/** Looks at everything once. */
export async function look({ api }: Stage, track: Track, revision: string): Promise<Seen> {
  const { HelmRelease, HelmRepository, Kustomization } = track.flux.apis;
  const [states, layers, releases, charts, held] = await Promise.all([
    layerStates(api, track, revision),
    api.list(Kustomization, 'Kustomization', FLUX_NAMESPACE),
    api.list(HelmRelease, 'HelmRelease'),
    api.list(HelmRepository, 'HelmChart'),
    blocked(api, track),
  ]);
  const named = (state: string) => states.filter((each) => each.state === state);
  // A pod that waits for its claim says less than the claim does.
  const told = held.filter(({ kind }) => kind !== 'HelmRelease').sort((a, b) => rank(b.kind) - rank(a.kind));
  return {
    ready: new Set(named('ready').map(({ name }) => name)),
    refused: new Map(named('failed').map(({ name, message }) => [name, message])),
    waits: new Map(layers.filter(isWaiting).map((layer) => [layer.metadata.name, messageOf(layer)])),
    release: new Map(
      releases.filter(isFailed).map((one) => [one.metadata.namespace!, messageOf(chartOf(one, charts) ?? one)]),
    ),
    stuck: new Map(told.map(({ namespace, kind, name, reason }) => [namespace, `${kind} ${name}: ${reason}`])),
  };
}

function rank(kind: string): number {
  return kind === 'Pod' ? 1 : 0;
}

function isWaiting(layer: Live): boolean {
  return conditionOf(layer)?.reason === 'DependencyNotReady';
}

/** The chart of a release, when it is what failed: the release says no more than that it is not ready. */
function chartOf({ metadata }: Live, charts: readonly Live[]): Live | undefined {
  return charts.find((chart) => chart.metadata.name === `${metadata.namespace}-${metadata.name}` && isFailed(chart));
}

function isFailed(release: Live): boolean {
  return conditionOf(release)?.status === 'False';
}

function messageOf(live: Live): string {
  return conditionOf(live)?.message ?? '';
}

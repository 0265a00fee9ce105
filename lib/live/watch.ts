import type { Track } from '../core/track.ts';
import type { Api } from './api.ts';
import { type Blocked, blocked } from './blocked.ts';
import { type LayerState, layerStates } from './layer-state.ts';

/** When a layer came into the state that it is in, in milliseconds since the push. */
export interface TimedState extends LayerState {
  readonly since: number;
}

/** How it ended. Times are milliseconds since the push. */
export interface Outcome {
  readonly kind: 'converged' | 'blocked' | 'failed' | 'timeout';
  readonly layers: readonly TimedState[];
  readonly blocked: readonly Blocked[];
  /** When each layer began to be applied, and when it was ready. */
  readonly times: ReadonlyMap<string, { readonly began: number; readonly ready: number | undefined }>;
  readonly took: number;
}

/** How long what is blocked must stay so, in milliseconds: the scheduler tries again, and capacity is told a moment later. */
const LASTS = 6_000;
/** How long nothing may happen before layers that failed are given up, in milliseconds. */
const QUIET = 15_000;
const PAUSE = 500;

/** What to watch for. */
export interface WatchProps {
  readonly api: Api;
  readonly track: Track;
  readonly revision: string;
  /** Names of the layers that are to be ready. */
  readonly layers: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
  /**
   * Whether to wait on when something is blocked or failed: after a fault it may heal.
   * @default false
   */
  readonly isPatient?: boolean;
  /** Called before every look; throws when what is watched is gone. */
  readonly mustStand?: () => void;
  /** Called with every look. */
  readonly onLook?: (layers: readonly TimedState[], elapsed: number) => void;
}

/** Watches until every layer is ready at a revision, or something will not go on by itself. @throws ApiError, and what `mustStand` throws */
export async function watch({
  api,
  track,
  revision,
  layers,
  timeout,
  isPatient,
  mustStand,
  onLook,
}: WatchProps): Promise<Outcome> {
  const start = performance.now();
  const states = new Map<string, TimedState>();
  const times = new Map<string, { began: number; ready: number | undefined }>();
  const seen = new Map<string, number>();
  let lastChange = 0;
  for (;;) {
    const elapsed = performance.now() - start;
    mustStand?.();
    const [now, held] = await look(api, track, revision, isPatient);
    for (const each of now) {
      const before = states.get(each.name);
      if (before?.state !== each.state) lastChange = elapsed;
      states.set(each.name, { ...each, since: before?.state === each.state ? before.since : elapsed });
      note(times, each, elapsed);
    }
    for (const key of seen.keys()) if (!held.some((each) => keyOf(each) === key)) seen.delete(key);
    for (const each of held) if (!seen.has(keyOf(each))) seen.set(keyOf(each), elapsed);
    const lasting = held.filter((each) => elapsed - seen.get(keyOf(each))! > LASTS);
    const list = [...states.values()].filter(({ name }) => now.some((each) => each.name === name));
    onLook?.(list, elapsed);
    const end = (kind: Outcome['kind']): Outcome => ({ kind, layers: list, blocked: lasting, times, took: elapsed });
    const isThere = layers.every((name) => list.some((each) => each.name === name && isDone(each)));
    if (isThere && lasting.length === 0 && held.length === 0) return end('converged');
    if (lasting.length > 0 && !isPatient) return end('blocked');
    if (!isPatient && elapsed - lastChange > QUIET && hasGivenUp(list)) return end('failed');
    if (elapsed > timeout) return end('timeout');
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** What the API server says; nothing while it is away and that is borne. */
async function look(
  api: Api,
  track: Track,
  revision: string,
  isPatient = false,
): Promise<[readonly LayerState[], readonly Blocked[]]> {
  try {
    return await Promise.all([layerStates(api, track, revision), blocked(api, track)]);
  } catch (error) {
    if (!isPatient) throw error;
    return [[], []];
  }
}

function note(
  times: Map<string, { began: number; ready: number | undefined }>,
  layer: LayerState,
  elapsed: number,
): void {
  const known = times.get(layer.name);
  const hasBegun = layer.state === 'applying' || layer.state === 'ready' || layer.state === 'failed';
  if (!known && hasBegun) times.set(layer.name, { began: elapsed, ready: undefined });
  const time = times.get(layer.name);
  if (time && layer.state === 'ready' && time.ready === undefined) time.ready = elapsed;
}

/** Whether nothing is at work any more: a layer failed, or all that are left wait for each other, or for what is not there. */
function hasGivenUp(layers: readonly LayerState[]): boolean {
  const isAtWork = layers.some(({ state }) => state === 'new' || state === 'applying');
  return layers.some(({ state }) => state === 'failed') || (layers.length > 0 && !isAtWork);
}

function isDone({ state }: LayerState): boolean {
  return state === 'ready' || state === 'suspended';
}

function keyOf({ object, reason }: Blocked): string {
  return `${object} ${reason}`;
}

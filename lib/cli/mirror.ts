import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type WithCharts, withCharts } from '../charts/charts-world.ts';
import { pinnedHelm } from '../charts/helm-program.ts';
import { type WithLock, withLock } from '../charts/locked-subjects.ts';
import { chartCache } from '../charts/pull/chart-cache.ts';
import type { Read } from '../check/engine.ts';
import type { World } from '../check/world.ts';
import type { Context } from './context.ts';
import { progressLine, withProgress } from './progress.ts';

/** The folder of chart archives: that of the option, else of the setting, else what was pulled; `undefined` without any. */
export function mirrorOf(context: Context, option: string | undefined): string | undefined {
  const named = namedMirror(context, option);
  if (named !== undefined) return named;
  const pulled = chartCache(process.env);
  return existsSync(pulled) ? pulled : undefined;
}

/** The folder of chart archives that the owner named: that of the option, else of the setting. */
export function namedMirror(context: Context, option: string | undefined): string | undefined {
  const folder = option ?? process.env['HENSTEETH_CHART_MIRROR'];
  return folder ? resolve(context.cwd, folder) : undefined;
}

/** The world with the charts of a mirror, rendered by the pinned Helm, with progress. */
export function renderCharts(world: World, mirror: string, definitions = false): Promise<WithCharts> {
  const helm = pinnedHelm({ onProgress: progressLine });
  return withProgress('rendering charts', withCharts(world, mirror, helm, { definitions }));
}

/** A world with all that is known of its charts. */
export interface KnownCharts extends WithLock {
  /** Those that Helm rendered. */
  readonly releases: WithCharts['releases'];
}

/** The world with all that is known of its charts: rendered from the mirror, when there is one, else from the lock. */
export async function withKnownCharts(context: Context, bare: World, option: string | undefined): Promise<KnownCharts> {
  const mirror = mirrorOf(context, option);
  const rendered = mirror ? await renderCharts(bare, mirror) : { world: bare, read: NOTHING, releases: [] };
  const { world, read } = withLock(rendered.world, context.root, mirror);
  return { world, read: both(rendered.read, read), releases: rendered.releases };
}

const NOTHING: Read = { reports: [], notJudged: [] };

/** What was told, and then more. */
export function both(read: Read, more: Read): Read {
  return {
    reports: [...read.reports, ...more.reports],
    notJudged: [...read.notJudged, ...more.notJudged],
  };
}

import { resolve } from 'node:path';
import { type WithCharts, withCharts } from '../charts/charts-world.ts';
import { pinnedHelm } from '../charts/helm-program.ts';
import { type WithLock, withLock } from '../charts/locked-subjects.ts';
import type { Read } from '../check/engine.ts';
import type { World } from '../check/world.ts';
import type { Context } from './context.ts';
import { progressLine, withProgress } from './progress.ts';

/** The folder of chart archives: that of the option, else of the setting; `undefined` without either. */
export function mirrorOf(context: Context, option: string | undefined): string | undefined {
  const folder = option ?? process.env['HENSTEETH_CHART_MIRROR'];
  return folder ? resolve(context.cwd, folder) : undefined;
}

/** The world with the charts of a mirror, rendered by the pinned Helm, with progress. */
export function renderCharts(world: World, mirror: string): Promise<WithCharts> {
  return withProgress('rendering charts', withCharts(world, mirror, pinnedHelm({ onProgress: progressLine })));
}

/** The world with all that is known of its charts: rendered from the mirror, when there is one, else from the lock. */
export async function withKnownCharts(context: Context, bare: World, option: string | undefined): Promise<WithLock> {
  const mirror = mirrorOf(context, option);
  const rendered = mirror ? await renderCharts(bare, mirror) : { world: bare, read: NOTHING };
  const { world, read } = withLock(rendered.world, context.root, mirror);
  return { world, read: both(rendered.read, read) };
}

const NOTHING: Read = { reports: [], notJudged: [] };

/** What was told, and then more. */
export function both(read: Read, more: Read): Read {
  return {
    reports: [...read.reports, ...more.reports],
    notJudged: [...read.notJudged, ...more.notJudged],
  };
}

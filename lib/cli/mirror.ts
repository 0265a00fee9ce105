import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type WithCharts, withCharts } from '../charts/charts-world.ts';
import { pinnedHelm } from '../charts/helm-program.ts';
import { chartCache } from '../charts/pull/chart-cache.ts';
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
export function renderCharts(world: World, mirror: string): Promise<WithCharts> {
  return withProgress('rendering charts', withCharts(world, mirror, pinnedHelm({ onProgress: progressLine })));
}

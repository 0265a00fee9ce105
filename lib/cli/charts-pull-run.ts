import { lockedDigests } from '../charts/locked-digest.ts';
import { chartCache } from '../charts/pull/chart-cache.ts';
import { realNetwork } from '../charts/pull/network.ts';
import { pinsOf } from '../charts/pull/pin.ts';
import { type Pulled, pullCharts } from '../charts/pull/pull.ts';
import type { Context, ExitCode } from './context.ts';
import { namedMirror } from './mirror.ts';
import { progressLine } from './progress.ts';
import { styleOf } from './style.ts';

/** What `hensteeth charts pull` can be told. */
export interface PullOptions {
  readonly mirror?: string;
}

/** Puts the archives of the track's charts into the cache, and says where each is. */
export async function runChartsPull(
  context: Context,
  charts: readonly string[],
  options: PullOptions,
): Promise<ExitCode> {
  const { track } = await context.loadLab();
  const folder = chartCache(process.env);
  const results = await pullCharts(pinsOf(track, charts), {
    folder,
    mirror: namedMirror(context, options.mirror),
    expected: lockedDigests(context.root),
    network: realNetwork,
    onProgress: progressLine,
  });
  for (const result of results) say(result);
  const failed = results.filter(({ state }) => state === 'failed').length;
  const pulled = results.filter(({ state }) => state === 'pulled').length;
  const kept = results.length - failed - pulled;
  process.stdout.write(`${folder}: ${pulled} pulled, ${kept} already there, ${failed} failed\n`);
  return failed > 0 ? 2 : 0;
}

function say(result: Pulled): void {
  const { chart, version } = result.pin;
  if (result.state === 'failed') {
    const style = styleOf(process.stderr);
    process.stderr.write(`${style('red', 'error')}: ${chart} ${version}: ${result.message}\n`);
    return;
  }
  const what = result.state === 'kept' ? 'already there' : `pulled, ${Math.ceil(result.bytes / 1024)} KiB`;
  process.stdout.write(`${chart} ${version}: ${what}\n`);
}

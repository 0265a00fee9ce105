import { Command } from 'commander';
import type { PullOptions } from './charts-pull-run.ts';
import type { Context, ExitCode } from './context.ts';

/** `hensteeth charts pull`. */
export function chartsPullCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('pull')
    .description('fetch the archives of the charts that the track pins into a cache, each compared with its checksums')
    .argument('[chart...]', 'names of charts; all of the track without them')
    .option('--mirror <folder>', 'take the archives from this folder, not from the network (HENSTEETH_CHART_MIRROR)')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth charts pull                           all charts of the track
  npx hensteeth charts pull thanos grafana            two of them
  npx hensteeth charts pull --mirror /media/charts    without a network: NAME-VERSION.tgz from a folder

They are put into hensteeth/charts below XDG_CACHE_HOME or ~/.cache, where every command finds them.

Exit: 0 all are there, 2 one could not be had, or is not what was promised`,
    )
    .action(async (charts: string[], options: PullOptions) => {
      const { runChartsPull } = await import('./charts-pull-run.ts');
      end(await runChartsPull(context, charts, options));
    });
}

import { Command } from 'commander';
import { chartsOutdatedCommand } from './charts-outdated.ts';
import { chartsPullCommand } from './charts-pull.ts';
import type { ChartsOptions } from './charts-run.ts';
import type { Context, ExitCode } from './context.ts';
import { lockCommand } from './lock.ts';

/** `hensteeth charts`. */
export function chartsCommand(context: Context, end: (code: ExitCode) => void): Command {
  const render = new Command('render')
    .description('print what Helm makes of the releases of the lab, as Flux would install them')
    .argument('[release]', 'name of one release; all without it')
    .option(
      '--mirror <folder>',
      'folder of chart archives, NAME-VERSION.tgz (HENSTEETH_CHART_MIRROR, else what was pulled)',
    )
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth charts render --mirror ~/charts            every release whose archive is there
  npx hensteeth charts render thanos --mirror ~/charts     one of them

Exit: 0 rendered, 1 Helm refuses a chart or its values, 2 no such release, or no archive`,
    )
    .action(async (release: string | undefined, options: ChartsOptions) => {
      const { runChartsRender } = await import('./charts-run.ts');
      end(await runChartsRender(context, release, options));
    });
  return new Command('charts')
    .description('what the charts of the lab really contain')
    .addCommand(chartsPullCommand(context, end))
    .addCommand(render)
    .addCommand(lockCommand(context, end))
    .addCommand(chartsOutdatedCommand(context, end))
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth charts render thanos --mirror ~/charts   what Helm makes of the release thanos
  npx hensteeth charts lock --mirror ~/charts            writes what they contain to charts.lock.json
  npx hensteeth charts pull                              the charts of the track, into a cache
  npx hensteeth charts outdated                          which of them have newer versions
  npx hensteeth charts render --help                     its options`,
    );
}

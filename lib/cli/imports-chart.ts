import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { ImportsChartOptions } from './imports-chart-run.ts';

/** `hensteeth imports chart`. */
export function importsChartCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('chart')
    .description("generate the types and the known keys of a chart's values, from the chart itself")
    .argument('<name>', 'name of the chart, as the track pins it')
    .option(
      '--mirror <folder>',
      'folder of chart archives, NAME-VERSION.tgz (HENSTEETH_CHART_MIRROR, else what was pulled)',
    )
    .option('--from <chart>', 'archive (.tgz) or folder of the chart, in place of one in the mirror')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth imports chart grafana                         from what was pulled, or from the mirror of the setting
  npx hensteeth imports chart grafana --mirror ~/charts       from ~/charts/grafana-VERSION.tgz
  npx hensteeth imports chart podinfo --from ~/podinfo        from a folder with Chart.yaml

It writes imports/charts/NAME.ts, NAME.json and imports/manifest.json: commit all three. A new chart takes one pin in the
charts of the track, then: npx hensteeth charts pull, npx hensteeth imports chart NAME.

Exit: 0 generated, 2 no such chart on the track, no archive, or one of another version (nothing is written then)`,
    )
    .action(async (name: string, options: ImportsChartOptions) => {
      const { runImportsChart } = await import('./imports-chart-run.ts');
      end(await runImportsChart(context, name, options));
    });
}

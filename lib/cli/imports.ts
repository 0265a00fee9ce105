import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import { importsChartCommand } from './imports-chart.ts';
import type { ImportsOptions } from './imports-run.ts';

/** `hensteeth imports`. */
export function importsCommand(context: Context, end: (code: ExitCode) => void): Command {
  return (
    new Command('imports')
      // The command below it has an option of the same name.
      .enablePositionalOptions()
      .description('verify imports/, or generate it again from charts, CRDs and Kubernetes schemas')
      .option('--from <folder>', 'folder with charts/, crds/ and schemas/ at the versions of the track')
      .addHelpText(
        'after',
        `
Examples:
  npx hensteeth imports                   is every file of imports/ as it was generated?
  npx hensteeth imports --from ~/inputs   generate the types and schemas again; the same inputs give the same bytes
  npx hensteeth imports chart grafana     types and known keys of one chart, from its archive

The folder holds charts/<name>-<version>/values.yaml (and Chart.yaml, values.schema.json), crds/<name>-<version>.yaml
and schemas/kubernetes-<version>.json. What is missing is named. Charts that were made from their archive are kept.

Exit: 0 as generated, 1 edited by hand, 2 an input is missing or broken (nothing is written then)`,
      )
      .addCommand(importsChartCommand(context, end))
      .action(async (options: ImportsOptions) => {
        const { runImports } = await import('./imports-run.ts');
        end(await runImports(context, options));
      })
  );
}

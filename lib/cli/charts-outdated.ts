import { Command } from 'commander';
import type { OutdatedOptions } from './charts-outdated-run.ts';
import type { Context, ExitCode } from './context.ts';

/** `hensteeth charts outdated`. */
export function chartsOutdatedCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('outdated')
    .description('compare the charts that the track pins with newer versions, and say which Kubernetes those need')
    .option(
      '--mirror <folder>',
      'compare with the archives and the index.yaml of this folder, not with the repositories (HENSTEETH_CHART_MIRROR)',
    )
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth charts outdated                    what the repositories have
  npx hensteeth charts outdated --mirror ~/charts  what a folder of archives has
  npx hensteeth charts outdated --json             for machines

Exit: 0 compared, 2 a repository could not be asked: the others are shown`,
    )
    .action(async (options: OutdatedOptions) => {
      const { runChartsOutdated } = await import('./charts-outdated-run.ts');
      end(await runChartsOutdated(context, options));
    });
}

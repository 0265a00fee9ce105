import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { LockOptions } from './lock-run.ts';

/** `hensteeth charts lock`. */
export function lockCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('lock')
    .description('write what the releases of the lab really contain to charts.lock.json: facts only')
    .argument('[release...]', 'names of releases; all without one')
    .option('--mirror <folder>', 'folder of chart archives, NAME-VERSION.tgz (HENSTEETH_CHART_MIRROR)')
    .option(
      '--assembled',
      'the archives were packed by hand: their checksums say nothing of the published ones, and are left out',
    )
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth charts lock --mirror ~/charts            every release of the lab
  npx hensteeth charts lock grafana --mirror ~/charts    one of them, after its values or its version changed

A release whose archive is not there keeps its entry and is named. When Helm refuses one, nothing is written.

Exit: 0 locked, 1 Helm refuses a chart or its values, 2 no such release, or an archive is not there`,
    )
    .action(async (releases: string[], options: LockOptions) => {
      const { runChartsLock } = await import('./lock-run.ts');
      end(await runChartsLock(context, releases, options));
    });
}

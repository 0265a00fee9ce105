import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { SimulateOptions } from './simulate-run.ts';

/** `hensteeth simulate`. */
export function simulateCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('simulate')
    .description('rehearse the push: a real API server and real Flux on this machine, a simulated node')
    .option('--mirror <folder>', 'folder of chart archives, NAME-VERSION.tgz (HENSTEETH_CHART_MIRROR)')
    .option('--timeout <seconds>', 'how long the lab may take to converge', '600')
    .option('--strict', 'refuse to stand in for charts whose archives are not at hand')
    .option('--json', 'the verdict as JSON')
    .option('--keep', 'leave everything up until Ctrl-C, to look around with kubectl')
    .option(
      '--fault <name>',
      'what goes wrong once the lab is up: the name of a fault, as `--fault list` tells them, or all',
    )
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth simulate                      does the working tree converge?
  npx hensteeth simulate --mirror ~/charts    with the archives of the charts from a folder
  npx hensteeth simulate --strict             only with the real charts
  npx hensteeth simulate --fault etcd-wiped   does it come back from git alone?
  npx hensteeth simulate --keep               look around afterwards with kubectl

Exit: 0 it converges, 1 it does not, 2 it could not be simulated`,
    )
    .action(async (options: SimulateOptions) => {
      const { runSimulate } = await import('./simulate-run.ts');
      end(await runSimulate(context, options));
    });
}

import { Command, Option } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { SimulateOptions } from './simulate-run.ts';

/** `hensteeth simulate`. */
export function simulateCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('simulate')
    .description('rehearse the push: a real API server and real Flux on this machine, a simulated node')
    .option('--mirror <folder>', 'folder of chart archives, NAME-VERSION.tgz (HENSTEETH_CHART_MIRROR)')
    .option('--track <name>', 'track whose Kubernetes and Flux are run; that of the lab by default')
    .option(
      '--from <revision>',
      'bring the lab up at an older revision first: what does the push do to a running cluster?',
    )
    .option(
      '--diff',
      'with --from, every value before and after; alone, where the API server has another than was asked for',
    )
    .option('--timeout <time>', 'how long the lab may take to converge: seconds, or a duration such as 5m', '10m')
    .option('--strict', 'refuse to stand in for charts whose archives are not at hand')
    .addOption(
      new Option('--volumes <kind>', 'real: TopoLVM itself on LVM over loop devices, as root')
        .choices(['simulated', 'real'])
        .default('simulated'),
    )
    .option('--json', 'the verdict as JSON, described by docs/simulate-report.schema.json')
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
  npx hensteeth simulate --from HEAD --diff   what does my edit do to a cluster that runs what is committed?
  npx hensteeth simulate --from v1 --timeout 20m
                                              the same, from a tag, with patience
  npx hensteeth simulate --fault etcd-wiped   does it come back from git alone?
  npx hensteeth simulate --keep               look around afterwards with kubectl

Exit: 0 it converges, 1 it does not, 2 it could not be simulated`,
    )
    .action(async (options: SimulateOptions) => {
      const { runSimulate } = await import('./simulate-run.ts');
      end(await runSimulate(context, options));
    });
}

import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { DrillOptions } from './drill-frame.ts';
import type { StatefulOptions } from './drill-stateful-run.ts';
import { withLiveOptions } from './live-options.ts';

/** `hensteeth drill`. */
export function drillCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('drill')
    .description('prove on the real lab that it comes back: guided, timed, with a report to keep')
    .addCommand(tailscaleCommand(context, end))
    .addCommand(statefulCommand(context, end))
    .addCommand(disasterCommand(context, end))
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth drill tailscale              the API over the tailnet, and not by accident over the LAN
  npx hensteeth drill stateful               an app with data through a power cut
  npx hensteeth drill disaster               the cluster is lost, the data is given back
  npx hensteeth drill stateful --rehearse    the same in the simulator, with nobody's hands

The report of each goes to drills/, as a page and as JSON: commit it. The next drill is compared with it.`,
    );
}

function tailscaleCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('tailscale')
    .description('the API and every host answer over the tailnet, by its name and its certificate')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth drill tailscale                          from any machine of the tailnet but the server
  npx hensteeth drill tailscale --ssh owner@hensteeth    Tailscale of the server is asked too
  npx hensteeth drill tailscale --rehearse               in the simulator, with everything wrong once that it must tell

${EXIT}`,
    )
    .action(async (options: DrillOptions) => {
      const { runTailscaleDrill } = await import('./drill-tailscale-run.ts');
      end(await runTailscaleDrill(context, options));
    });
  return withDrillOptions(withLiveOptions(command));
}

function statefulCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('stateful')
    .description('an app writes a file, the power is cut, the file is served again with the same bytes')
    .option('--app <name>', 'NAMESPACE/NAME of a StatefulSet of the lab; the first in experimental without it')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth drill stateful                           it says when to pull the plug, and waits
  npx hensteeth drill stateful --app production/wiki     another app, which serves the files of its volume
  npx hensteeth drill stateful --rehearse                in the simulator; as root on real LVM and TopoLVM

Cut short, it goes on when it is run again: after the power was cut too. It writes one file, hensteeth-drill.txt.

${EXIT}`,
    )
    .action(async (options: StatefulOptions) => {
      const { runStatefulDrill } = await import('./drill-stateful-run.ts');
      end(await runStatefulDrill(context, options));
    });
  return withDrillOptions(withLiveOptions(command));
}

function disasterCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('disaster')
    .description(
      "the cluster's state is wiped and MicroK8s installed anew; the volumes are found, matched and given back",
    )
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth drill disaster --ssh owner@hensteeth    the whole way, step by step
  sudo npx hensteeth drill disaster --rehearse          in the simulator first, on real LVM and TopoLVM

It never wipes anything itself: it shows the commands, and sees when it is done. What is done already is not done again: cut short, it
goes on when it is run again. The age key must lie on this machine.

${EXIT}`,
    )
    .action(async (options: DrillOptions) => {
      const { runDisasterDrill } = await import('./drill-disaster-run.ts');
      end(await runDisasterDrill(context, options));
    });
  return withDrillOptions(withLiveOptions(command));
}

const EXIT = 'Exit: 0 it passed, 1 it failed, 2 it could not run, 130 it was cut: the report says how far it came';

function withDrillOptions(command: Command): Command {
  return command
    .option('--rehearse', 'in the simulator; what is not real there is told')
    .option('--reports <folder>', 'where reports are, relative to the project', 'drills')
    .option('--mirror <folder>', 'with --rehearse, folder of chart archives')
    .option('--json', 'the report as JSON; for a drill that needs no hands');
}

import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { DoctorOptions } from './doctor-run.ts';
import { withLiveOptions } from './live-options.ts';

/** `hensteeth doctor`. */
export function doctorCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('doctor')
    .description('look at everything of a running lab, and say what to mend; changes nothing')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth doctor                           what the API server tells
  npx hensteeth doctor --ssh owner@hensteeth     the machine too: channel, volume groups, Tailscale

Exit: 0 all is well, 1 something is to be mended, 2 the cluster cannot be reached, or is another one`,
    )
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('./doctor-run.ts');
      end(await runDoctor(context, options));
    });
  return withLiveOptions(command);
}

import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import { withLiveOptions } from './live-options.ts';
import type { StatusOptions } from './status-run.ts';

/** `hensteeth status`. */
export function statusCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('status')
    .description('the running lab at a glance: layers and revision, hosts, volumes, nodes')
    .option('--watch', 'look again every two seconds, until Ctrl-C')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth status            once
  npx hensteeth status --watch    and again

Exit: 0 every layer is ready, 1 some are not, 2 the cluster cannot be reached, or is another one`,
    )
    .action(async (options: StatusOptions) => {
      const { runStatus } = await import('./status-run.ts');
      end(await runStatus(context, options));
    });
  return withLiveOptions(command);
}

import { Command } from 'commander';
import { AGE_KEY } from './age-key-option.ts';
import type { BootstrapOptions } from './bootstrap-run.ts';
import type { Context, ExitCode } from './context.ts';
import { withLiveOptions } from './live-options.ts';

/** `hensteeth bootstrap`. */
export function bootstrapCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('bootstrap')
    .description('put the lab on its cluster: prerequisites, age key, Flux, then wait until every layer is ready')
    .option('--dry-run', 'print every command, and do nothing')
    .option(...AGE_KEY)
    .option('--private-key-file <file>', 'the SSH key that may push to the repository')
    .option(
      '--without <check>',
      'leave out a prerequisite, by its name; may be repeated',
      (each: string, all: string[]) => [...all, each],
      [],
    )
    .option('--hold <plan>', 'after a wreck: hold back the layers whose old volumes this plan adopts')
    .option('--timeout <seconds>', 'how long the layers may take to become ready', '1800')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth bootstrap --dry-run                                     what it would do
  npx hensteeth bootstrap --ssh owner@hensteeth --private-key-file ~/.ssh/deploy
  npx hensteeth bootstrap --without 'DNS zone'                          before the zone is there
  npx hensteeth bootstrap --ssh owner@hensteeth --hold plan.json        after a wreck, and before volumes apply

Run again, it changes nothing that is as it should be.

Exit: 0 every layer is ready, 1 something is to be mended first, 2 it could not be done`,
    )
    .action(async (options: BootstrapOptions) => {
      const { runBootstrap } = await import('./bootstrap-run.ts');
      end(await runBootstrap(context, options));
    });
  return withLiveOptions(command);
}

import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { SynthOptions } from './synth-run.ts';

/** `hensteeth synth`. */
export function synthCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('synth')
    .description('render main.ts to dist/ and flux/, and show the lab on one screen')
    .option('--no-types', 'do not check types first (a misspelt field then vanishes in silence)')
    .option('--secrets', 'list the secrets that the lab needs, and write nothing')
    .option('--pages', 'write docs/lab.svg and docs/from-nothing.md too, when they change')
    .option('--quiet', 'print only what is wrong')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth synth             render after an edit of main.ts; what did not change is not written
  npx hensteeth synth --secrets   which secrets the lab needs, with their keys and what for
  npx cdk8s synth                 the same bytes, by cdk8s' own command

Exit: 0 rendered, 1 findings (nothing written) or a file in dist/ that is not ours, 2 could not run`,
    )
    .action(async (options: SynthOptions) => {
      const { runSynth } = await import('./synth-run.ts');
      end(await runSynth(context, options));
    });
}

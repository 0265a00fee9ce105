import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';

/** `hensteeth explain`. */
export function explainCommand(_context: Context, end: (code: ExitCode) => void): Command {
  return new Command('explain')
    .description('what a finding means, with a wrong and a right example, and how to allow it')
    .argument('[code]', 'code of a finding; all codes are listed without it')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth explain                   all rules, by family
  npx hensteeth explain reference-issuer  one of them

Exit: 0 explained, 2 no such code`,
    )
    .action(async (code: string | undefined) => {
      const { runExplain } = await import('./explain-run.ts');
      end(runExplain(code));
    });
}

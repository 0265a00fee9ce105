import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';

/** `hensteeth docs`. */
export function docsCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('docs')
    .description('write the generated pages of docs/ again')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth docs   after an edit of a rule; npm test fails while a page is stale

Exit: 0 written`,
    )
    .action(async () => {
      const { runDocs } = await import('./docs-run.ts');
      end(runDocs(context));
    });
}

import { Command, Option } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { DiffOptions } from './diff-run.ts';

/** `hensteeth diff`. */
export function diffCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('diff')
    .description('what the change does to the cluster: objects, restarts, dangers; not which lines moved')
    .argument(
      '[revision]',
      'commit, branch or tag; without it, where the branch left its upstream, else the last commit',
    )
    .addOption(
      new Option('--format <format>', 'for people, machines, or a review comment')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .option('--mirror <folder>', 'folder of chart archives, NAME-VERSION.tgz (HENSTEETH_CHART_MIRROR)')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth diff                          the change that is about to be pushed
  npx hensteeth diff v1.2                     since a tag
  npx hensteeth diff --format markdown        as a comment for a review

Exit: 0 no dangers, 1 dangers, 2 could not judge`,
    )
    .action(async (revision: string | undefined, options: DiffOptions) => {
      const { runDiff } = await import('./diff-run.ts');
      end(await runDiff(context, revision, options));
    });
}

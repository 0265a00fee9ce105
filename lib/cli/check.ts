import { Command, Option } from 'commander';
import type { CheckOptions } from './check-run.ts';
import type { Context, ExitCode } from './context.ts';

/** `hensteeth check`. */
export function checkCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('check')
    .description('judge every object of the lab, or of a folder of YAML, and tell what would break, with place and fix')
    .argument('[folder]', 'folder or file of YAML to judge in place of the lab')
    .addOption(
      new Option('--format <format>', 'how to write the findings')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .option('--strict', 'warnings fail the run too')
    .option('--capacity', 'show who uses how much of the nodes and volume groups')
    .option('--brief', 'leave out notices and what was not judged; the last line counts them')
    .option(
      '--mirror <folder>',
      'folder of chart archives: releases are judged as Helm renders them (HENSTEETH_CHART_MIRROR, else what was pulled)',
    )
    .option('--no-types', 'do not check types first')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth check                      the lab as main.ts renders it
  npx hensteeth check ../other/manifests   any folder of YAML, by the rules that need no lab
  npx hensteeth check --capacity           who uses how much
  npx hensteeth check --mirror ~/charts    with what Helm makes of each release whose archive NAME-VERSION.tgz is there
  npx hensteeth check --format sarif       for code scanning; json and github likewise
  npx hensteeth explain secret-missing     what a rule means, and how to allow a finding

Exit: 0 clean, 1 findings (warnings only with --strict), 2 could not judge`,
    )
    .action(async (folder: string | undefined, options: CheckOptions) => {
      const { runCheck } = await import('./check-run.ts');
      end(await runCheck(context, folder, options));
    });
}

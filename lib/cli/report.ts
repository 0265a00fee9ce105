import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { ReportOptions } from './report-run.ts';

/** `hensteeth report`. */
export function reportCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('report')
    .description('the lab as one page: layers, capacity, hosts, volumes, versions, findings')
    .option('--out <file>', 'where to write it', 'report.html')
    .option(
      '--diff [revision]',
      'with what changed since a revision; without a name, since the branch left its upstream',
    )
    .option('--open', 'open it in the browser')
    .option('--mirror <folder>', 'folder of chart archives, NAME-VERSION.tgz (HENSTEETH_CHART_MIRROR)')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth report                        writes report.html, which needs no network
  npx hensteeth report --diff v1.2 --open     with the change since a tag, in the browser

Exit: 0 written, 2 the lab or the revision could not be rendered`,
    )
    .action(async (options: ReportOptions) => {
      const { runReport } = await import('./report-run.ts');
      end(await runReport(context, options));
    });
}

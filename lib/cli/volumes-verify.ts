import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import { withLiveOptions } from './live-options.ts';
import type { VerifyOptions } from './volumes-verify-run.ts';

/** `hensteeth volumes verify`. */
export function verifyCommand(context: Context, end: (code: ExitCode) => void): Command {
  const command = new Command('verify')
    .description('whether every claim of the plan has its volume, and the volume its data; changes nothing')
    .option('--plan <file>', 'what volumes plan wrote', 'plan.json')
    .option('--content', 'read all data, and compare it with what volumes collect --hashes found')
    .option('--out <file>', 'keep the report: JSON for a name that ends so, else as text')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth volumes verify --ssh owner@hensteeth                          claim, volume, size, file system
  npx hensteeth volumes verify --ssh owner@hensteeth --content --out verified.json
                                                                              every file too; a report to keep

A claim is followed to its volume by LVM's UUID. Volumes are mounted read-only, and only while nothing else uses them; one that an
app has in use is read where the app has it, and its file system is not checked. An app that runs changes its files: compare before
its layer is resumed. The format is described by docs/volume-verification.schema.json.

Exit: 0 all that was looked at holds, 1 something does not, 2 something could not be judged`,
    )
    .action(async (options: VerifyOptions) => {
      const { runVolumesVerify } = await import('./volumes-verify-run.ts');
      end(await runVolumesVerify(context, options));
    });
  return withLiveOptions(command);
}

import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { CollectOptions } from './volumes-collect-run.ts';

/** `hensteeth volumes`. */
export function volumesCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('volumes')
    .description('which claim lives on which logical volume, and how it is given back after a wreck')
    .addCommand(collectCommand(context, end))
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth volumes collect --ssh owner@hensteeth   after a wreck, before anything is installed anew
  npx hensteeth volumes collect --help                  its options`,
    );
}

function collectCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('collect')
    .description('gather every witness of which claim a volume belonged to; only reads, and needs no API server')
    .option('--ssh <target>', 'the machine, as ssh knows it: owner@hensteeth; this one without it')
    .option('--ssh-config <file>', "configuration of ssh in place of the user's own")
    .option('--out <file>', 'where to write', 'volume-evidence.json')
    .option('--kubelet-dir <folder>', "kubelet's folder; that of MicroK8s without it")
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth volumes collect --ssh owner@hensteeth    writes volume-evidence.json here
  sudo npx hensteeth volumes collect                     on the machine itself

Run it before MicroK8s is removed: its kubelet folder says which pod had which volume, and goes with it.
The format is described by docs/volume-evidence.schema.json.

Exit: 0 written, 1 written, but some witness could not be heard, 2 LVM did not answer`,
    )
    .action(async (options: CollectOptions) => {
      const { runVolumesCollect } = await import('./volumes-collect-run.ts');
      end(await runVolumesCollect(context, options));
    });
}

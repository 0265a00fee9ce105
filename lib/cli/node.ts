import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { NodeImageOptions } from './node-image-run.ts';

/** `hensteeth node`. */
export function nodeCommand(context: Context, end: (code: ExitCode) => void): Command {
  const image = new Command('image')
    .description(
      'write what an empty machine is installed from: answers for the Ubuntu 22.04 installer, and first boot',
    )
    .argument('[node]', 'name of one node; all without it')
    .option('--out <folder>', 'where to write; a folder for each node, unless one is named', 'node-image')
    .option('--reinstall', 'keep the volumes that are on the disk; only the root volume is made new')
    .option('--tailscale-key-file <file>', 'a one-time key of Tailscale; needs --embed-key')
    .option('--embed-key', 'write that key into the image, where whoever holds it can read it')
    .option('--no-iso', 'the folder alone, without cidata.iso')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth node image                          for each node: node-image/NODE/user-data, meta-data, cidata.iso
  npx hensteeth node image one --out /media/CIDATA  for one node, straight onto a stick with that label
  npx hensteeth node image --reinstall              a new system under the volumes that are there
  npx hensteeth node image --tailscale-key-file key.txt --embed-key

It reads nodes[].machine of main.ts. A disk that is not blank is never written to, but by --reinstall to one of the layout it made.

Exit: 0 written, 1 the facts do not do, 2 an option does not do, or it could not be written`,
    )
    .action(async (node: string | undefined, options: NodeImageOptions) => {
      const { runNodeImage } = await import('./node-image-run.ts');
      end(await runNodeImage(context, node, options));
    });
  return new Command('node')
    .description('the machine under the lab')
    .addCommand(image)
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth node image          what an empty machine is installed from
  npx hensteeth node image --help   its options`,
    );
}

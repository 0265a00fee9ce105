import { Command } from 'commander';
import type { Context, ExitCode } from './context.ts';
import type { ImagesOptions } from './images-run.ts';

/** `hensteeth images`. */
export function imagesCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('images')
    .description('list every image of the lab, those of its charts among them, with who uses it')
    .option('--json', 'for machines: a list of {image, uses}')
    .option('--mirror <folder>', 'folder of chart archives; charts.lock.json without it (HENSTEETH_CHART_MIRROR)')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth images                                          every image, with its users
  npx hensteeth images --json | jq -r '.[].image' | xargs -n1 microk8s ctr image pull   pulls them before they are needed

Exit: 0 listed, 1 the lab cannot be rendered, 2 the images of a release are not known: it is neither locked nor at hand`,
    )
    .action(async (options: ImagesOptions) => {
      const { runImages } = await import('./images-run.ts');
      end(await runImages(context, options));
    });
}

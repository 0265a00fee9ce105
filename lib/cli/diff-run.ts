import { labWorld } from '../check/lab-world.ts';
import { RevisionError } from '../diff/git.ts';
import { diffJson } from '../diff/report/json.ts';
import { diffMarkdown } from '../diff/report/markdown.ts';
import { diffText } from '../diff/report/text.ts';
import { compareWith } from './compared.ts';
import type { Context, ExitCode } from './context.ts';
import { soundLab } from './lab.ts';
import { withKnownCharts } from './mirror.ts';
import { styleOf } from './style.ts';

/** What `hensteeth diff` can be told. */
export interface DiffOptions {
  readonly format: 'text' | 'json' | 'markdown';
  readonly mirror?: string;
}

/** Tells what the working tree does to a cluster that is at a revision. */
export async function runDiff(context: Context, name: string | undefined, options: DiffOptions): Promise<ExitCode> {
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 2;
  const { lab, rendering } = rendered;
  const { world } = await withKnownCharts(context, labWorld(context.root, lab, rendering), options.mirror);
  try {
    const { comparison, revision } = await compareWith(context, world, name, options.mirror);
    const formats = {
      text: () => diffText(comparison, styleOf(process.stdout)),
      json: () => diffJson(comparison, revision),
      markdown: () => diffMarkdown(comparison, revision),
    };
    process.stdout.write(`${formats[options.format]()}\n`);
    return comparison.dangers.some(({ severity }) => severity !== 'notice') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof RevisionError)) throw error;
    process.stderr.write(`error: ${error.message}\n  fix: ${error.hint}\n`);
    return 2;
  }
}

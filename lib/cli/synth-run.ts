import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPart } from '../check/engine.ts';
import { releasesWorld } from '../check/lab-world.ts';
import { chartRules } from '../check/rules/chart.ts';
import type { Cluster } from '../core/cluster.ts';
import type { Rendering } from '../core/render.ts';
import { writeRendering, writeWhole } from '../core/write.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { labScreen, openText, secretsText, writtenText } from './lab-screen.ts';
import { styleOf } from './style.ts';

/** What `hensteeth synth` can be told. */
export interface SynthOptions {
  readonly types: boolean;
  readonly secrets?: boolean;
  readonly quiet?: boolean;
  /** Whether to write the pages of `docs/` that follow from the lab. */
  readonly pages?: boolean;
}

/** Renders the lab and writes it, or tells everything that keeps it from being written. */
export async function runSynth(context: Context, options: SynthOptions): Promise<ExitCode> {
  const start = performance.now();
  const style = styleOf(process.stdout);
  const { lab, rendering, findings: told } = await renderLab(context, options);
  const findings = lab ? [...told, ...checkPart(releasesWorld(context.root, lab, rendering), [chartRules])] : told;
  if (!lab || findings.some(({ severity }) => severity === 'error')) {
    process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
    process.stderr.write(`${findings.length} finding${findings.length === 1 ? '' : 's'}; nothing was written\n`);
    return 1;
  }
  if (options.secrets) {
    process.stdout.write(`${secretsText(lab)}\n`);
    return 0;
  }
  const written = writeRendering(context.root, rendering.files);
  if (options.pages) await writePages(context.root, lab, rendering);
  const done = writtenText(written, performance.now() - start, style);
  if (options.quiet) process.stderr.write(written.foreign.length > 0 ? `${done}\n` : '');
  else process.stdout.write(`${labScreen(lab, rendering, style)}\n\n${openText(lab, style)}\n\n${done}\n`);
  return written.foreign.length > 0 ? 1 : 0;
}

/** Writes the pages that follow from the lab, each only when it is another one. */
async function writePages(root: string, lab: Cluster, rendering: Rendering): Promise<void> {
  const { labPages } = await import('./lab-pages.ts');
  for (const [name, text] of labPages(lab, rendering)) {
    const file = join(root, name);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeWhole(file, text);
  }
}

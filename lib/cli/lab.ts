import type { Cluster } from '../core/cluster.ts';
import type { Finding } from '../core/finding.ts';
import { type Rendering, render } from '../core/render.ts';
import { sourceOf } from '../core/source.ts';
import type { Context } from './context.ts';
import { findingsText } from './findings-text.ts';
import { withProgress } from './progress.ts';
import { styleOf } from './style.ts';
import { checkTypes } from './types.ts';

/** The lab, rendered; or what keeps it from being rendered. */
export type RenderedLab =
  | { readonly lab: Cluster; readonly rendering: Rendering; readonly findings: readonly Finding[] }
  | { readonly lab: undefined; readonly rendering: undefined; readonly findings: readonly Finding[] };

/** A lab that was rendered without an error. */
export interface SoundLab {
  readonly lab: Cluster;
  readonly rendering: Rendering;
}

/** Runs `main.ts`, renders its lab, and checks its types beside. All that is wrong is told together. */
export async function renderLab(context: Context, options: { readonly types: boolean }): Promise<RenderedLab> {
  const types = options.types ? checkTypes(context.root, context.key) : Promise.resolve([]);
  types.catch(() => undefined);
  const { lab, finding } = await loadLab(context);
  const rendering = lab && render(lab);
  const typed = await withProgress('checking types', types);
  const findings = [...typed, ...(finding ? [finding] : []), ...(rendering?.findings ?? [])];
  return lab && rendering ? { lab, rendering, findings } : { lab: undefined, rendering: undefined, findings };
}

/** The lab, rendered without an error; else all that is wrong is told, and there is none. */
export async function soundLab(context: Context, options: { readonly types: boolean }): Promise<SoundLab | undefined> {
  const { lab, rendering, findings } = await renderLab(context, options);
  if (lab && !findings.some(({ severity }) => severity === 'error')) return { lab, rendering };
  process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
  return undefined;
}

/** What `main.ts` throws becomes a finding at the line that threw. */
async function loadLab(context: Context): Promise<{ lab?: Cluster; finding?: Finding }> {
  try {
    const lab = await context.loadLab();
    if (typeof lab?.refuse === 'function') return { lab };
    return { finding: brokenMain('main.ts has no lab as its default export', undefined) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { finding: brokenMain(error.message, error) };
  }
}

function brokenMain(message: string, error: Error | undefined): Finding {
  const source = sourceOf(error) ?? { file: 'main.ts', line: 1 };
  const hint = 'Correct the line; main.ts ends with `export default lab;`, a Cluster.';
  return { code: 'main', severity: 'error', where: { source }, message, hint };
}

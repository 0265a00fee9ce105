import { Command } from 'commander';
import type { Cluster } from '../core/cluster.ts';
import type { Finding } from '../core/finding.ts';
import { render } from '../core/render.ts';
import { sourceOf } from '../core/source.ts';
import { writeRendering } from '../core/write.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { labScreen, openText, writtenText } from './lab-screen.ts';
import { withProgress } from './progress.ts';
import { styleOf } from './style.ts';
import { tableLines } from './table.ts';
import { checkTypes } from './types.ts';

interface SynthOptions {
  readonly types: boolean;
  readonly secrets?: boolean;
  readonly quiet?: boolean;
}

/** `hensteeth synth`. */
export function synthCommand(context: Context, end: (code: ExitCode) => void): Command {
  return new Command('synth')
    .description('render main.ts to dist/ and flux/, and show the lab on one screen')
    .option('--no-types', 'do not check types first (a misspelt field then vanishes in silence)')
    .option('--secrets', 'list the secrets that the lab needs, and write nothing')
    .option('--quiet', 'print only what is wrong')
    .addHelpText(
      'after',
      `
Examples:
  npx hensteeth synth             render after an edit of main.ts; what did not change is not written
  npx hensteeth synth --secrets   which secrets the lab needs, with their keys and what for
  npx cdk8s synth                 the same bytes, by cdk8s' own command

Exit: 0 rendered, 1 findings (nothing written) or a file in dist/ that is not ours, 2 could not run`,
    )
    .action(async (options: SynthOptions) => end(await synth(context, options)));
}

async function synth(context: Context, options: SynthOptions): Promise<ExitCode> {
  const start = performance.now();
  const style = styleOf(process.stdout);
  const types = options.types ? checkTypes(context.root) : Promise.resolve([]);
  types.catch(() => undefined);
  const { lab, finding } = await loadLab(context);
  const rendering = lab && render(lab);
  const findings = [...(await withProgress('checking types', types)), ...(finding ? [finding] : []), ...(rendering?.findings ?? [])];
  if (!lab || !rendering || findings.some(({ severity }) => severity === 'error')) {
    process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
    process.stderr.write(`${findings.length} finding${findings.length === 1 ? '' : 's'}; nothing was written\n`);
    return 1;
  }
  if (options.secrets) {
    process.stdout.write(`${secretsText(lab)}\n`);
    return 0;
  }
  const written = writeRendering(context.root, rendering.files);
  const done = writtenText(written, performance.now() - start, style);
  if (options.quiet) process.stderr.write(written.foreign.length > 0 ? `${done}\n` : '');
  else process.stdout.write(`${labScreen(lab, rendering, style)}\n\n${openText(lab, style)}\n\n${done}\n`);
  return written.foreign.length > 0 ? 1 : 0;
}

/** Runs `main.ts`; what it throws becomes a finding at the line that threw. */
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

function secretsText(lab: Cluster): string {
  const rows = lab.neededSecrets.map((secret) => [
    `${secret.namespace}/${secret.name}`,
    secret.keys.join(', '),
    secret.purpose,
  ]);
  return tableLines(['secret', 'keys', 'what for'], rows).join('\n');
}

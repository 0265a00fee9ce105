import { findArchive } from '../charts/mirror.ts';
import { labWorld } from '../check/lab-world.ts';
import { chartUses } from '../check/releases.ts';
import { madeUpSecrets } from '../simulator/made-up-secrets.ts';
import { type Programs, programsOf } from '../simulator/programs.ts';
import { watch } from '../simulator/rehearsal.ts';
import { Stage } from '../simulator/stage.ts';
import { workingTree } from '../simulator/tree.ts';
import { resolveTool } from '../tools/resolve.ts';
import { ageKeygen, sops } from '../tools/tools.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { mirrorOf } from './mirror.ts';
import { progressLine } from './progress.ts';
import { styleOf } from './style.ts';

/** What `hensteeth simulate` can be told. */
export interface SimulateOptions {
  readonly mirror?: string;
  readonly timeout: string;
}

export async function runSimulate(context: Context, options: SimulateOptions): Promise<ExitCode> {
  const { lab, rendering, findings } = await renderLab(context, { types: false });
  if (!lab || findings.some(({ severity }) => severity === 'error')) {
    process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
    return 1;
  }
  const started = performance.now();
  const programs = await resolved(programsOf(lab.track.name, context.root)!);
  const [sopsPath, agePath] = await Promise.all([
    resolveTool(sops, { onProgress: progressLine }),
    resolveTool(ageKeygen, { onProgress: progressLine }),
  ]);
  const mirror = mirrorOf(context, options.mirror)!;
  const charts = chartUses(labWorld(context.root, lab, rendering)).flatMap(({ chart, version = '' }) => {
    const archive = findArchive(mirror, chart, version);
    return archive ? [{ name: chart, version, archive }] : [];
  });
  progressLine(`programs at hand (${seconds(performance.now() - started)})`);
  const secrets = await madeUpSecrets(lab.neededSecrets, sopsPath, agePath);
  const stage = new Stage({ lab, programs, charts, secrets });
  process.once('SIGINT', () => stage.strike().then(() => process.exit(130)));
  try {
    await stage.set(progressLine);
    progressLine(`stage set (${seconds(performance.now() - started)})`);
    const revision = await stage.push(workingTree(context.root), 'the working tree');
    const outcome = await watch({
      stage,
      track: lab.track,
      revision,
      layers: rendering.order.layers.map(({ name }) => name),
      timeout: Number(options.timeout) * 1000,
      onLook: (layers, elapsed) =>
        process.stderr.write(`${seconds(elapsed)} ${layers.map(({ name, state }) => `${name}=${state}`).join(' ')}\n`),
    });
    process.stdout.write(`${JSON.stringify({ ...outcome, times: Object.fromEntries(outcome.times) }, undefined, 1)}\n`);
    return outcome.kind === 'converged' ? 0 : 1;
  } finally {
    if (process.env['KEEP']) stage.keep();
    else await stage.strike();
  }
}

async function resolved(tools: Programs<import('../tools/tool.ts').Tool>): Promise<Programs<string>> {
  const entries = Object.entries(tools).map(async ([name, tool]) => [
    name,
    await resolveTool(tool, { onProgress: progressLine }),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Programs<string>;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

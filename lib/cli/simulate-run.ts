import { type Lock, LockError, readLock } from '../charts/lock.ts';
import { withLock } from '../charts/locked-subjects.ts';
import { findArchive } from '../charts/mirror.ts';
import { check } from '../check/engine.ts';
import { labWorld } from '../check/lab-world.ts';
import { type ChartUse, chartUses } from '../check/releases.ts';
import { allRules, ruleSets } from '../check/rule-sets.ts';
import type { World } from '../check/world.ts';
import type { Cluster } from '../core/cluster.ts';
import { type Cast, castOf } from '../simulator/cast.ts';
import type { OfferedChart } from '../simulator/chart-server.ts';
import { culpritOf, culpritOfLayer, type Known } from '../simulator/culprit.ts';
import type { Fault } from '../simulator/faults/fault.ts';
import { faults } from '../simulator/faults/index.ts';
import { type Played, play } from '../simulator/faults/play.ts';
import { Scene } from '../simulator/faults/scene.ts';
import { layersIn } from '../simulator/layers-in.ts';
import { madeUpSecrets } from '../simulator/made-up-secrets.ts';
import { programsOf } from '../simulator/programs.ts';
import { type Outcome, watch } from '../simulator/rehearsal.ts';
import { Stage } from '../simulator/stage.ts';
import { type StandIns, standInsFor } from '../simulator/stand-in.ts';
import { StandInMark } from '../simulator/stand-in-mark.ts';
import { timelineOf } from '../simulator/timeline.ts';
import { type Files, workingTree } from '../simulator/tree.ts';
import { disagreements, type SimulationVerdict } from '../simulator/verdict.ts';
import type { Context, ExitCode } from './context.ts';
import { findingsText } from './findings-text.ts';
import { renderLab } from './lab.ts';
import { LiveLayers } from './live-layers.ts';
import { mirrorOf, renderCharts } from './mirror.ts';
import { progressLine } from './progress.ts';
import { faultsText, realnessText, simulationText, versionNotes } from './simulate-text.ts';
import { styleOf } from './style.ts';

/** What `hensteeth simulate` can be told. */
export interface SimulateOptions {
  readonly mirror?: string;
  /** Seconds. */
  readonly timeout: string;
  /** Refuses stand-ins. */
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly keep?: boolean;
  /** Name of a fault, or `all`. */
  readonly fault?: string;
}

/** Rehearses the push of the working tree. */
export async function runSimulate(context: Context, options: SimulateOptions): Promise<ExitCode> {
  if (options.fault === 'list') {
    process.stdout.write(`${faults.map(({ name, what }) => `${name}: ${what}`).join('\n')}\n`);
    return 0;
  }
  const chosen = faultsNamed(options.fault);
  if (!chosen) {
    return refuse(
      `there is no fault '${options.fault}': name one of ${faults.map(({ name }) => name).join(', ')}, or all.`,
    );
  }
  const { lab, rendering, findings } = await renderLab(context, { types: false });
  if (!lab || findings.some(({ severity }) => severity === 'error')) {
    process.stderr.write(`${findingsText(findings, styleOf(process.stderr))}\n`);
    return 1;
  }
  const tools = programsOf(lab.track.name, context.root);
  if (!tools) return refuse(`track ${lab.track.name} has no simulator.`);
  const bare = labWorld(context.root, lab, rendering);
  const mirror = mirrorOf(context, options.mirror);
  const { world, charts, standIns } = await chartsAtHand(bare, mirror, context.root);
  const refusal = refusalOf(standIns, options.strict ?? false);
  if (refusal.length > 0) {
    process.stderr.write(`${refusal.join('\n')}\n`);
    return 2;
  }
  for (const { release, chart, version } of standIns.releases) {
    progressLine(`stand-in for ${release}: ${chart} ${version} as charts.lock.json has it`);
  }
  const cast = await castOf(lab.track.name, context.root, progressLine);
  if (!cast) return refuse(`track ${lab.track.name} has no simulator.`);
  const files = workingTree(context.root);
  for (const note of versionNotes(lab.track, tools)) progressLine(note);
  if (rendering.files.size > 0 && [...rendering.files].some(([path, text]) => files.get(path) !== text)) {
    progressLine(
      'dist/ and flux/ are not what main.ts renders: they are simulated as they are. npm start writes them anew.',
    );
  }
  const { verdict, played } = await rehearse(lab, cast, charts, standIns, files, world, chosen, options);
  const style = styleOf(process.stdout);
  if (options.json) process.stdout.write(`${jsonText(verdict, played)}\n`);
  else process.stdout.write(`${realnessText()}\n${simulationText(verdict, style)}\n`);
  if (!options.json && played.length > 0) process.stdout.write(`\n${faultsText(played, style)}\n`);
  const isFine = verdict.outcome.kind === 'converged' && played.every(({ problems }) => problems.length === 0);
  return isFine ? 0 : 1;
}

/** Archives that are at hand, what stands in for the others, and the world with what is known of both. */
async function chartsAtHand(bare: World, mirror: string | undefined, root: string) {
  const charts: OfferedChart[] = [];
  const missing: ChartUse[] = [];
  for (const use of chartUses(bare)) {
    const { chart, version = '' } = use;
    const archive = mirror === undefined ? undefined : findArchive(mirror, chart, version);
    if (archive === undefined) missing.push(use);
    else charts.push({ name: chart, version, archive });
  }
  const { world } = mirror === undefined || charts.length === 0 ? { world: bare } : await renderCharts(bare, mirror);
  const lock = missing.length > 0 ? lockOf(root) : undefined;
  const standIns = lock instanceof LockError ? unreadable(lock) : standInsFor(missing, bare, lock);
  return { world: withLock(world, root, mirror).world, charts, standIns };
}

function lockOf(root: string): Lock | LockError | undefined {
  try {
    return readLock(root);
  } catch (error) {
    if (error instanceof LockError) return error;
    throw error;
  }
}

function unreadable({ message, hint }: LockError): StandIns {
  return { releases: [], charts: [], problems: [{ message: `nothing can stand in for charts: ${message}`, hint }] };
}

/** Why the charts are not enough; empty when they are. */
function refusalOf({ releases, problems }: StandIns, isStrict: boolean): string[] {
  const lines = problems.flatMap(({ message, hint }) => [`error: ${message}`, `  fix: ${hint}`]);
  if (!isStrict || releases.length === 0) return lines;
  const archives = [...new Set(releases.map(({ chart, version }) => `${chart}-${version}.tgz`))];
  return [
    ...lines,
    `error: --strict takes no stand-ins, and archives are missing: ${archives.join(', ')}`,
    '  fix: Fetch them: npx hensteeth charts pull. Or name the folder where they are: --mirror FOLDER.',
  ];
}

async function rehearse(
  lab: Cluster,
  { programs, sops, ageKeygen }: Cast,
  charts: readonly OfferedChart[],
  standIns: StandIns,
  files: Files,
  world: World,
  chosen: readonly Fault[],
  options: SimulateOptions,
): Promise<{ readonly verdict: SimulationVerdict; readonly played: readonly Played[] }> {
  const secrets = await madeUpSecrets(lab.neededSecrets, sops, ageKeygen);
  const stage = new Stage({ lab, programs, charts, standIns: standIns.charts, secrets });
  const strike = onInterrupt(stage);
  try {
    await stage.set(progressLine);
    const revision = await stage.push(files, 'the working tree');
    const dependsOn = layersIn(files);
    const mark = new StandInMark(standIns.releases);
    const live = new LiveLayers(process.stderr, mark);
    const outcome = await watch({
      stage,
      track: lab.track,
      revision,
      layers: [...dependsOn.keys()],
      timeout: Number(options.timeout) * 1000,
      onLook: (layers, elapsed) => live.show(layers, elapsed),
    });
    const known = { subjects: world.subjects, findings: check(world, ruleSets).findings };
    const culprits = await culpritsOf(stage, outcome, known);
    const families = new Map(allRules.map(({ code, family }) => [code, family]));
    const verdict = {
      outcome,
      timeline: timelineOf(outcome, dependsOn),
      culprits,
      disagreements: disagreements(outcome, culprits, known.findings, (code) => families.get(code), mark),
      standIns: standIns.releases,
    };
    const scene = new Scene(stage, lab, files, mark);
    const played =
      outcome.kind === 'converged'
        ? await play(chosen, scene, ({ name, what }) => progressLine(`${name}: ${what}`))
        : [];
    if (options.keep) await linger(stage);
    return { verdict, played };
  } finally {
    await strike();
  }
}

async function culpritsOf(stage: Stage, { blocked, layers, kind }: Outcome, known: Known) {
  const held = await Promise.all(blocked.map((each) => culpritOf(stage.api, each, known)));
  if (kind === 'converged') return held;
  return [...held, ...layers.filter(({ state }) => state === 'failed').map((layer) => culpritOfLayer(layer, known))];
}

/** Ends everything once, at the end or at the first Ctrl-C; at the second this process goes at once, and its guardian cleans up. */
function onInterrupt(stage: Stage): () => Promise<void> {
  let struck: Promise<void> | undefined;
  const strike = () => {
    struck ??= stage.strike();
    return struck;
  };
  const onSignal = () => {
    if (struck) process.exit(130);
    progressLine('stopping everything');
    strike().finally(() => process.exit(130));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return strike;
}

/** Keeps everything up until Ctrl-C. */
function linger({ plane }: Stage): Promise<void> {
  progressLine(`everything goes on until Ctrl-C: kubectl --kubeconfig ${plane.kubeconfig} get pods -A`);
  return new Promise(() => setInterval(() => undefined, 1 << 30));
}

function faultsNamed(name: string | undefined): readonly Fault[] | undefined {
  if (name === undefined) return [];
  if (name === 'all') return faults;
  const found = faults.filter((fault) => fault.name === name);
  return found.length > 0 ? found : undefined;
}

function jsonText({ outcome, ...rest }: SimulationVerdict, played: readonly Played[]): string {
  const { times: _times, ...told } = outcome;
  const mark = new StandInMark(rest.standIns);
  const layers = told.layers.map((layer) => ({ ...layer, standIn: mark.has(layer.name) }));
  const timeline = rest.timeline.map((span) => ({ ...span, standIn: mark.has(span.layer) }));
  const culprits = rest.culprits.map(({ findings, ...culprit }) => ({
    ...culprit,
    standIn: mark.has(culprit.layer),
    codes: findings.map(({ code }) => code),
  }));
  const courses = played.map(({ fault: { name, holds }, course, problems }) => ({ name, holds, ...course, problems }));
  return JSON.stringify({ version: 1, ...told, layers, ...rest, timeline, culprits, faults: courses }, undefined, 2);
}

function refuse(message: string): ExitCode {
  process.stderr.write(`error: ${message}\n`);
  return 2;
}

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { check } from '../check/engine.ts';
import { labWorld } from '../check/lab-world.ts';
import { allRules, ruleSets } from '../check/rule-sets.ts';
import type { Cluster } from '../core/cluster.ts';
import { RevisionError, revisionOf } from '../diff/git.ts';
import { type Outcome, type WatchProps, watch } from '../live/watch.ts';
import { type Cast, castOf } from '../simulator/cast.ts';
import type { OfferedChart } from '../simulator/chart-server.ts';
import { culpritOf, culpritOfLayer, type Known } from '../simulator/culprit.ts';
import { type Asked, driftOf } from '../simulator/drift.ts';
import type { Fault } from '../simulator/faults/fault.ts';
import { faults } from '../simulator/faults/index.ts';
import { play } from '../simulator/faults/play.ts';
import { Scene } from '../simulator/faults/scene.ts';
import { layersIn } from '../simulator/layers-in.ts';
import { madeUpSecrets } from '../simulator/made-up-secrets.ts';
import { chartsIn, objectsIn, secretsIn } from '../simulator/needs-of-tree.ts';
import { programsOf, SIMULATED_TRACKS } from '../simulator/programs.ts';
import { pushOver } from '../simulator/push-over.ts';
import { whyNoLoopLvm } from '../simulator/real-volumes/loop-lvm.ts';
import { type StoragePrograms, storagePrograms } from '../simulator/real-volumes/storage-programs.ts';
import { Stage } from '../simulator/stage.ts';
import type { StandIns } from '../simulator/stand-in.ts';
import { StandInMark } from '../simulator/stand-in-mark.ts';
import { timelineOf } from '../simulator/timeline.ts';
import { type Files, treeOf, workingTree } from '../simulator/tree.ts';
import { disagreements } from '../simulator/verdict.ts';
import { compareWith } from './compared.ts';
import type { Context, ExitCode } from './context.ts';
import { soundLab } from './lab.ts';
import { LiveLayers } from './live-layers.ts';
import { mirrorOf } from './mirror.ts';
import { progressLine } from './progress.ts';
import { type Simulated, simulateJson } from './simulate-json.ts';
import { simulatedText, versionNotes, versionsOf } from './simulate-text.ts';
import { chartsRefusal, simulatedCharts } from './simulated-charts.ts';
import { timeoutOf } from './timeout.ts';

/** What `hensteeth simulate` can be told. */
export interface SimulateOptions {
  readonly mirror?: string;
  /** Seconds, or a duration such as `5m`. */
  readonly timeout: string;
  /** Track whose programs are taken; that of the lab by default. */
  readonly track?: string;
  /** Revision that runs before the working tree is pushed. */
  readonly from?: string;
  readonly diff?: boolean;
  /** Refuses stand-ins. */
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly volumes?: 'simulated' | 'real';
  /** Name of a fault, or `all`. */
  readonly fault?: string;
}

/** Rehearses the push of the working tree. */
export async function runSimulate(context: Context, options: SimulateOptions): Promise<ExitCode> {
  try {
    return await simulate(context, options);
  } catch (error) {
    if (error instanceof RevisionError) return refuse(`${error.message}\n  fix: ${error.hint}`);
    throw error;
  }
}

async function simulate(context: Context, options: SimulateOptions): Promise<ExitCode> {
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
  const timeout = timeoutOf(options.timeout);
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 1;
  const { lab, rendering } = rendered;
  const track = options.track ?? lab.track.name;
  const tools = programsOf(track, context.root);
  if (!tools) {
    const those = SIMULATED_TRACKS.join(', ');
    return refuse(
      `there are no programs for track '${track}'; expected one of: ${those}. Write --track ${SIMULATED_TRACKS[0]}.`,
    );
  }
  const older = options.from === undefined ? undefined : revisionOf(context.root, options.from);
  const before = older && treeOf(context.root, older.commit);
  const bare = labWorld(context.root, lab, rendering);
  const mirror = mirrorOf(context, options.mirror);
  const files = workingTree(context.root);
  const named = before ? chartsIn(before) : [];
  const { world, charts, standIns } = await simulatedCharts(bare, mirror, context.root, named);
  const refusal = chartsRefusal(standIns, options.strict ?? false);
  if (refusal.length > 0) {
    process.stderr.write(`${refusal.join('\n')}\n`);
    return 2;
  }
  for (const { release, chart, version } of standIns.releases) {
    progressLine(`stand-in for ${release}: ${chart} ${version} as charts.lock.json has it`);
  }
  const impossible = options.volumes === 'real' ? whyNoLoopLvm() : undefined;
  if (impossible !== undefined) return refuse(impossible);
  const cast = await castOf(track, context.root, progressLine);
  if (!cast) return refuse(`there are no programs for track '${track}'.`);
  for (const note of versionNotes(lab.track, tools)) progressLine(note);
  if (rendering.files.size > 0 && [...rendering.files].some(([path, text]) => files.get(path) !== text)) {
    progressLine(
      'dist/ and flux/ are not what main.ts renders: they are simulated as they are. npm start writes them anew.',
    );
  }
  const storage = options.volumes === 'real' ? await storagePrograms(context.root, progressLine) : undefined;
  const told = older && (await compareWith(context, world, options.from, options.mirror)).comparison.dangers;
  const known = { subjects: world.subjects, findings: [...check(world, ruleSets).findings, ...(told ?? [])] };
  const over = before && { from: options.from!, files: before };
  const tell: Rehearsed['tell'] = (rehearsed) => {
    const simulated = { track, programs: versionsOf(tools), hasRealVolumes: storage !== undefined, ...rehearsed };
    if (options.json) process.stdout.write(simulateJson(simulated));
    else process.stdout.write(simulatedText(simulated, options.diff === true, process.stdout));
  };
  const { verdict, played } = await rehearse(
    { lab, cast, charts, standIns, storage, files, known, chosen, timeout, over, tell },
    options,
  );
  const isFine = verdict.outcome.kind === 'converged' && played.every(({ problems }) => problems.length === 0);
  return isFine ? 0 : 1;
}

interface Rehearsed {
  readonly lab: Cluster;
  readonly cast: Cast;
  readonly charts: readonly OfferedChart[];
  readonly standIns: StandIns;
  /** For real volumes. */
  readonly storage: StoragePrograms<string> | undefined;
  /** The working tree. */
  readonly files: Files;
  readonly known: Known;
  /** Faults to play once the lab is up. */
  readonly chosen: readonly Fault[];
  /** Milliseconds. */
  readonly timeout: number;
  /** The tree that runs before; `undefined` for an empty cluster. */
  readonly over: { readonly from: string; readonly files: Files } | undefined;
  /** Told of all that came out, while everything is still up. */
  readonly tell: (rehearsed: Omit<Simulated, 'track' | 'programs' | 'hasRealVolumes'>) => void;
}

async function rehearse(
  {
    lab,
    cast: { programs, sops, ageKeygen },
    charts,
    standIns,
    storage,
    files,
    known,
    chosen,
    timeout,
    over,
    tell,
  }: Rehearsed,
  options: SimulateOptions,
): Promise<Omit<Simulated, 'track' | 'programs' | 'hasRealVolumes'>> {
  const needed = [...lab.neededSecrets, ...(over ? secretsIn(over.files) : [])];
  const secrets = await madeUpSecrets(distinct(needed), sops, ageKeygen);
  const stage = new Stage({ lab, programs, charts, standIns: standIns.charts, secrets, ...(storage && { storage }) });
  const mark = new StandInMark(standIns.releases);
  const live = new LiveLayers(process.stderr, mark);
  const strike = onInterrupt(stage, live);
  try {
    await stage.set(progressLine);
    const dependsOn = layersIn(files);
    const look: Pick<WatchProps, 'timeout' | 'onLook'> = {
      timeout,
      onLook: (layers, elapsed) => live.show(layers, elapsed),
    };
    const say = (step: string) => {
      live.rest();
      progressLine(step);
    };
    const after = { files, secrets: secrets.filesOf(lab.neededSecrets) };
    const { outcome, effect } = over
      ? await pushOver({
          ...look,
          stage,
          track: lab.track,
          from: over.from,
          before: { files: over.files, secrets: secrets.files },
          after,
          say,
        })
      : {
          outcome: await watch({
            ...look,
            ...stage.watched,
            track: lab.track,
            revision: await stage.push(files, 'the working tree'),
            layers: [...dependsOn.keys()],
          }),
        };
    const culprits = await culpritsOf(stage, outcome, known);
    const families = new Map(allRules.map(({ code, family }) => [code, family]));
    const verdict = {
      outcome,
      timeline: timelineOf(outcome, dependsOn),
      culprits,
      disagreements: disagreements(outcome, culprits, known.findings, (code) => families.get(code), mark),
      standIns: standIns.releases,
    };
    const drift = options.diff && !over ? await driftOf(stage.api, askedOf(files, known.subjects)) : undefined;
    const scene = new Scene(stage, lab, files, mark);
    const played =
      outcome.kind === 'converged' ? await play(chosen, scene, ({ name, what }) => say(`${name}: ${what}`)) : [];
    const rehearsed = { verdict, played, effect, drift };
    tell(rehearsed);
    if (options.keep) await linger(stage);
    return rehearsed;
  } finally {
    await strike();
  }
}

/** What the tree asks for: its files, and what Helm makes of its releases, but for hooks, which do not stay. */
function askedOf(files: Files, subjects: Known['subjects']): Asked[] {
  const own = objectsIn(files).map((each) => ({ ...each, release: undefined }));
  const made = subjects.filter(
    ({ release, locked, manifest }) =>
      release !== undefined && !locked && manifest.metadata.annotations?.['helm.sh/hook'] === undefined,
  );
  return [...own, ...made.map(({ layer, release, manifest }) => ({ layer, release, manifest }))];
}

function distinct<T extends { readonly namespace: string; readonly name: string }>(all: readonly T[]): T[] {
  return [...new Map([...all].reverse().map((each) => [`${each.namespace}/${each.name}`, each])).values()];
}

async function culpritsOf(stage: Stage, { blocked, layers, kind }: Outcome, known: Known) {
  const held = await Promise.all(blocked.map((each) => culpritOf(stage.api, each, known)));
  if (kind === 'converged') return held;
  const failed = layers.filter(({ state }) => state === 'failed');
  // Where none failed and nothing is held, those that wait do so for ever.
  const guilty = failed.length + held.length > 0 ? failed : layers.filter(({ state }) => state === 'waiting');
  return [...held, ...guilty.map((layer) => culpritOfLayer(layer, known))];
}

/** Ends everything once, at the end or at the first Ctrl-C; at the second this process goes at once, and its guardian cleans up. */
function onInterrupt(stage: Stage, live: LiveLayers): () => Promise<void> {
  let struck: Promise<void> | undefined;
  const strike = () => {
    struck ??= stage.strike();
    return struck;
  };
  const onSignal = () => {
    if (struck) process.exit(130);
    live.end();
    progressLine('stopping everything');
    strike().finally(() => process.exit(130));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return strike;
}

/** Keeps everything up until Ctrl-C. */
function linger({ plane: { kubeconfig, server, token } }: Stage): Promise<void> {
  progressLine(`everything goes on until Ctrl-C: kubectl --kubeconfig ${kubeconfig} get pods -A`);
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, 'kubectl')))) {
    progressLine(`kubectl is not on PATH: curl -k -H 'Authorization: Bearer ${token}' ${server}/api/v1/pods`);
  }
  return new Promise(() => setInterval(() => undefined, 1 << 30));
}

function faultsNamed(name: string | undefined): readonly Fault[] | undefined {
  if (name === undefined) return [];
  if (name === 'all') return faults;
  const found = faults.filter((fault) => fault.name === name);
  return found.length > 0 ? found : undefined;
}

function refuse(message: string): ExitCode {
  process.stderr.write(`error: ${message}\n`);
  return 2;
}

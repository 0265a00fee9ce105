import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { check } from '../check/engine.ts';
import { labWorld } from '../check/lab-world.ts';
import { record } from '../check/pods.ts';
import { ruleSets } from '../check/rule-sets.ts';
import type { Cluster } from '../core/cluster.ts';
import { AGE_SECRET, FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Rendering } from '../core/render.ts';
import type { Api } from '../live/api.ts';
import { runChecks } from '../live/checks/check.ts';
import { liveChecks } from '../live/checks/index.ts';
import { bootstrapArguments, bootstrapCommands, FluxCliError, mustHaveFlux } from '../live/flux-cli.ts';
import { holdLayers } from '../live/hold-layers.ts';
import { identityOf, recordedIdentity, recordIdentity } from '../live/identity.ts';
import { fetchedRevision } from '../live/layer-state.ts';
import { ownKubeconfig } from '../live/own-kubeconfig.ts';
import { watch } from '../live/watch.ts';
import { keyFileOf } from '../secrets/key-file.ts';
import type { Plan } from '../volumes/plan.ts';
import { linesText } from './check-lines.ts';
import type { Context, ExitCode } from './context.ts';
import { soundLab } from './lab.ts';
import { connectLab, type LiveOptions, sshOf } from './live.ts';
import { LiveLayers } from './live-layers.ts';
import { progressLine, withProgress } from './progress.ts';
import { refused } from './refused.ts';
import { styleOf } from './style.ts';
import { readPlanFile } from './volumes-plan-file.ts';

/** What `hensteeth bootstrap` can be told. */
export interface BootstrapOptions extends LiveOptions {
  readonly dryRun?: boolean;
  readonly ageKey?: string;
  readonly privateKeyFile?: string;
  readonly without: readonly string[];
  /** File of a plan for volumes. */
  readonly hold?: string;
  /** Seconds. */
  readonly timeout: string;
}

/** Puts a lab on its cluster: prerequisites, the age key, Flux, then waits until every layer is ready. Safe to repeat. */
export async function runBootstrap(context: Context, options: BootstrapOptions): Promise<ExitCode> {
  const rendered = await soundLab(context, { types: true });
  if (!rendered) return 1;
  const { lab, rendering } = rendered;
  const age = keyFileOf(options.ageKey, process.env, { lab: lab.facts.name, cwd: context.cwd });
  const kubeconfig = options.kubeconfig ?? ownKubeconfig(process.env);
  const name = options.context ?? (options.kubeconfig === undefined ? lab.facts.name : undefined);
  let held: readonly string[] = [];
  try {
    if (options.hold !== undefined) held = heldLayers(readPlanFile(context, options.hold));
  } catch (error) {
    return refused(error);
  }
  const args = bootstrapArguments(lab, { kubeconfig, context: name }, options.privateKeyFile);
  if (options.dryRun) {
    process.stdout.write(`${bootstrapCommands({ kubeconfig, context: name }, age, args).join('\n')}\n`);
    return 0;
  }
  const unfit = unfitness(context, lab, rendering);
  if (unfit.length > 0) {
    for (const [what, fix] of unfit) process.stderr.write(`error: ${what}\n  fix: ${fix}\n`);
    return 1;
  }
  if (!existsSync(age)) {
    process.stderr.write(
      `error: the age key ${age} is not there: Flux could not decrypt the secrets\n  fix: npx hensteeth secrets init, or name it with --age-key.\n`,
    );
    return 2;
  }
  try {
    await mustHaveFlux(lab);
    const api = await connectLab(context, lab, options);
    const wanted = liveChecks.filter((each) => each.isPrerequisite && !options.without.includes(each.name));
    const lines = await withProgress(
      'looking at the cluster',
      runChecks(wanted, { lab, api, ssh: sshOf(options), now: new Date() }),
    );
    process.stdout.write(`${linesText(lines, styleOf(process.stdout))}\n`);
    if (lines.some(({ state }) => state === 'finding')) return 1;
    await putKey(api, readFileSync(age, 'utf8'));
    const code = await aloud('flux', args);
    if (code !== 0) {
      process.stderr.write(
        `error: flux bootstrap ended with ${code}\n  fix: Mend what it says above, and run this again: it goes on where it was.\n`,
      );
      return 2;
    }
    if (!recordedIdentity(context.root)) recordIdentity(context.root, await identityOf(api, name ?? lab.facts.name));
    const isHeld = await hold(api, lab, held);
    return isHeld ? await converge(api, lab, rendering, Number(options.timeout) * 1000, held) : 1;
  } catch (error) {
    if (error instanceof FluxCliError) {
      process.stderr.write(`error: ${error.message}\n  fix: ${error.hint}\n`);
      return 2;
    }
    return refused(error);
  }
}

/** Why a lab must not be put on a server yet. */
function unfitness(context: Context, lab: Cluster, rendering: Rendering): (readonly [what: string, fix: string])[] {
  const world = labWorld(context.root, lab, rendering);
  const { findings } = check(world, ruleSets);
  const blocking = findings.filter(({ severity, code }) => severity === 'error' || code === 'secret-absent');
  const stale = [...rendering.files].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
  return [
    // The facts of the machine are for whoever installs it by this project.
    ...lab.openFacts
      .filter(({ path }) => !path.includes('.machine.'))
      .map(({ path, value }) => [`${path} is still the example ${value}`, 'Write your own into main.ts.'] as const),
    ...blocking.map(({ message, hint }) => [message, hint] as const),
    ...(stale.length > 0 ? [[`${stale[0]![0]} is not what main.ts renders`, 'npm start, commit, push.'] as const] : []),
  ];
}

/** The key, unless the cluster has it already. */
async function putKey(api: Api, key: string): Promise<void> {
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: FLUX_NAMESPACE } });
  const there = await api.get('v1', 'Secret', AGE_SECRET, FLUX_NAMESPACE);
  const data = { 'age.agekey': Buffer.from(key).toString('base64') };
  if (record(there?.['data'])['age.agekey'] === data['age.agekey']) return;
  await api.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: AGE_SECRET, namespace: FLUX_NAMESPACE },
    data,
  });
  progressLine(`secret ${FLUX_NAMESPACE}/${AGE_SECRET} is there`);
}

/** Layers whose old volumes are adopted: they must not make empty ones. */
function heldLayers({ volumes }: Plan): string[] {
  const layers = volumes.flatMap(({ strategy, claim }) => (strategy === 'adopt' ? [claim.layer] : []));
  return [...new Set(layers.filter((layer) => layer !== undefined))];
}

/** Holds layers back. @returns whether none of them was too early */
async function hold(api: Api, lab: Cluster, layers: readonly string[]): Promise<boolean> {
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 500));
  const kustomization = lab.track.flux.apis.Kustomization;
  const { applied, absent } = await holdLayers({ api, kustomization, layers, looks: 600, pause });
  for (const name of layers) if (![...applied, ...absent].includes(name)) progressLine(`layer ${name} is held`);
  for (const name of absent) process.stderr.write(`error: Flux does not have layer ${name}\n  fix: npm start, push.\n`);
  for (const name of applied)
    process.stderr.write(
      `error: layer ${name} is applied already, and its claims have volumes of their own\n  fix: npx hensteeth volumes map --out now.json, then npx hensteeth volumes plan --now now.json: they are swapped.\n`,
    );
  return applied.length + absent.length === 0;
}

/** Waits for all layers but those that are held and those that wait for them. */
async function converge(
  api: Api,
  lab: Cluster,
  rendering: Rendering,
  timeout: number,
  held: readonly string[],
): Promise<ExitCode> {
  const away = new Set(held);
  const { layers, edges } = rendering.order;
  for (const layer of layers) if (edges.get(layer)!.some(({ to }) => away.has(to.name))) away.add(layer.name);
  const revision = await fetchedRevision(api, lab.track);
  const live = new LiveLayers(process.stderr);
  const outcome = await watch({
    api,
    track: lab.track,
    revision,
    layers: layers.map(({ name }) => name).filter((name) => !away.has(name)),
    timeout,
    isPatient: true,
    onLook: (layers, elapsed) => live.show(layers, elapsed),
  });
  if (outcome.kind === 'converged') {
    const which = away.size === 0 ? 'every layer is ready' : `every layer is ready but ${[...away].join(', ')}`;
    process.stdout.write(`${styleOf(process.stdout)('green', '✓')} ${which}\n`);
    if (away.size > 0) process.stdout.write('next: npx hensteeth volumes apply, which lets them go\n');
    return 0;
  }
  for (const { object, reason } of outcome.blocked) process.stderr.write(`stuck: ${object}: ${reason}\n`);
  process.stderr.write(
    'error: not every layer is ready in time\n  fix: npx hensteeth doctor says what is in the way.\n',
  );
  return 1;
}

function aloud(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['inherit', 2, 2] });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 130));
  });
}

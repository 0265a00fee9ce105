import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../core/cluster.ts';
import type { Rendering } from '../core/render.ts';
import { type DisasterPlace, disaster, reinstallLines } from '../drill/disaster.ts';
import { done, type Look, type Memory, waiting } from '../drill/drill.ts';
import { RehearsalError } from '../drill/rehearsal-lab.ts';
import { DISASTER_REHEARSAL, rehearsedReport } from '../drill/rehearsed-report.ts';
import { Api } from '../live/api.ts';
import { identityOf, recordedIdentity, recordIdentity } from '../live/identity.ts';
import { fetchedRevision, layerStates } from '../live/layer-state.ts';
import { whyNoLoopLvm } from '../simulator/real-volumes/loop-lvm.ts';
import { ToolError } from '../tools/tool.ts';
import type { Strategy } from '../volumes/strategy.ts';
import { runBackupList, runBackupRun } from './backup-run.ts';
import { runBootstrap } from './bootstrap-run.ts';
import type { Context, ExitCode } from './context.ts';
import { type DrillOptions, framed, onLab, realClock, refusedFor } from './drill-frame.ts';
import { runKubeconfig } from './kubeconfig-run.ts';
import { soundLab } from './lab.ts';
import { accessOf, sshOf } from './live.ts';
import { mirrorOf } from './mirror.ts';
import { progressLine } from './progress.ts';
import { refused } from './refused.ts';
import { rehearsedDisaster } from './rehearsed-disaster.ts';
import { runVolumesApply } from './volumes-apply-run.ts';
import { runVolumesCollect } from './volumes-collect-run.ts';
import { runVolumesMap } from './volumes-map-run.ts';
import { readPlanFile } from './volumes-plan-file.ts';
import { runVolumesPlan } from './volumes-plan-run.ts';
import { runVolumesVerify } from './volumes-verify-run.ts';

const EVIDENCE = 'volume-evidence.json';
const PLAN = 'plan.json';
const NOW = 'volumes-now.json';
/** Ways in which the data is given back in the rehearsal, one lost cluster for each. */
const STRATEGIES: readonly Strategy[] = ['adopt', 'swap', 'restore', 'copy'];
const UID = 'sudo -n microk8s kubectl get namespace kube-system --output=jsonpath={.metadata.uid}';

/** The drill of a lost cluster. */
export async function runDisasterDrill(context: Context, options: DrillOptions): Promise<ExitCode> {
  if (!options.rehearse && refusedFor(disaster, options)) return 2;
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 2;
  const { lab, rendering } = rendered;
  if (options.rehearse) return rehearse(context, options, lab);
  if (options.ssh === undefined) {
    process.stderr.write(
      `error: the drill disaster must reach the machine while it has no cluster\n  fix: --ssh owner@${lab.facts.nodes[0]!.name}\n`,
    );
    return 2;
  }
  try {
    const place = placeOf(context, options, lab, rendering);
    return await onLab(context, options, { drill: disaster, place, where: `${lab.facts.name}, ${options.ssh}` });
  } catch (error) {
    return refused(error);
  }
}

function placeOf(context: Context, options: DrillOptions, lab: Cluster, rendering: Rendering): DisasterPlace {
  // Files are those of the project, wherever the command was typed.
  const own: Context = { ...context, cwd: context.root };
  const memory: Memory = {};
  const at = (file: string) => {
    const path = join(context.root, file);
    return existsSync(path) ? statSync(path).mtime : undefined;
  };
  const connect = () => {
    const { file, context: name } = accessOf(lab, options);
    return Api.connect(file, name);
  };
  const identity = async () => identityOf(await connect(), accessOf(lab, options).context ?? lab.facts.name);
  const { nodes } = lab.facts;
  const groups = nodes.flatMap(({ volumeGroups }) => volumeGroups.map(({ name }) => name));
  return {
    memory,
    run: {
      backupIsFresh: () => runBackupList(own, options),
      backUp: () => runBackupRun(own, options),
      collect: () => runVolumesCollect(own, { ...options, out: EVIDENCE, hashes: true }),
      kubeconfig: () => runKubeconfig(own, { ...options, verify: true }),
      bootstrap: () => runBootstrap(own, { ...options, without: [], timeout: '1800' }),
      plan: async () => {
        const mapped = await runVolumesMap(own, { ...options, out: NOW });
        if (mapped > 1) return mapped;
        const wanted = { evidence: EVIDENCE, now: NOW, out: PLAN, map: [], assign: [], cluster: memory['old']! };
        return runVolumesPlan(own, wanted);
      },
      apply: () => runVolumesApply(own, { ...options, plan: PLAN, only: [], yes: true }),
      isApplied: () => runVolumesApply(own, { ...options, plan: PLAN, only: [] }),
      verify: () => runVolumesVerify(own, { ...options, plan: PLAN, content: true }),
    },
    async cluster() {
      const { code, output } = await sshOf(options)!.run(UID);
      return code === 0 && output.trim() !== '' ? output.trim() : undefined;
    },
    recorded: () => recordedIdentity(context.root)?.uid,
    record: async () => recordIdentity(context.root, await identity()),
    reached: async () => (await identity()).uid,
    layers: async () => layersLook(await connect(), lab, rendering),
    evidenceAt: () => at(EVIDENCE),
    planned() {
      const written = at(PLAN);
      if (!written) return undefined;
      const { volumes, questions } = readPlanFile(own, PLAN);
      const open = volumes.filter(({ conditions }) => conditions.some(({ holds }) => holds !== true));
      return {
        at: written,
        isWhole: questions.length + open.length === 0,
        told: `${volumes.length} volumes, ${questions.length} questions, ${open.length} with a condition that does not hold`,
      };
    },
    reinstall: reinstallLines(options.ssh!, lab.track.microk8s.channel, groups),
  };
}

async function layersLook(api: Api, lab: Cluster, { order }: Rendering): Promise<Look> {
  const revision = await fetchedRevision(api, lab.track);
  const states = await layerStates(api, lab.track, revision);
  const ready = states.filter(({ state }) => state === 'ready').map(({ name }) => name);
  const open = order.layers.filter(({ name }) => !ready.includes(name)).map(({ name }) => name);
  return open.length === 0 ? done(`${ready.length} layers are ready`) : waiting(`not ready: ${open.join(', ')}`);
}

async function rehearse(context: Context, options: DrillOptions, lab: Cluster): Promise<ExitCode> {
  const whyNot = whyNoLoopLvm();
  if (whyNot !== undefined) {
    process.stderr.write(`error: the disaster is rehearsed on real volumes alone: ${whyNot}\n`);
    return 2;
  }
  const { root } = context;
  const mirror = mirrorOf(context, options.mirror);
  try {
    return await framed(context, options, DISASTER_REHEARSAL, undefined, async ({ before, save, onResult }) => {
      const began = realClock.now();
      const seen = await rehearsedDisaster({ root, lab, mirror, strategies: STRATEGIES, say: progressLine });
      const report = rehearsedReport(seen, began, realClock.now(), before);
      for (const step of report.steps) onResult?.(step);
      save(report);
      return report;
    });
  } catch (error) {
    if (error instanceof RehearsalError || error instanceof ToolError) return refused(error);
    throw error;
  }
}

import { labWorld } from '../check/lab-world.ts';
import type { World } from '../check/world.ts';
import type { Cluster } from '../core/cluster.ts';
import type { Rendering } from '../core/render.ts';
import { castOf } from '../simulator/cast.ts';
import { madeUpSecrets } from '../simulator/made-up-secrets.ts';
import { SIMULATED_TRACKS } from '../simulator/programs.ts';
import { whyNoLoopLvm } from '../simulator/real-volumes/loop-lvm.ts';
import { storagePrograms } from '../simulator/real-volumes/storage-programs.ts';
import { Stage, type StageProps } from '../simulator/stage.ts';
import { type Files, workingTree } from '../simulator/tree.ts';
import { ToolError } from '../tools/tool.ts';
import type { Context } from './context.ts';
import { mirrorOf } from './mirror.ts';
import { progressLine } from './progress.ts';
import { chartsRefusal, simulatedCharts } from './simulated-charts.ts';

/** A stage for a rehearsal, not set yet, and what is played on it. */
export interface RehearsalStage {
  readonly stage: Stage;
  readonly world: World;
  readonly files: Files;
}

/** Makes a stage for the lab. What is missing is told, and there is none then. */
export async function rehearsalStage(
  context: Context,
  { lab, rendering, mirror, exec }: RehearsalStageProps,
): Promise<RehearsalStage | undefined> {
  const archives = mirrorOf(context, mirror);
  const bare = labWorld(context.root, lab, rendering);
  const { world, charts, standIns } = await simulatedCharts(bare, archives, context.root, []);
  const refusal = chartsRefusal(standIns, false);
  if (refusal.length > 0) return refused(...refusal);
  try {
    const cast = await castOf(lab.track.name, context.root, progressLine);
    if (!cast) {
      const those = SIMULATED_TRACKS.join(', ');
      return refused(`error: there are no programs for track '${lab.track.name}'; expected one of: ${those}.`);
    }
    const whyNot = exec && whyNoLoopLvm();
    if (whyNot !== undefined) progressLine(`volumes are simulated: ${whyNot}`);
    const storage = exec && whyNot === undefined ? await storagePrograms(context.root, progressLine) : undefined;
    const secrets = await madeUpSecrets(lab.neededSecrets, cast.sops, cast.ageKeygen);
    const stage = new Stage({
      lab,
      programs: cast.programs,
      charts,
      standIns: standIns.charts,
      secrets,
      ...(exec && { exec }),
      ...(storage && { storage }),
    });
    return { stage, world, files: workingTree(context.root) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return refused(`error: ${error.message}`);
  }
}

interface RehearsalStageProps {
  readonly lab: Cluster;
  readonly rendering: Rendering;
  readonly mirror: string | undefined;
  /** Pod in which commands run; real volumes are made where this machine can. */
  readonly exec?: NonNullable<StageProps['exec']>;
}

function refused(...lines: readonly string[]): undefined {
  process.stderr.write(`${lines.join('\n')}\n`);
  return undefined;
}

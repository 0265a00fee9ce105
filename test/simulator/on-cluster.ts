import type { Cluster } from '../../lib/core/cluster.ts';
import { castOf } from '../../lib/simulator/cast.ts';
import type { OfferedChart } from '../../lib/simulator/chart-server.ts';
import { madeUpSecrets } from '../../lib/simulator/made-up-secrets.ts';
import { programsOf } from '../../lib/simulator/programs.ts';
import type { StoragePrograms } from '../../lib/simulator/real-volumes/storage-programs.ts';
import { Stage } from '../../lib/simulator/stage.ts';
import type { StandInChart } from '../../lib/simulator/stand-in-archive.ts';
import { whyNoTool } from '../../lib/tools/resolve.ts';
import { ageKeygen, sops } from '../../lib/tools/tools.ts';

/** Why there is no simulator on this machine; `undefined` when there is one, or Go to build it. */
export function whyNotHere(): string | undefined {
  const tools = [...Object.values(programsOf('1.27', process.cwd())!), sops, ageKeygen];
  return tools.map((tool) => whyNoTool(tool)).find((why) => why !== undefined);
}

/** `describe`, or `describe.skip` on a machine without the simulator's programs and without Go. */
export function describeOnCluster(name: string, tests: () => void): void {
  (whyNotHere() === undefined ? describe : describe.skip)(name, tests);
}

/** A stage that is set for a lab, with nothing of the lab on it. */
export async function stageFor(
  lab: Cluster,
  charts: readonly OfferedChart[],
  standIns: readonly StandInChart[] = [],
  storage?: StoragePrograms<string>,
): Promise<Stage> {
  const cast = (await castOf(lab.track.name, process.cwd(), () => undefined))!;
  const secrets = await madeUpSecrets(lab.neededSecrets, cast.sops, cast.ageKeygen);
  const stage = new Stage({ lab, programs: cast.programs, charts, standIns, secrets, ...(storage && { storage }) });
  try {
    await stage.set(() => undefined);
  } catch (error) {
    await stage.strike();
    throw error;
  }
  return stage;
}

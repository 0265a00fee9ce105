import { labWorld } from '../../lib/check/lab-world.ts';
import { simulatedCharts } from '../../lib/cli/simulated-charts.ts';
import type { Cluster } from '../../lib/core/cluster.ts';
import { render } from '../../lib/core/render.ts';
import type { OfferedChart } from '../../lib/simulator/chart-server.ts';
import type { StandInChart } from '../../lib/simulator/stand-in-archive.ts';
import { type Files, workingTree } from '../../lib/simulator/tree.ts';

/** The shipped lab as it is pushed to a stage. */
export interface LabCharts {
  readonly files: Files;
  readonly charts: readonly OfferedChart[];
  readonly standIns: readonly StandInChart[];
}

/** The shipped lab with its real charts, when `HENSTEETH_CHART_MIRROR` names a folder that has them; else with stand-ins. */
export async function labCharts(lab: Cluster): Promise<LabCharts> {
  const root = process.cwd();
  const mirror = process.env['HENSTEETH_CHART_MIRROR'];
  const { charts, standIns } = await simulatedCharts(labWorld(root, lab, render(lab)), mirror, root, []);
  if (standIns.problems.length > 0) throw new Error(standIns.problems.map(({ message }) => message).join('\n'));
  return { files: workingTree(root), charts, standIns: standIns.charts };
}

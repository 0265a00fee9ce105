import { labWorld } from '../check/lab-world.ts';
import type { Cluster } from '../core/cluster.ts';
import { render } from '../core/render.ts';
import { type DisasterProps, rehearseDisaster } from '../drill/disaster-rehearsal.ts';
import type { DisasterReport } from '../drill/disaster-report.ts';
import { movedLab } from '../drill/moved-lab.ts';
import { addRehearsalApps, RehearsalError } from '../drill/rehearsal-lab.ts';
import { chartsRefusal, simulatedCharts } from './simulated-charts.ts';

/** What the owner's lab is rehearsed with. */
export interface RehearsedDisasterProps extends Pick<DisasterProps, 'strategies' | 'say' | 'apply'> {
  readonly root: string;
  /** The owner's lab; the rehearsal's own apps are added to it. */
  readonly lab: Cluster;
  /** Folder of chart archives; what is not there is stood in for. */
  readonly mirror: string | undefined;
}

/** Rehearses the disaster on the owner's lab, with three apps more. @throws RehearsalError when it cannot be rehearsed */
export async function rehearsedDisaster(props: RehearsedDisasterProps): Promise<DisasterReport> {
  const { root, mirror, ...rest } = props;
  const lab = addRehearsalApps(props.lab);
  const rendering = render(lab);
  const wrong = rendering.findings.filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw new RehearsalError(wrong.map(({ message }) => message).join('\n'));
  const { world, charts, standIns } = await simulatedCharts(labWorld(root, lab, rendering), mirror, root, []);
  const refusal = chartsRefusal(standIns, false);
  if (refusal.length > 0) throw new RehearsalError(refusal.join('\n'));
  const tree = { files: rendering.files, world };
  return rehearseDisaster({ ...rest, ...tree, root, lab, charts, standIns: standIns.charts, moved: movedLab(tree) });
}

import { bytesText } from '../check/capacity/amounts.ts';
import { disaster } from './disaster.ts';
import type { DisasterReport } from './disaster-report.ts';
import type { DrillReport, Figure, StepResult } from './report.ts';

/** Name of the reports of rehearsals. */
export const DISASTER_REHEARSAL = 'disaster-rehearsal';

/** Problems that are told. */
const SHOWN = 5;

/** A rehearsed disaster as the report of a drill. */
export function rehearsedReport(
  { steps, claims, lost, problems, left }: DisasterReport,
  began: Date,
  ended: Date,
  before: Figure | undefined,
): DrillReport {
  let at = began.getTime();
  const done = steps.map(({ strategy, what, seen, seconds }, i): StepResult => {
    const took = Math.round(seconds * 1000);
    const result = { name: `${i + 1}`, title: `${strategy}: ${what}`, state: 'done', told: seen, took } as const;
    const begun = new Date(at).toISOString();
    at += took;
    return { ...result, began: begun };
  });
  const bytes = claims.reduce((sum, each) => sum + each.bytes, 0);
  const isLost = lost > 0 || problems.length > 0;
  const more = problems.length - SHOWN;
  const told = `${lost} bytes lost of ${bytesText(bytes)} in ${claims.length} claims`;
  const last: StepResult = {
    name: 'lost',
    title: 'no byte is lost',
    state: isLost ? 'failed' : 'done',
    told: [told, ...problems.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
    took: 0,
    ...(isLost && { fix: 'Do not lose a cluster until this passes: see what it says.' }),
  };
  const { proves } = disaster;
  return {
    version: 1,
    drill: DISASTER_REHEARSAL,
    proves,
    where: 'a rehearsal in the simulator, on real LVM and TopoLVM',
    fakes: [
      'the node and its kubelet: kwok plays them, and what a kubelet leaves on the disk is written by the rehearsal',
      ...left.map((each) => `not rehearsed: ${each}`),
    ],
    verdict: isLost ? 'failed' : 'passed',
    began: began.toISOString(),
    ended: ended.toISOString(),
    figure: { what: 'all steps together', took: ended.getTime() - began.getTime(), before },
    steps: [...done, last],
    memory: {},
  };
}

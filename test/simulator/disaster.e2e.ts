import { execFileSync } from 'node:child_process';
import { labWorld } from '../../lib/check/lab-world.ts';
import { simulatedCharts } from '../../lib/cli/simulated-charts.ts';
import { render } from '../../lib/core/render.ts';
import { rehearseDisaster } from '../../lib/drill/disaster-rehearsal.ts';
import { addRehearsalApps } from '../../lib/drill/rehearsal-lab.ts';
import { whyNoLoopLvm } from '../../lib/simulator/real-volumes/loop-lvm.ts';
import { storageTools } from '../../lib/simulator/real-volumes/storage-programs.ts';
import { whyNoTool } from '../../lib/tools/resolve.ts';
import lab from '../../main.ts';
import { whyNotHere } from './on-cluster.ts';

const why =
  whyNotHere() ??
  whyNoLoopLvm() ??
  Object.values(storageTools(process.cwd()))
    .map((tool) => whyNoTool(tool))
    .find((each) => each !== undefined);
if (why) console.log(`skipped: the disaster: ${why}`);

const loops = () => execFileSync('losetup', ['-a'], { encoding: 'utf8' });

(why ? test.skip : test)('adopt', async () => {
  const before = loops();
  const root = process.cwd();
  const rendering = render(addRehearsalApps(lab));
  expect(rendering.findings).toEqual([]);
  const mirror = process.env['HENSTEETH_CHART_MIRROR'];
  const { world, charts, standIns } = await simulatedCharts(labWorld(root, lab, rendering), mirror, root, []);
  const report = await rehearseDisaster({
    root,
    lab,
    files: rendering.files,
    world,
    charts,
    standIns: standIns.charts,
    strategies: ['adopt'],
    say: (line) => process.stderr.write(`${line}\n`),
  });
  process.stderr.write(`${JSON.stringify(report.claims, undefined, 1)} ${report.left.join('\n')}\n`);
  expect([report.problems, report.lost]).toEqual([[], 0]);
  expect(loops()).toBe(before);
});

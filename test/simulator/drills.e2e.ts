import { mkdtempSync, rmSync } from 'node:fs';
import { labWorld } from '../../lib/check/lab-world.ts';
import { render } from '../../lib/core/render.ts';
import type { Clock } from '../../lib/drill/drill.ts';
import { rehearseStateful } from '../../lib/drill/rehearse-stateful.ts';
import { SEED } from '../../lib/drill/stateful.ts';
import { drilledApp } from '../../lib/drill/stateful-app.ts';
import { castOf } from '../../lib/simulator/cast.ts';
import { madeUpSecrets } from '../../lib/simulator/made-up-secrets.ts';
import { whyNoLoopLvm } from '../../lib/simulator/real-volumes/loop-lvm.ts';
import { storagePrograms, storageTools } from '../../lib/simulator/real-volumes/storage-programs.ts';
import { Stage } from '../../lib/simulator/stage.ts';
import { whyNoTool } from '../../lib/tools/resolve.ts';
import lab from '../../main.ts';
import { labCharts } from './lab-charts.ts';
import { describeOnCluster } from './on-cluster.ts';

const clock: Clock = {
  now: () => new Date(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

describeOnCluster('the rehearsals of the drills', () => {
  test('stateful: after every program was killed at once, the file is on the real volume with the same bytes', async () => {
    const noVolumes =
      whyNoLoopLvm() ??
      Object.values(storageTools(process.cwd()))
        .map((tool) => whyNoTool(tool))
        .find((why) => why !== undefined);
    if (noVolumes) console.log(`the volume is a folder: ${noVolumes}`);
    const { files, charts, standIns } = await labCharts(lab);
    const cast = (await castOf(lab.track.name, process.cwd(), () => undefined))!;
    const secrets = await madeUpSecrets(lab.neededSecrets, cast.sops, cast.ageKeygen);
    const storage = noVolumes ? undefined : await storagePrograms(process.cwd(), () => undefined);
    const app = drilledApp(labWorld(process.cwd(), lab, render(lab)).subjects.map(({ manifest }) => manifest))!;
    const stage = new Stage({
      lab,
      programs: cast.programs,
      charts,
      standIns,
      secrets,
      exec: app,
      ...(storage && { storage }),
    });
    try {
      await stage.set(() => undefined);
      const report = await rehearseStateful({
        stage,
        lab,
        app,
        files,
        clock,
        timeout: 300_000,
        before: SEED,
        save: () => undefined,
        say: (line) => process.stderr.write(`... ${line}\n`),
        onResult: (result) => process.stderr.write(`${JSON.stringify(result)}\n`),
      });
      expect(report.verdict).toBe('passed');
    } finally {
      await stage.strike();
    }
  });
});

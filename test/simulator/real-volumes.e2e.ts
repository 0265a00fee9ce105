import { execFileSync } from 'node:child_process';
import { watch } from '../../lib/live/watch.ts';
import { layersIn } from '../../lib/simulator/layers-in.ts';
import { whyNoLoopLvm } from '../../lib/simulator/real-volumes/loop-lvm.ts';
import { storagePrograms, storageTools } from '../../lib/simulator/real-volumes/storage-programs.ts';
import { whyNoTool } from '../../lib/tools/resolve.ts';
import lab from '../../main.ts';
import { labCharts } from './lab-charts.ts';
import { stageFor, whyNotHere } from './on-cluster.ts';

const why =
  whyNotHere() ??
  whyNoLoopLvm() ??
  Object.values(storageTools(process.cwd()))
    .map((tool) => whyNoTool(tool))
    .find((each) => each !== undefined);
if (why) console.log(`skipped: real volumes: ${why}`);

interface Report {
  readonly report: readonly { readonly lv: readonly { readonly lv_name: string; readonly lv_size: string }[] }[];
}

const loops = () => execFileSync('losetup', ['-a'], { encoding: 'utf8' });

(why ? test.skip : test)(
  'TopoLVM itself makes a real logical volume for every claim, and nothing of them stays behind',
  async () => {
    const storage = await storagePrograms(process.cwd(), () => undefined);
    const { files, charts, standIns } = await labCharts(lab);
    const stage = await stageFor(lab, charts, standIns, storage);
    try {
      const revision = await stage.push(files, 'the working tree');
      const layers = [...layersIn(files).keys()];
      const outcome = await watch({ ...stage.watched, track: lab.track, revision, layers, timeout: 300_000 });
      expect([outcome.kind, outcome.blocked]).toEqual(['converged', []]);
      const { report } = JSON.parse(
        stage.lvm!.run('lvs', '--reportformat', 'json', '--units', 'b', '--nosuffix', '-o', 'lv_name,lv_size'),
      ) as Report;
      const volumes = report[0]!.lv.map(({ lv_name: name, lv_size: size }) => [name, Number(size)]).sort();
      const objects = await stage.api.list('topolvm.io/v1', 'LogicalVolume');
      const uids = objects.map(({ metadata }) => (metadata as unknown as { uid: string }).uid).sort();
      expect(volumes.map(([name]) => name)).toEqual(uids);
      const claims = await stage.api.list('v1', 'PersistentVolumeClaim');
      expect(claims.length).toBe(volumes.length);
      expect(claims.map(({ status }) => (status as { phase: string }).phase)).toEqual(claims.map(() => 'Bound'));
      expect(Math.min(...volumes.map(([, size]) => Number(size)))).toBe(2 ** 30);
    } finally {
      await stage.strike();
    }
    expect(loops()).not.toContain(stage.folder);
  },
);

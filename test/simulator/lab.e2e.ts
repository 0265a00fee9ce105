import type { Live } from '../../lib/live/api.ts';
import { type Outcome, watch } from '../../lib/live/watch.ts';
import { faults } from '../../lib/simulator/faults/index.ts';
import { play } from '../../lib/simulator/faults/play.ts';
import { Scene } from '../../lib/simulator/faults/scene.ts';
import { layersIn } from '../../lib/simulator/layers-in.ts';
import type { Stage } from '../../lib/simulator/stage.ts';
import type { Files } from '../../lib/simulator/tree.ts';
import lab from '../../main.ts';
import { labCharts } from './lab-charts.ts';
import { describeOnCluster, stageFor } from './on-cluster.ts';

const NAMESPACE = 'experimental';

describeOnCluster(
  `the shipped lab, ${process.env['HENSTEETH_CHART_MIRROR'] ? 'with its charts' : 'with stand-ins for its charts'}`,
  () => {
    let files: Files;
    let stage: Stage;
    let outcome: Outcome;

    beforeAll(async () => {
      const given = await labCharts(lab);
      files = given.files;
      stage = await stageFor(lab, given.charts, given.standIns);
      const revision = await stage.push(files, 'the working tree');
      const layers = [...layersIn(files).keys()];
      outcome = await watch({ ...stage.watched, track: lab.track, revision, layers, timeout: 300_000 });
    });

    afterAll(() => stage?.strike());

    test('converges: every layer is ready', () => {
      expect(outcome.blocked).toEqual([]);
      expect(outcome.layers.filter(({ state }) => state !== 'ready')).toEqual([]);
      expect(outcome.kind).toBe('converged');
    });

    test('its StatefulSet web is up, and its volume is bound', async () => {
      const set = await stage.api.get('apps/v1', 'StatefulSet', 'web', NAMESPACE);
      expect(set?.status).toMatchObject({ replicas: 1, readyReplicas: 1 });
      const claims = await stage.api.list('v1', 'PersistentVolumeClaim', NAMESPACE);
      expect(claims.map(({ metadata, status }) => [metadata.name, status])).toEqual([
        ['www-web-0', expect.objectContaining({ phase: 'Bound', capacity: { storage: `${2 ** 30}` } })],
      ]);
      const volume = await stage.api.get('v1', 'PersistentVolume', volumeOf(claims[0]!));
      expect(volume?.['spec']).toMatchObject({ persistentVolumeReclaimPolicy: 'Retain' });
    });

    test.each(faults.map((fault) => [fault.name, fault.holds, fault] as const))(
      'fault %s: %s, and nothing with data is lost',
      async (_name, _holds, fault) => {
        const [played] = await play([fault], new Scene(stage, lab, files), () => undefined);
        expect(played?.problems).toEqual([]);
      },
    );
  },
);

function volumeOf(claim: Live): string {
  return (claim['spec'] as { readonly volumeName: string }).volumeName;
}

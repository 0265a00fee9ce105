import type { Clock } from '../../lib/drill/drill.ts';
import type { DrillFile } from '../../lib/drill/drill-file.ts';
import type { DrillReport } from '../../lib/drill/report.ts';
import { type RunDrillProps, runDrill } from '../../lib/drill/run-drill.ts';
import { SEED, type StatefulPlace, stateful } from '../../lib/drill/stateful.ts';
import { drilledApp } from '../../lib/drill/stateful-app.ts';
import { type Api, ApiError } from '../../lib/live/api.ts';

const APP = {
  namespace: 'experimental',
  name: 'web',
  pod: 'web-0',
  container: 'web',
  claim: 'www-web-0',
  folder: '/usr/share/nginx/html',
  service: 'web',
  port: 'http',
};

/** A fake lab whose power can be cut, with a clock of its own. */
class FakeLab {
  time = Date.parse('2026-03-01T10:00:00Z');
  boot = 'boot-1';
  /** When the API server answers again; it does not while this is ahead. */
  backAt = 0;
  content = '';
  readonly clock: Clock = {
    now: () => new Date(this.time),
    pause: async (milliseconds) => {
      this.time += milliseconds;
    },
  };

  get place(): StatefulPlace {
    return {
      api: { get: (_version: string, kind: string) => this.#get(kind), read: () => this.#answer({}) } as unknown as Api,
      app: APP,
      file: {
        path: '/file',
        write: async (text: string) => {
          await this.#answer(undefined);
          this.content = text;
        },
        read: () => this.#answer(this.content === '' ? undefined : this.content),
      } as unknown as DrillFile,
      served: () => this.#answer(this.content),
      content: () => 'what the app wrote',
      powerCut: ['pull the plug'],
      memory: {},
    };
  }

  cut(seconds: number, boot = 'boot-2'): void {
    this.backAt = this.time + seconds * 1000;
    this.boot = boot;
  }

  run(more: Partial<RunDrillProps<StatefulPlace>> = {}): Promise<DrillReport> {
    return runDrill({
      drill: stateful,
      place: this.place,
      clock: this.clock,
      where: 'a fake lab',
      before: SEED,
      ask: async () => this.cut(300),
      save: () => undefined,
      ...more,
    });
  }

  async #answer<T>(value: T): Promise<T> {
    if (this.time < this.backAt) throw new ApiError(0, 'connect ECONNREFUSED');
    return value;
  }

  #get(kind: string) {
    const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
    const all: Readonly<Record<string, unknown>> = {
      StatefulSet: { metadata: {}, spec: { replicas: 1 }, status: { readyReplicas: 1 } },
      PersistentVolumeClaim: { metadata: {}, spec: { volumeName: 'pvc-1' } },
      Node: { metadata: {}, status: { ...ready, nodeInfo: { bootID: this.boot } } },
      Pod: {
        metadata: { uid: 'u' },
        spec: { nodeName: 'hensteeth' },
        status: { ...ready, containerStatuses: [{ containerID: `in ${this.boot}` }] },
      },
    };
    return this.#answer(all[kind]);
  }
}

const stateOf = ({ steps }: DrillReport, name: string) => steps.find((step) => step.name === name)!;

test('a cut of five minutes is measured from the first request without an answer until the bytes are served again', async () => {
  const { verdict, figure, steps } = await new FakeLab().run();
  expect([verdict, figure.took, figure.before]).toEqual(['passed', 300_000, SEED]);
  expect(steps.map(({ state }) => state)).toEqual(steps.map(() => 'done'));
});

test('other bytes than those that were written fail the drill at once', async () => {
  const lab = new FakeLab();
  const report = await lab.run({
    ask: async () => {
      lab.cut(300);
      lab.content = 'something else';
    },
  });
  expect([report.verdict, stateOf(report, 'served-again').state]).toEqual(['failed', 'failed']);
  expect(stateOf(report, 'served-again').told).toContain('not those that were written');
});

test('an API server that was away without a new boot of the machine is no power cut', async () => {
  const lab = new FakeLab();
  const report = await lab.run({ ask: async () => lab.cut(60, 'boot-1') });
  expect([report.verdict, stateOf(report, 'node').state]).toEqual(['failed', 'failed']);
  expect(stateOf(report, 'node').told).toContain('still tells the boot before the cut');
});

/** The report as it was on the disk when a step began. */
async function cutAt(lab: FakeLab, step: string): Promise<DrillReport> {
  const saved: DrillReport[] = [];
  await lab.run({ save: (each) => saved.push(each) });
  lab.boot = 'boot-1';
  return saved.find((each) => stateOf(each, step).state === 'cut')!;
}

test('a run that was cut while the power was off goes on, without asking anything of the server that is away', async () => {
  const lab = new FakeLab();
  const before = await cutAt(lab, 'back');
  lab.cut(120);
  const report = await lab.run({ cut: { name: 'stateful-2026-03-01', report: before }, ask: () => Promise.reject() });
  expect(report.resumed).toMatch(/^goes on: stateful-2026-03-01 was cut at 'the API server answers again'/);
  expect([report.verdict, stateOf(report, 'cut').state]).toEqual(['passed', 'already']);
  expect(report.figure.took).toBe(lab.time - Date.parse(before.memory['away']!));
});

test('a run that was cut before the power was goes on with its file, and asks for the cut', async () => {
  const lab = new FakeLab();
  const before = await cutAt(lab, 'cut');
  const report = await lab.run({ cut: { name: 'stateful-2026-03-01', report: before } });
  expect(report.resumed).toMatch(/^goes on: .* its file is on the volume/);
  expect([report.verdict, stateOf(report, 'written').state, stateOf(report, 'cut').state]).toEqual([
    'passed',
    'already',
    'done',
  ]);
});

test('a run whose file is gone starts anew, and says so', async () => {
  const lab = new FakeLab();
  const before = await cutAt(lab, 'cut');
  lab.content = 'of somebody else';
  const report = await lab.run({ cut: { name: 'stateful-2026-03-01', report: before } });
  expect(report.resumed).toMatch(/^starts anew: .* its file is not what \/file holds/);
  expect([report.verdict, stateOf(report, 'written').state]).toEqual(['passed', 'done']);
});

const SET = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web', namespace: 'experimental' },
  spec: {
    serviceName: 'web',
    volumeClaimTemplates: [{ metadata: { name: 'www' } }],
    template: {
      spec: { containers: [{ name: 'web', volumeMounts: [{ name: 'www', mountPath: '/usr/share/nginx/html' }] }] },
    },
  },
};
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'experimental' },
  spec: { ports: [{ name: 'http', port: 80 }] },
};

test('the app of the drill is the first in experimental with a volume and a service, or the one that is named', () => {
  expect(drilledApp([SET, SERVICE])).toEqual(APP);
  expect(drilledApp([SET, SERVICE], 'experimental/web')).toEqual(APP);
  expect(drilledApp([SET, SERVICE], 'production/web')).toBeUndefined();
  expect(drilledApp([SET])).toBeUndefined();
});

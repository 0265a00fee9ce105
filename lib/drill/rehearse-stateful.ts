import { randomBytes, randomUUID } from 'node:crypto';
import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import type { Cluster } from '../core/cluster.ts';
import { watch } from '../live/watch.ts';
import { layersIn } from '../simulator/layers-in.ts';
import { cutPower, restorePower } from '../simulator/power.ts';
import { LoopVolume } from '../simulator/real-volumes/loop-volume.ts';
import type { Stage } from '../simulator/stage.ts';
import type { Files } from '../simulator/tree.ts';
import { DrillFile } from './drill-file.ts';
import type { DrillReport } from './report.ts';
import { type RunDrillProps, runDrill } from './run-drill.ts';
import { type StatefulPlace, stateful } from './stateful.ts';
import type { DrilledApp } from './stateful-app.ts';

/** What the rehearsal runs with: what a drill does, but for what it makes itself. */
export interface RehearseStatefulProps
  extends Pick<RunDrillProps<StatefulPlace>, 'clock' | 'before' | 'save' | 'onLook' | 'onResult'> {
  readonly lab: Cluster;
  readonly app: DrilledApp;
  /** Set, with `exec` in the pod of the app. */
  readonly stage: Stage;
  /** The working tree. */
  readonly files: Files;
  /** Milliseconds for the lab to converge. */
  readonly timeout: number;
  readonly say: (step: string) => void;
  /** Text for the file: a random one without it. */
  readonly content?: () => string;
}

/** Name of its reports. */
export const STATEFUL_REHEARSAL = 'stateful-rehearsal';
const BYTES = 3_000;

/** Random text that a shell takes as it is. */
export function randomContent(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** The drill of a power cut in the simulator: every program is killed at once and started again on the same folders. */
export async function rehearseStateful(props: RehearseStatefulProps): Promise<DrillReport> {
  const { stage, app, say } = props;
  await converge(props);
  const volume = await mountVolume(stage, app);
  await tellBoot(stage, app);
  let names: readonly string[] = [];
  let restored: Promise<void> | undefined;
  const place: StatefulPlace = {
    api: stage.api,
    app,
    file: fileIn(stage, app),
    served: async () => (await fileIn(stage, app).read()) ?? '',
    content: props.content ?? randomContent,
    powerCut: ['every program of the simulation is killed at once'],
    memory: {},
  };
  const restore = async () => {
    await restorePower(stage, names);
    volume?.mount();
    await tellBoot(stage, app);
  };
  const report = await runDrill({
    ...props,
    // Every rehearsal has a stage of its own: there is nothing to go on with.
    cut: undefined,
    drill: { ...stateful, name: STATEFUL_REHEARSAL },
    place,
    where: `a rehearsal in the simulator${volume ? ', on real LVM and TopoLVM' : ''}`,
    fakes: fakesOf(volume !== undefined),
    ask: async (lines) => {
      for (const line of lines) say(line);
      names = await cutPower(stage);
      volume?.lose();
    },
    onResult(result) {
      props.onResult?.(result);
      if (result.name !== 'cut' || result.state === 'failed') return;
      say('power is back: every program starts again, on the same folders');
      restored = restore();
      // Told at the end: the steps meanwhile say what they wait for.
      restored.catch(() => undefined);
    },
  });
  await restored;
  return report;
}

/** What is not real in it. */
function fakesOf(hasRealVolume: boolean): string[] {
  return [
    'the node and the containers: kwok plays them. Commands in the pod run on this machine, in the folder where its volume is mounted',
    'nginx: nobody serves HTTP, so the file is read by a command in the pod, through the API server',
    'the boot: the rehearsal tells the new boot of the node and the new start of the container, as the kubelet would',
    ...(hasRealVolume
      ? [
          'the mount: the logical volume is real, and mounted by a loop at its place on the disk, with ext4. The cut leaves on it what had reached the disk at that moment',
        ]
      : ['the volume: a folder of this machine. Real ones need root, LVM and loop devices']),
    'the time: no firmware, no kernel, no snap has to start',
  ];
}

function fileIn(stage: Stage, { namespace, pod, container }: DrilledApp): DrillFile {
  return new DrillFile({ api: stage.api, container: { namespace, pod, container }, folder: '.' });
}

async function converge({ stage, lab, files, timeout, say }: RehearseStatefulProps): Promise<void> {
  say('bringing the lab up');
  const revision = await stage.push(files, 'the working tree');
  const layers = [...layersIn(files).keys()];
  const { kind, blocked } = await watch({ ...stage.watched, track: lab.track, revision, layers, timeout });
  if (kind === 'converged') return;
  const [first] = blocked;
  throw new Error(
    `the lab does not converge in the simulator (${kind}${first ? `: ${first.object}: ${first.reason}` : ''}). See why: npx hensteeth simulate`,
  );
}

/** Mounts the volume of the app where commands in its pod run. */
async function mountVolume(stage: Stage, app: DrilledApp): Promise<LoopVolume | undefined> {
  const { lvm } = stage;
  if (!lvm) return undefined;
  const claim = await stage.api.get('v1', 'PersistentVolumeClaim', app.claim, app.namespace);
  const bound = await stage.api.get('v1', 'PersistentVolume', String(record(claim?.['spec'])['volumeName']));
  const handle = text(record(record(bound?.['spec'])['csi'])['volumeHandle']);
  if (handle === undefined) throw new Error(`claim ${app.namespace}/${app.claim} has no volume of TopoLVM`);
  const volume = new LoopVolume(lvm, handle, stage.execFolder, stage.guardian);
  volume.format();
  volume.mount();
  return volume;
}

/** Fake kubelet: tells another boot of the node, and another start of the app's container. */
async function tellBoot({ api }: Stage, { namespace, pod, container }: DrilledApp): Promise<void> {
  const live = await api.get('v1', 'Pod', pod, namespace);
  const name = String(record(live?.['spec'])['nodeName']);
  await api.apply({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { nodeInfo: { bootID: randomUUID() } },
  });
  const [first] = list(record(live?.status)['containerStatuses']).map(record);
  await api.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace },
    status: {
      containerStatuses: [{ ...first, name: container, ready: true, containerID: `simulated://${randomUUID()}` }],
    },
  });
}

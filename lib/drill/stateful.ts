import { list, record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import { type Api, ApiError, type Live } from '../live/api.ts';
import { conditionOf } from '../live/layer-state.ts';
import { type Clock, type Drill, done, failed, type Memory, type Place, type Step, waiting } from './drill.ts';
import { DRILL_FILE, type DrillFile, digestOf } from './drill-file.ts';
import { minutes } from './minutes.ts';
import type { Figure } from './report.ts';
import type { DrilledApp } from './stateful-app.ts';

/** What the drill of a power cut looks at. */
export interface StatefulPlace extends Place {
  readonly api: Api;
  readonly app: DrilledApp;
  readonly file: DrillFile;
  /** What is served of the file, to somebody outside of the pod. */
  readonly served: () => Promise<string>;
  /** Text for the file: another one every time. */
  readonly content: () => string;
  /** What the owner is told to do when the power is to be cut. */
  readonly powerCut: readonly string[];
}

/** What is compared with the first time. */
export const SEED: Figure = { of: 'the seed', took: 9 * 60_000 };

const MINUTE = 60_000;
/** Milliseconds after which a server that does not answer counts as away. */
const ANSWERS = 5_000;

/** What a run that goes on after the cut of the power says of what came before it. */
const EARLIER = 'as the run saw it that was cut';

type StatefulStep = Step<StatefulPlace>;

const deployed: StatefulStep = {
  name: 'deployed',
  title: 'the app runs, on a volume of its own',
  limit: 5 * MINUTE,
  async look({ api, app, memory }) {
    if (memory['away'] !== undefined) return done(EARLIER);
    const [set, claim] = await Promise.all([
      api.get('apps/v1', 'StatefulSet', app.name, app.namespace),
      api.get('v1', 'PersistentVolumeClaim', app.claim, app.namespace),
    ]);
    if (!set) return failed(`${app.namespace}/${app.name} is not in the cluster`, 'Push the lab: Flux deploys it.');
    const volume = text(record(claim?.['spec'])['volumeName']);
    if (volume === undefined) return waiting(`claim ${app.namespace}/${app.claim} is not bound`);
    if (record(set.status)['readyReplicas'] !== record(set['spec'])['replicas'])
      return waiting(`${app.namespace}/${app.pod} is not ready`);
    return done(`${app.namespace}/${app.pod} is ready, ${app.claim} is on ${volume}`);
  },
};

const written: StatefulStep = {
  name: 'written',
  title: 'a file with random content is on the disk',
  limit: 0,
  async act({ file, memory, content, api, app }) {
    const now = content();
    await file.write(now);
    const { node, boot, started } = await bootOf(api, app);
    Object.assign(memory, { sha256: digestOf(now), node, boot, started });
  },
  async look({ file, memory }) {
    const { sha256, away } = memory;
    if (sha256 === undefined) return waiting('no file of this run yet');
    if (away !== undefined) return done(EARLIER);
    const now = await file.read();
    if (now === undefined || digestOf(now) !== sha256) {
      return failed(`${file.path} does not hold what was written`, 'See whether somebody else writes to this volume.');
    }
    return done(`${file.path}, ${now.length} bytes, sha256 ${sha256.slice(0, 16)}...`);
  },
};

const servedBefore: StatefulStep = {
  name: 'served-before',
  title: 'it is served',
  limit: MINUTE,
  look: async (place) => (place.memory['away'] === undefined ? lookServed(place) : done(EARLIER)),
};

const cut: StatefulStep = {
  name: 'cut',
  title: 'the power is cut',
  limit: 15 * MINUTE,
  hand: ({ powerCut }) => powerCut,
  async look({ api, memory }, clock) {
    if (memory['away'] !== undefined) return done(`the API server was away from ${memory['away']} on`);
    const asked = clock.now();
    if (await answers(api)) {
      const machine = await api.get('v1', 'Node', memory['node']!);
      if (machine && bootIn(machine) !== memory['boot'])
        return done('the machine was started anew while nobody looked');
      return waiting('the API server still answers');
    }
    memory['away'] = asked.toISOString();
    return done('the API server does not answer any more');
  },
};

const back: StatefulStep = {
  name: 'back',
  title: 'the API server answers again',
  limit: 30 * MINUTE,
  async look({ api, memory }, clock) {
    if (await answers(api)) return done(sinceCut(memory, clock));
    return waiting('the API server does not answer');
  },
};

const node: StatefulStep = {
  name: 'node',
  title: 'the machine was started anew and its node is ready',
  limit: 15 * MINUTE,
  async look({ api, memory }, clock) {
    const live = await api.get('v1', 'Node', memory['node']!);
    if (!live) return waiting(`node ${memory['node']} is not there`);
    // Ready may still be what the kubelet said before the cut: another boot is what it says since.
    if (bootIn(live) === memory['boot']) return waiting(`node ${memory['node']} still tells the boot before the cut`);
    if (conditionOf(live)?.status !== 'True') return waiting(conditionOf(live)?.message ?? 'the node says nothing');
    return done(`${memory['node']}, boot ${bootIn(live).slice(0, 8)}; ${sinceCut(memory, clock)}`);
  },
};

const pod: StatefulStep = {
  name: 'pod',
  title: 'the pod runs again and is ready',
  limit: 15 * MINUTE,
  async look({ api, app, memory }, clock) {
    const live = await api.get('v1', 'Pod', app.pod, app.namespace);
    if (!live) return waiting(`${app.namespace}/${app.pod} is not there`);
    if (startedIn(live) === memory['started']) return waiting('the pod still tells of the container before the cut');
    if (conditionOf(live)?.status !== 'True') return waiting('the pod is not ready');
    return done(`${app.namespace}/${app.pod}; ${sinceCut(memory, clock)}`);
  },
};

const servedAgain: StatefulStep = {
  name: 'served-again',
  title: 'the file is served again, with the same bytes',
  limit: 15 * MINUTE,
  async look(place, clock) {
    const seen = await lookServed(place);
    if (seen.state !== 'done') return seen;
    const { memory } = place;
    memory['again'] ??= clock.now().toISOString();
    return done(`${seen.told}; ${sinceCut(memory, clock)}`);
  },
};

/** A stateful app through a power cut. */
export const stateful: Drill<StatefulPlace> = {
  name: 'stateful',
  proves: 'what an app has written to its volume is served again, byte for byte, after the power was cut',
  steps: [deployed, written, servedBefore, cut, back, node, pod, servedAgain],
  figure: {
    what: 'from the cut until the file was served again',
    of: ({ away, again }) =>
      away === undefined || again === undefined ? undefined : Date.parse(again) - Date.parse(away),
  },
  async resume({ file, memory }, before) {
    const { sha256 } = before;
    if (sha256 === undefined) return { goesOn: false, told: 'it had written no file yet' };
    if (before['away'] !== undefined) {
      Object.assign(memory, before);
      return { goesOn: true, told: `the power was cut at ${before['away']}` };
    }
    const now = await file.read();
    if (now === undefined || digestOf(now) !== sha256)
      return { goesOn: false, told: `its file is not what ${file.path} holds` };
    Object.assign(memory, before);
    return { goesOn: true, told: `its file is on the volume, sha256 ${sha256.slice(0, 16)}...` };
  },
};

/** What the proxy of the API server answers for the file: the app's service has ready endpoints and the app serves. */
export function servedByProxy(api: Api, { namespace, service, port }: DrilledApp): () => Promise<string> {
  return async () =>
    (await api.read(`/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy/${DRILL_FILE}`)).text;
}

async function lookServed({ served, memory }: StatefulPlace) {
  const now = await served();
  if (digestOf(now) === memory['sha256'])
    return done(`${now.length} bytes, sha256 ${memory['sha256'].slice(0, 16)}...`);
  return failed(
    `${now.length} bytes with sha256 ${digestOf(now).slice(0, 16)}... are served, not those that were written`,
    'Do not write to this volume. Look at it: npx hensteeth volumes collect; then at the journal of the machine.',
  );
}

/** Whether the API server answers, in a few seconds. */
async function answers(api: Api): Promise<boolean> {
  try {
    await api.read('/readyz', ANSWERS);
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

async function bootOf(api: Api, app: DrilledApp) {
  const live = await api.get('v1', 'Pod', app.pod, app.namespace);
  if (!live) throw new Error(`${app.namespace}/${app.pod} is not there`);
  const name = String(record(live['spec'])['nodeName']);
  const machine = await api.get('v1', 'Node', name);
  return { node: name, boot: machine ? bootIn(machine) : '', started: startedIn(live) };
}

function bootIn(live: Live): string {
  return text(record(record(live.status)['nodeInfo'])['bootID']) ?? '';
}

/** What changes when the container of a pod is another one: kubelet starts all anew after a boot. */
function startedIn({ metadata, status }: Live): string {
  const own = record(list(record(status)['containerStatuses'])[0]);
  const uid = String((metadata as { readonly uid?: string }).uid);
  return [uid, text(own['containerID']) ?? '', text(record(record(own['state'])['running'])['startedAt']) ?? ''].join(
    ' ',
  );
}

function sinceCut({ away }: Memory, clock: Clock): string {
  return away === undefined
    ? 'the cut was not seen'
    : `${minutes(clock.now().getTime() - Date.parse(away))} after the cut`;
}

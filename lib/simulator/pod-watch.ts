import { selectorOf } from '../check/references/selector.ts';
import type { Api, Live } from '../live/api.ts';
import { conditionOf } from '../live/layer-state.ts';
import { type Outage, OutageCount, type SeenPod, type SeenWorkload } from './outage.ts';

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];
const PAUSE = 500;

/** Looks at workloads and pods every half second. */
export class PodWatch {
  readonly #api: Api;
  readonly #count = new OutageCount();
  #end: (() => void) | undefined;
  #looks: Promise<void> | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Resolves after the first look. @throws ApiError */
  async start(): Promise<void> {
    await this.#look();
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    this.#looks = this.#goOn(ended);
  }

  /** Looks once more. @returns what workloads went through. @throws ApiError */
  async stop(): Promise<Outage[]> {
    this.#end?.();
    await this.#looks;
    await this.#look();
    return this.#count.outages();
  }

  async #goOn(ended: Promise<void>): Promise<void> {
    for (;;) {
      const pause = new Promise<'on'>((resolve) => setTimeout(resolve, PAUSE, 'on'));
      if ((await Promise.race([ended, pause])) !== 'on') return;
      // A look that fails is as good as a pause: the next one counts the time since the last that did not.
      await this.#look().catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const [pods, ...workloads] = await Promise.all([
      this.#api.list('v1', 'Pod'),
      ...WORKLOADS.map((kind) => this.#api.list('apps/v1', kind)),
    ]);
    this.#count.look(performance.now(), workloads.flat().map(seenWorkload), pods.map(seenPod));
  }
}

function seenWorkload({ kind, metadata: { name, namespace = '' }, spec }: Live): SeenWorkload {
  const { selector } = spec as { readonly selector: unknown };
  return { object: `${kind} ${namespace}/${name}`, namespace, selector: selectorOf(selector) };
}

function seenPod(pod: Live): SeenPod {
  const { uid, deletionTimestamp } = pod.metadata as { readonly uid?: string; readonly deletionTimestamp?: string };
  const isReady = deletionTimestamp === undefined && conditionOf(pod)?.status === 'True';
  const { namespace = '', labels = {} } = pod.metadata;
  return { uid: uid ?? '', namespace, labels: new Map(Object.entries(labels)), isReady };
}

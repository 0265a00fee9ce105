import { type Selector, selects } from '../check/references/selector.ts';

/** How a workload came through a push. */
export interface Outage {
  /** `StatefulSet experimental/web`. */
  readonly object: string;
  /** Milliseconds without a ready pod, exact to a look, which comes every half second. */
  readonly without: number;
  /** Pods that were there before and are not any more. */
  readonly replaced: number;
  /** Whether it has a ready pod at the end. */
  readonly isBack: boolean;
}

/** A workload at one look. */
export interface SeenWorkload {
  readonly object: string;
  readonly namespace: string;
  readonly selector: Selector;
}

/** A pod at one look. */
export interface SeenPod {
  readonly uid: string;
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Ready, and not about to go. */
  readonly isReady: boolean;
}

interface Course {
  last: SeenWorkload;
  /** Pods at the first look. */
  readonly first: ReadonlySet<string>;
  now: ReadonlySet<string>;
  without: number;
  isReady: boolean;
}

/** Adds up, look by look, how long workloads that had a ready pod have none. */
export class OutageCount {
  readonly #courses = new Map<string, Course>();
  #present: ReadonlySet<string> = new Set();
  #time: number | undefined;

  /** @param time of the look, in milliseconds */
  look(time: number, workloads: readonly SeenWorkload[], pods: readonly SeenPod[]): void {
    const passed = time - (this.#time ?? time);
    const isFirst = this.#time === undefined;
    this.#time = time;
    this.#present = new Set(workloads.map(({ object }) => object));
    for (const workload of isFirst ? workloads : []) {
      const own = podsOf(workload, pods);
      // One that never ran cannot go down.
      if (!own.some(({ isReady }) => isReady)) continue;
      const first = new Set(own.map(({ uid }) => uid));
      this.#courses.set(workload.object, { last: workload, first, now: first, without: 0, isReady: true });
    }
    for (const [object, course] of this.#courses) {
      if (!course.isReady) course.without += passed;
      course.last = workloads.find((each) => each.object === object) ?? course.last;
      const own = podsOf(course.last, pods);
      course.now = new Set(own.map(({ uid }) => uid));
      course.isReady = own.some(({ isReady }) => isReady);
    }
  }

  /** Workloads that are still there and that the push touched; the longest without a ready pod first. */
  outages(): Outage[] {
    return [...this.#courses]
      .filter(([object]) => this.#present.has(object))
      .map(([object, { first, now, without, isReady }]) => {
        const replaced = [...first].filter((uid) => !now.has(uid)).length;
        return { object, without: Math.round(without), replaced, isBack: isReady };
      })
      .filter(({ without, replaced, isBack }) => without > 0 || replaced > 0 || !isBack)
      .sort((a, b) => b.without - a.without || (a.object < b.object ? -1 : 1));
  }
}

function podsOf({ namespace, selector }: SeenWorkload, pods: readonly SeenPod[]): SeenPod[] {
  return pods.filter((pod) => pod.namespace === namespace && selects(selector, pod));
}

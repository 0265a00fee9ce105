import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ConstructTree } from './construct-tree.ts';

/** What the constructs of a tree depend on: what they declared, and for charts what follows from that. */
export class ConstructEdges {
  readonly #targets = new Map<IConstruct, Set<IConstruct>>();
  readonly #entered = new Set<Chart>();
  #crossing = false;

  /** @throws when a construct that depends on something, or is depended on, is in no chart */
  constructor(tree: ConstructTree) {
    for (const [construct, dependencies] of tree.dependencies) this.#targets.set(construct, new Set(dependencies));
    for (const chart of tree.charts) {
      for (const child of chart.node.children) if (Chart.isChart(child)) this.#cross(chart, child);
    }
    for (const [construct, dependencies] of tree.dependencies) {
      const from = tree.chartOf(construct);
      for (const to of dependencies.map((dependency) => tree.chartOf(dependency)))
        if (from !== to) this.#cross(from, to);
    }
  }

  /** Whether a chart depends on another, be it one directly inside it. */
  get crossing(): boolean {
    return this.#crossing;
  }

  /** Whether anything depends on a chart as such. */
  get reachCharts(): boolean {
    return [...this.#targets.values()].some((targets) => [...targets].some((target) => Chart.isChart(target)));
  }

  /** In the order they were declared, derived ones last. */
  of(construct: IConstruct): ReadonlySet<IConstruct> {
    return this.#targets.get(construct) ?? NONE;
  }

  /** Whether a chart somewhere inside this one depends on it. */
  enters(chart: Chart): boolean {
    return this.#entered.has(chart);
  }

  #cross(from: Chart, to: Chart): void {
    this.#crossing = true;
    const targets = this.#targets.get(from) ?? new Set();
    this.#targets.set(from, targets.add(to));
    if (from.node.scopes.includes(to)) this.#entered.add(to);
  }
}

const NONE: ReadonlySet<IConstruct> = new Set();

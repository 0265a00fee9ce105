import { ApiObject, type App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

interface Place {
  /** The nearest chart; `undefined` above all charts. */
  readonly chart: Chart | undefined;
  /** The objects under the construct are a slice of those of its chart, nested charts left out. */
  readonly first: number;
  last: number;
}

/** All constructs of an app with their charts, objects and declared dependencies, read in one walk. */
export class ConstructTree {
  /** Parents before children. */
  readonly constructs: IConstruct[] = [];
  /** What constructs say they depend on, in the order they said so; those that say nothing are left out. */
  readonly dependencies = new Map<IConstruct, readonly IConstruct[]>();
  /** What the constructs' own validations say: `[path] message`. */
  readonly errors: string[] = [];
  readonly #places = new Map<IConstruct, Place>();
  readonly #members = new Map<Chart, IConstruct[]>();
  readonly #objects = new Map<Chart | undefined, ApiObject[]>([[undefined, []]]);

  constructor(app: App) {
    this.#walk(app, undefined);
  }

  /** All charts, parents before children. */
  get charts(): Chart[] {
    return [...this.#members.keys()];
  }

  /** Constructs whose nearest chart is this one, itself included. */
  membersOf(chart: Chart): readonly IConstruct[] {
    return this.#members.get(chart) ?? [];
  }

  /**
   * The nearest chart of any construct.
   *
   * @throws when there is none
   */
  chartOf(construct: IConstruct): Chart {
    return this.#places.get(construct)?.chart ?? Chart.of(construct);
  }

  /** Objects under a construct, itself included, that belong to the same chart as it does. */
  objectsUnder(construct: IConstruct): readonly ApiObject[] {
    const place = this.#places.get(construct);
    return place ? this.#objects.get(place.chart)!.slice(place.first, place.last) : [];
  }

  /** Whether two constructs have objects in common, which is so only when one is inside the other. */
  overlap(a: IConstruct, b: IConstruct): boolean {
    const [one, other] = [this.#places.get(a), this.#places.get(b)];
    if (one?.chart !== other?.chart || !one || !other) return false;
    return Math.max(one.first, other.first) < Math.min(one.last, other.last);
  }

  #walk(construct: IConstruct, outer: Chart | undefined): void {
    const chart = Chart.isChart(construct) ? construct : outer;
    if (chart === construct) {
      this.#members.set(chart, []);
      this.#objects.set(chart, []);
    }
    const objects = this.#objects.get(chart)!;
    const { node } = construct;
    const place: Place = { chart, first: objects.length, last: 0 };
    this.constructs.push(construct);
    if (chart) this.#members.get(chart)!.push(construct);
    this.#places.set(construct, place);
    const dependencies = node.dependencies;
    if (dependencies.length > 0) this.dependencies.set(construct, dependencies);
    for (const error of node.validate()) this.errors.push(`[${node.path}] ${error}`);
    if (ApiObject.isApiObject(construct)) objects.push(construct);
    for (const child of node.children) this.#walk(child, chart);
    place.last = objects.length;
  }
}

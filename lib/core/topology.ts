/** Vertices that depend on each other in a circle: each on the next one, the last on the first. */
export class CycleError<T> extends Error {
  readonly cycle: readonly T[];

  constructor(cycle: readonly T[], label: (vertex: T) => string = String) {
    super(`Dependency cycle detected: ${[...cycle, ...cycle.slice(0, 1)].map(label).join(' => ')}`);
    this.name = 'CycleError';
    this.cycle = cycle;
  }
}

interface Vertex<T> {
  /** What the vertex stands for; a hub stands for nothing. */
  readonly values: readonly T[];
  readonly next: Vertex<T>[];
  dependants: number;
}

/** Many vertices behind one: n dependants of m vertices need n + m edges through a hub, not n x m. */
export type Hub<T> = Vertex<T>;

/** Orders vertices of any type, compared by identity, so that each comes after all that it depends on. */
export class Graph<T> {
  readonly #vertices: Map<T, Vertex<T>>;
  readonly #label: (vertex: T) => string;

  /** The label of a vertex is for the message of a cycle. */
  constructor(vertices: Iterable<T>, label: (vertex: T) => string = String) {
    this.#vertices = new Map(Array.from(vertices, (value) => [value, { values: [value], next: [], dependants: 0 }]));
    this.#label = label;
  }

  has(vertex: T): boolean {
    return this.#vertices.has(vertex);
  }

  /** Makes one vertex depend on another. An edge that leaves the graph orders nothing, so it is dropped. */
  link(from: T, to: T): void {
    connect(this.#vertices.get(from), this.#vertices.get(to));
  }

  /** A hub in front of some vertices, in their order. They are no roots any more. */
  hub(to: Iterable<T>): Hub<T> {
    const hub: Hub<T> = { values: [], next: [], dependants: 0 };
    for (const vertex of to) connect(hub, this.#vertices.get(vertex));
    return hub;
  }

  /** Makes a vertex depend on all that is behind a hub of this graph. */
  linkHub(from: T, to: Hub<T>): void {
    connect(this.#vertices.get(from), to);
  }

  /** The vertices that nothing depends on, in their order. */
  roots(): T[] {
    return [...this.#vertices].filter(([, vertex]) => vertex.dependants === 0).map(([value]) => value);
  }

  /**
   * All vertices, dependencies first: depth-first from the given ones, then from the rest, edges in the order they were
   * made. Linear in vertices and edges, and a deep graph does not exhaust the stack.
   *
   * @throws CycleError
   */
  order(start: Iterable<T> = []): T[] {
    const order: T[] = [];
    const done = new Set<Vertex<T>>();
    for (const value of [...start, ...this.#vertices.keys()]) {
      const vertex = this.#vertices.get(value);
      if (vertex && !done.has(vertex)) this.#visit(vertex, done, order);
    }
    return order;
  }

  #visit(root: Vertex<T>, done: Set<Vertex<T>>, order: T[]): void {
    const path = [{ vertex: root, edge: 0 }];
    const open = new Set([root]);
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const next = step.vertex.next[step.edge++];
      if (!next) {
        path.pop();
        open.delete(step.vertex);
        done.add(step.vertex);
        order.push(...step.vertex.values);
      } else if (open.has(next)) {
        const circle = path.slice(path.findIndex(({ vertex }) => vertex === next));
        throw new CycleError(
          circle.flatMap(({ vertex }) => vertex.values),
          this.#label,
        );
      } else if (!done.has(next)) {
        open.add(next);
        path.push({ vertex: next, edge: 0 });
      }
    }
  }
}

/**
 * The vertices in the given order, but each after its dependencies. Dependencies that are not among the vertices are
 * left out.
 *
 * @throws CycleError
 */
export function order<T>(vertices: readonly T[], dependenciesOf: (vertex: T) => Iterable<T>): T[] {
  const graph = new Graph(vertices);
  for (const vertex of vertices) {
    for (const dependency of dependenciesOf(vertex)) graph.link(vertex, dependency);
  }
  return graph.order();
}

function connect<T>(from: Vertex<T> | undefined, to: Vertex<T> | undefined): void {
  if (!from || !to) return;
  from.next.push(to);
  to.dependants++;
}

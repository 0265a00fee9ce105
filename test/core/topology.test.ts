import * as fc from 'fast-check';
import { CycleError, Graph, order } from '../../lib/core/topology.ts';

const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 14 });

/** Ordered by a table of dependencies; names that only appear as dependencies are not part of the graph. */
const ordered = (table: Record<string, string[]>): string[] => order(Object.keys(table), (name) => table[name]!);

const caught = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

test('independent vertices keep their order', () => {
  expect(ordered({ c: [], a: [], b: [] })).toEqual(['c', 'a', 'b']);
});

test('a vertex comes after its dependencies, and no later than it must', () => {
  expect(ordered({ apps: ['crds', 'storage'], crds: [], other: [], storage: ['crds'] })).toEqual([
    'crds',
    'storage',
    'apps',
    'other',
  ]);
});

test('a dependency outside of the graph orders nothing', () => {
  expect(ordered({ a: ['elsewhere'], b: [] })).toEqual(['a', 'b']);
});

test('objects are told apart by identity', () => {
  const [first, second] = [{ name: 'same' }, { name: 'same' }];
  expect(order([first, second], (vertex) => (vertex === first ? [second] : []))[0]).toBe(second);
});

test('a cycle is thrown with its vertices in order and none that merely leads to it', () => {
  const error = caught(() => ordered({ entry: ['a'], a: ['b', 'leaf'], leaf: [], b: ['c'], c: ['a'] }));
  expect(error).toBeInstanceOf(CycleError);
  expect((error as CycleError<string>).cycle).toEqual(['a', 'b', 'c']);
  expect((error as CycleError<string>).message).toBe('Dependency cycle detected: a => b => c => a');
});

test('a vertex that depends on itself is a cycle of one', () => {
  expect((caught(() => ordered({ a: ['a'] })) as CycleError<string>).cycle).toEqual(['a']);
});

test('a cycle through a hub names the real vertices only, by their labels', () => {
  const [a, b] = [{ path: 'one' }, { path: 'two' }];
  const graph = new Graph([a, b], (vertex) => vertex.path);
  graph.linkHub(a, graph.hub([b]));
  graph.link(b, a);
  expect(() => graph.order()).toThrow('Dependency cycle detected: one => two => one');
});

test('roots are the vertices that nothing depends on, directly or through a hub', () => {
  const graph = new Graph(['a', 'b', 'c', 'd']);
  graph.link('a', 'b');
  graph.linkHub('a', graph.hub(['c']));
  expect(graph.roots()).toEqual(['a', 'd']);
});

test('an order that is asked to start elsewhere still holds every vertex once', () => {
  expect(new Graph(['a', 'b', 'c']).order(['c'])).toEqual(['c', 'a', 'b']);
});

test('a hub orders like the edges that it stands for', () => {
  const lists = fc.tuple(fc.uniqueArray(fc.nat(9)), fc.uniqueArray(fc.nat(9)));
  fc.assert(
    fc.property(fc.array(lists, { maxLength: 5 }), (groups) => {
      const [hubs, plain] = [new Graph(Array(10).keys()), new Graph(Array(10).keys())];
      for (const [sources, targets] of groups) {
        const hub = hubs.hub(sources.length > 0 ? targets : []);
        for (const source of sources) {
          hubs.linkHub(source, hub);
          for (const target of targets) plain.link(source, target);
        }
      }
      const outcome = (graph: Graph<number>) => {
        const error = caught(() => graph.order(graph.roots()));
        return error instanceof CycleError ? 'cycle' : graph.order(graph.roots());
      };
      expect(outcome(hubs)).toEqual(outcome(plain));
    }),
  );
});

test('any graph is either ordered in full or refused with a real cycle', () => {
  fc.assert(
    fc.property(edges, (pairs) => {
      const vertices = [...Array(10).keys()];
      const dependencies = (from: number) => pairs.filter(([source]) => source === from).map(([, target]) => target);
      try {
        const result = order(vertices, dependencies);
        expect([...result].sort()).toEqual(vertices);
        for (const [from, to] of pairs) expect(result.indexOf(to)).toBeLessThan(result.indexOf(from));
      } catch (error) {
        if (!(error instanceof CycleError)) throw error;
        const { cycle } = error as CycleError<number>;
        expect(cycle.length).toBeGreaterThan(0);
        for (const [i, from] of cycle.entries()) expect(dependencies(from)).toContain(cycle[(i + 1) % cycle.length]);
      }
    }),
  );
});

test('a graph of 2^500 paths is ordered, since no vertex is walked twice', () => {
  const rungs = 500;
  const vertices = Array.from({ length: rungs }, (_, i) => [`${i}a`, `${i}b`]).flat();
  const next = (vertex: string) => {
    const rung = Number.parseInt(vertex, 10) + 1;
    return rung < rungs ? [`${rung}a`, `${rung}b`] : [];
  };
  expect(order(vertices, next)).toHaveLength(2 * rungs);
});

test('a chain of 100,000 vertices does not exhaust the stack', () => {
  const vertices = [...Array(100_000).keys()];
  expect(order(vertices, (i) => (i + 1 < vertices.length ? [i + 1] : []))[0]).toBe(99_999);
});

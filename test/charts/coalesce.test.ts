import fc from 'fast-check';
import { readChart } from '../../lib/charts/chart.ts';
import { effectiveValues } from '../../lib/charts/coalesce.ts';
import { BUILD_TIMEOUT, describeWithHelm, realHelm, removeScratch } from './real-helm.ts';
import { type ChartSketch, seenByHelm, seenHere, writeSketch } from './values-dump.ts';

type Values = Readonly<Record<string, unknown>>;

const part = (values: Values, more: Partial<ChartSketch> = {}): ChartSketch => ({ name: 'part', values, ...more });
const root = (values: Values, link: Values, inner: ChartSketch): ChartSketch => ({
  name: 'root',
  values,
  dependencies: [{ name: 'part', ...link }],
  charts: [inner],
});

/** What each case is about, the chart, the owner's values. */
const CASES: readonly (readonly [string, ChartSketch, Values])[] = [
  ['the owner wins over the chart', { name: 'root', values: { a: 1, b: { c: 2, d: 3 } } }, { b: { c: 4 }, e: [1] }],
  ['null takes a default away', { name: 'root', values: { a: 1, b: { c: 2 } } }, { a: null, b: { c: null } }],
  ['null stays where there is no default', { name: 'root', values: { a: 1 } }, { x: null, y: { z: null } }],
  ['null of the chart stays', { name: 'root', values: { a: null, b: { c: null } } }, {}],
  [
    'null in a subchart takes its default away',
    root({}, {}, part({ a: 1, b: { c: 2 } })),
    { part: { a: null, b: { c: null } } },
  ],
  [
    'null of the parent takes a default of the subchart away',
    root({ part: { a: null } }, {}, part({ a: 1, b: 2 })),
    {},
  ],
  ['null of the owner for a key of both', root({ part: { a: 5 } }, {}, part({ a: 1, b: 2 })), { part: { a: null } }],
  ['a text in place of a map', { name: 'root', values: { a: { b: 1 } } }, { a: 'x' }],
  ['a map in place of a text', { name: 'root', values: { a: 'x', n: null } }, { a: { b: 1 }, n: { b: 1 } }],
  ['a list replaces a list', { name: 'root', values: { a: [1, 2] } }, { a: [3] }],
  ['a text in place of the values of a subchart', root({}, {}, part({ a: 1 })), { part: 'x' }],
  ['null in place of the values of a subchart', root({ part: { a: 2 } }, {}, part({ a: 1 })), { part: null }],
  ['the parent wins over the subchart', root({ part: { a: 2 } }, {}, part({ a: 1, b: 1 })), {}],
  ['an alias is the key', root({ motor: { a: 2 } }, { alias: 'motor' }, part({ a: 1 })), { part: { a: 9 } }],
  [
    'globals flow down',
    root({ global: { x: 1, m: { y: 2 } } }, {}, part({ global: { x: 0, z: 3, m: { y: 0, k: 1 } } })),
    { global: { w: 4 } },
  ],
  ['globals of a subchart stay in it', root({}, {}, part({ global: { x: 1 } })), { part: { global: { y: 2 } } }],
  [
    'null takes a global away',
    root({ global: { x: 1, m: { y: 2 } } }, {}, part({ global: { x: 0, m: { y: 0 } } })),
    { global: { x: null, m: { y: null } } },
  ],
  ['globals that are no map', root({ global: 'x' }, {}, part({ a: 1 })), {}],
  ['a condition turns off', root({}, { condition: 'part.on' }, part({ on: false, a: 1 })), {}],
  [
    'the first condition that is set counts',
    root({ p: { on: true } }, { condition: 'q.on,p.on,part.on' }, part({ on: false })),
    {},
  ],
  ['a condition that is no boolean is passed over', root({}, { condition: 'part.on' }, part({ on: 'false' })), {}],
  ['a tag turns off', root({ tags: { t: false } }, { tags: ['t', 'u'] }, part({ a: 1 })), {}],
  ['one true tag keeps on', root({ tags: { t: false } }, { tags: ['t', 'u'] }, part({ a: 1 })), { tags: { u: true } }],
  [
    'a condition wins over tags',
    root({ tags: { t: false } }, { tags: ['t'], condition: 'part.on' }, part({ on: true })),
    {},
  ],
  [
    'values are imported by child and parent',
    root(
      { doors: { left: 1 } },
      { 'import-values': [{ child: 'ports', parent: 'doors' }] },
      part({ ports: { left: 80, right: 81 } }),
    ),
    {},
  ],
  [
    'values are imported from exports',
    root({}, { 'import-values': ['basics'] }, part({ exports: { basics: { wheels: 4 } } })),
    {},
  ],
  [
    'an import into the root',
    root({ a: 1 }, { 'import-values': [{ child: 'ports', parent: '.' }] }, part({ ports: { a: 2, b: 3 } })),
    {},
  ],
  [
    'an import of what is not there',
    root({}, { 'import-values': [{ child: 'none', parent: 'x' }, 'none'] }, part({ a: 1 })),
    {},
  ],
  [
    'the owner sets what is imported',
    root({}, { 'import-values': [{ child: 'ports', parent: 'doors' }] }, part({ ports: { left: 80 } })),
    { part: { ports: { left: 9 } }, doors: { left: null } },
  ],
  [
    'null among what is imported',
    root(
      { doors: { a: null } },
      { 'import-values': [{ child: 'ports', parent: 'doors' }] },
      part({ ports: { a: 1, b: null } }),
    ),
    {},
  ],
  [
    'one chart under two aliases',
    {
      name: 'root',
      values: { one: { a: 2 }, two: { on: false } },
      dependencies: [
        { name: 'part', alias: 'one' },
        { name: 'part', alias: 'two', condition: 'two.on' },
        { name: 'part' },
      ],
      charts: [part({ a: 1 })],
    },
    {},
  ],
  [
    'a chart in charts that nobody asks for',
    { name: 'root', dependencies: [{ name: 'part' }], charts: [part({ a: 1 }), { name: 'extra', values: { b: 1 } }] },
    { extra: { b: null } },
  ],
  [
    'two charts deep',
    root(
      { part: { inner: { a: 3 } }, global: { g: 1 } },
      {},
      part(
        { inner: { b: 2 } },
        {
          dependencies: [{ name: 'inner', condition: 'inner.on', 'import-values': [{ child: 'out', parent: 'in' }] }],
          charts: [{ name: 'inner', values: { a: 1, b: 1, c: 1, out: { k: 1 } } }],
        },
      ),
    ),
    { part: { inner: { c: null } } },
  ],
  [
    'a tag at the root reaches the charts of a subchart',
    root(
      { tags: { t: false } },
      {},
      part({}, { dependencies: [{ name: 'inner', tags: ['t'] }], charts: [{ name: 'inner', values: { a: 1 } }] }),
    ),
    {},
  ],
  [
    'a key that JavaScript holds dear',
    { name: 'root', values: { constructor: 1, a: { toString: 2 } } },
    JSON.parse('{"__proto__": {"x": 1}}') as Values,
  ],
];

const key = fc.constantFrom('a', 'b', 'c', 'on', 'exports', 'global', 'inner', 'part');
const leaf = fc.constantFrom<unknown>(null, null, true, false, 0, 7, 'x', '', [], [{ a: null }]);
const { table } = fc.letrec<{ table: Values; value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, tie('table')),
  table: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));
const path = fc.constantFrom('a', 'b', 'c', 'a.b', 'exports', 'global', 'exports.a');
const link = (name: string) =>
  fc.record(
    {
      name: fc.constant(name),
      alias: fc.constantFrom('a', 'motor'),
      condition: fc.constantFrom('on', `${name}.on`, 'a.on,part.on', 'global.a'),
      tags: fc.subarray(['a', 'b']),
      'import-values': fc.array(
        fc.oneof(fc.constantFrom('a', 'b'), fc.record({ child: path, parent: fc.oneof(path, fc.constant('.')) })),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: ['name'] },
  );
/** Values that Helm does not refuse outright: where a subchart has its own, there is a map. */
const valuesFor = (...names: readonly string[]) =>
  fc
    .tuple(
      table,
      fc.record(Object.fromEntries(names.map((name) => [name, table])), { requiredKeys: [], noNullPrototype: true }),
      fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom<unknown>(true, false, 'x'), { noNullPrototype: true }),
    )
    .map(([all, own, tags]): Values => ({ ...all, ...own, tags }));
const sketch = fc
  .record({
    values: valuesFor('part', 'motor', 'a', 'global'),
    dependencies: fc.tuple(link('part'), link('other')),
    part: fc.record({ values: valuesFor('inner', 'a'), dependencies: fc.tuple(link('inner')), inner: valuesFor('a') }),
    other: valuesFor('a'),
  })
  .map(
    (drawn): ChartSketch => ({
      name: 'root',
      values: drawn.values,
      dependencies: drawn.dependencies,
      charts: [
        { name: 'part', ...drawn.part, charts: [{ name: 'inner', values: drawn.part.inner }] },
        { name: 'other', values: drawn.other },
      ],
    }),
  );

afterEach(removeScratch);

/** Helm's refusal and ours are alike: neither renders anything. */
const outcome = (seen: unknown) => (typeof seen === 'string' ? 'refused' : seen);

describeWithHelm('the values that templates see are those of the real Helm', () => {
  jest.setTimeout(BUILD_TIMEOUT);
  beforeAll(realHelm.path);

  test.each(CASES)('%s', async (_, chart, values) => {
    const folder = writeSketch(chart);
    expect(outcome(seenHere(folder, values))).toEqual(outcome(await seenByHelm(folder, values)));
  });

  test('any chart with any values', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(sketch, valuesFor('part', 'motor', 'a'), async (chart, values) => {
        const folder = writeSketch(chart);
        const theirs = await seenByHelm(folder, values);
        refused += typeof theirs === 'string' ? 1 : 0;
        expect(outcome(seenHere(folder, values))).toEqual(outcome(theirs));
      }),
      { seed: 5, numRuns: 40 },
    );
    // Helm refuses some: nothing would be compared if it were most.
    expect(refused).toBeLessThan(20);
  });

  test('Helm warns where values are passed over, and so do we', () => {
    const folder = writeSketch({ name: 'root', values: { a: { b: { c: 1 } }, d: 'x' } });
    expect(effectiveValues(readChart(folder), { a: { b: 'x' }, d: { e: 1 } }).warnings).toEqual([
      'root.a.b: a map is replaced by what is none',
      'root.d: a map takes the place of what is none',
    ]);
  });
});

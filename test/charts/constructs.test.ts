import { readChart } from '../../lib/charts/chart.ts';
import { effectiveValues } from '../../lib/charts/coalesce.ts';
import { chartFacts } from '../../lib/charts/known-keys.ts';
import { renderRelease } from '../../lib/charts/render-release.ts';
import { isRenderFailure } from '../../lib/charts/rendered.ts';
import type { ChartValue } from '../../lib/check/charts-input.ts';
import { BUILD_TIMEOUT, chart, describeWithHelm, realHelm, releaseOf, removeScratch } from './real-helm.ts';

afterEach(removeScratch);

/** Kind, name and data of all that Helm makes of a chart. */
async function made(name: string, values: Readonly<Record<string, unknown>> = {}) {
  const result = await renderRelease(releaseOf(chart(name), { values }));
  if (isRenderFailure(result)) throw new Error(result.message);
  return Object.fromEntries(
    result.map(({ manifest }) => [`${manifest.kind} ${manifest.metadata.name}`, manifest['data']]),
  );
}

const known = (name: string): ChartValue => chartFacts(readChart(chart(name))).values;
const keysAt = (value: ChartValue | undefined, ...path: readonly string[]) =>
  Object.keys(path.reduce((at, key) => at?.keys?.[key], value)?.keys ?? {});
const enabled = (name: string, values: Readonly<Record<string, unknown>> = {}) =>
  effectiveValues(readChart(chart(name)), values).enabled.map(({ path }) => path.join('.'));

describe('a chart with aliases, a condition, tags, globals, imported values and a library', () => {
  test('knows the keys of its subcharts by their aliases, and what it imports', () => {
    expect(keysAt(known('house'), 'motor')).toEqual(expect.arrayContaining(['enabled', 'power', 'ports']));
    expect(keysAt(known('house'), 'spare')).toEqual(expect.arrayContaining(['power']));
    expect(keysAt(known('house'))).toEqual(expect.arrayContaining(['wheels', 'doors', 'motor', 'spare', 'tags']));
    expect(keysAt(known('house'))).not.toContain('engine');
  });

  test('has the imported values and the globals where its templates read them', () => {
    expect(effectiveValues(readChart(chart('house')), { motor: { power: null } }).values).toMatchObject({
      wheels: 4,
      doors: { left: 80 },
      motor: { global: { zone: 'north' } },
    });
  });

  test('has the subcharts that condition and tags leave on', () => {
    expect(enabled('house')).toEqual(['motor', 'tools']);
    expect(enabled('house', { tags: { extras: true }, motor: { enabled: false } })).toEqual(['spare', 'tools']);
  });
});

describeWithHelm('what the real Helm makes of the constructs of charts', () => {
  jest.setTimeout(BUILD_TIMEOUT);
  beforeAll(realHelm.path);

  test('alias, condition, global, import-values and a library chart', async () => {
    expect(await made('house')).toEqual({
      'ConfigMap r-house': { wheels: '4', left: '80' },
      'ConfigMap motor': { power: '7', zone: 'north' },
    });
  });

  test('a tag turns on, a condition turns off', async () => {
    const values = { tags: { extras: true }, motor: { enabled: false }, wheels: 3, doors: { left: 1 } };
    expect(await made('house', values)).toMatchObject({ 'ConfigMap spare': { power: '5', zone: 'north' } });
    expect(await made('house', values)).not.toHaveProperty('ConfigMap motor');
  });

  test('tpl, lookup and templated definitions, under an open schema', async () => {
    expect(await made('shop', { street: 'side', other: 1 })).toEqual({
      'CustomResourceDefinition wares.shop.example': undefined,
      'ConfigMap shop': { motto: 'open, r on side', found: 'no' },
    });
    expect(Object.keys(await made('shop', { crds: false }))).toEqual(['ConfigMap shop']);
  });
});

test('an open schema adds types and leaves other keys to the templates', () => {
  const facts = known('shop');
  expect(keysAt(facts)).toEqual(expect.arrayContaining(['crds', 'motto', 'street']));
  expect(facts.keys?.['street']?.types).toEqual(['string']);
  expect(facts.closed ?? false).toBe(false);
});

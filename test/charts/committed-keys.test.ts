import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChart } from '../../lib/charts/chart.ts';
import { factsOf } from '../../lib/charts/facts-cache.ts';
import { knownKeysText } from '../../lib/charts/known-keys-text.ts';
import { archiveHash, findArchive } from '../../lib/charts/mirror.ts';
import type { ChartValue } from '../../lib/check/charts-input.ts';
import { readKnownCharts } from '../../lib/check/known-charts.ts';
import { releasesWorld } from '../../lib/check/lab-world.ts';
import { chartRules } from '../../lib/check/rules/chart.ts';
import { render } from '../../lib/core/render.ts';
import { track127 } from '../../lib/core/tracks/track-1.27.ts';
import lab from '../../main.ts';
import { passedOver, spread } from './misspellings.ts';

const MISSPELLINGS = 200;
const FOLDER = 'imports/charts';
const charts = readKnownCharts(FOLDER);
const world = releasesWorld('.', lab, render(lab));

function* valuesOf(value: ChartValue): Generator<ChartValue> {
  yield value;
  for (const inner of [...Object.values(value.keys ?? {}), ...(value.items ? [value.items] : [])])
    yield* valuesOf(inner);
}

test('the keys of every chart of the lab are known, at the version that the track pins', () => {
  const pinned = Object.entries(track127.charts).map(([name, { version }]) => `${name} ${version}`);
  expect(charts.map(({ name, version }) => `${name} ${version}`)).toEqual(pinned.sort());
});

test('the values of the lab have no finding, and each release is judged', () => {
  const { reports, notJudged } = chartRules.judge(world);
  expect([...reports]).toEqual([]);
  expect([...(notJudged ?? [])].filter(({ why }) => !why.endsWith('is not rendered here'))).toEqual([]);
});

test('misspelt values, spread over all charts, depths and subcharts, are each refused without any archive', () => {
  const chosen = spread(charts, MISSPELLINGS);
  expect(chosen).toHaveLength(MISSPELLINGS);
  expect(new Set(chosen.map(({ facts }) => facts.name)).size).toBe(charts.length);
  expect(new Set(chosen.map(({ path }) => path.length)).size).toBeGreaterThanOrEqual(5);
  expect(chosen.filter(({ path }) => path[0] === 'minio' || path[0] === 'node-exporter').length).toBeGreaterThan(4);
  expect(passedOver(world, chosen).map(({ facts, path }) => `${facts.name} ${path.join('.')}`)).toEqual([]);
});

test('what is committed holds no prose of the charts', () => {
  const defaults = charts.flatMap(({ values }) => [...valuesOf(values)].map((value) => value.default));
  expect(defaults.filter((value) => JSON.stringify(value ?? null).length > 60)).toEqual([]);
  expect(defaults.filter((value) => typeof value === 'string' && value.includes('\n'))).toEqual([]);
});

const mirror = process.env['HENSTEETH_CHART_MIRROR'];
(mirror ? test : test.skip).each(charts.map((facts) => [facts.name, facts] as const))(
  'the keys of %s are those that its archive in the mirror has',
  (name, { version, archive }) => {
    const path = findArchive(mirror!, name, version)!;
    const read = factsOf(readChart(path), archiveHash(path));
    // An archive that was packed anew has other bytes, and the same keys.
    expect(knownKeysText({ ...read, archive })).toBe(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
  },
);

import { withCharts } from '../../lib/charts/charts-world.ts';
import type { ChartValue } from '../../lib/check/charts-input.ts';
import { check } from '../../lib/check/engine.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { record } from '../../lib/check/pods.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import { chartRules } from '../../lib/check/rules/chart.ts';
import type { Subject } from '../../lib/check/subject.ts';
import { World } from '../../lib/check/world.ts';
import { render } from '../../lib/core/render.ts';
import lab from '../../main.ts';
import { BUILD_TIMEOUT, describeWithHelm, realHelm } from './real-helm.ts';

const MISSPELLINGS = 200;
const mirror = process.env['HENSTEETH_CHART_MIRROR'];
if (!mirror)
  process.stderr.write('skipped: the charts of the lab: HENSTEETH_CHART_MIRROR names no folder of archives\n');

/** Paths of known keys whose neighbours are all known too, so that a misspelling must be told. */
function* closedPaths(value: ChartValue, path: readonly string[] = []): Generator<readonly string[]> {
  if (!value.keys || value.open) return;
  for (const [key, inner] of Object.entries(value.keys)) {
    if (key === 'global') continue;
    yield [...path, key];
    yield* closedPaths(inner, [...path, key]);
  }
}

/** A release with one more value, misspelt. */
function misspelt(subject: Subject, path: readonly string[]): Subject {
  const key = path.at(-1)!;
  const wrong = `${key.slice(0, -1)}${key.at(-1)}${key.at(-1)}`;
  const added = [...path.slice(0, -1), wrong].reduceRight<unknown>((inner, step) => ({ [step]: inner }), 'x');
  const spec = { ...record(subject.manifest['spec']), values: added };
  return { ...subject, source: undefined, manifest: { ...subject.manifest, spec } };
}

(mirror ? describeWithHelm : describe.skip)('the charts of the lab, from the mirror', () => {
  jest.setTimeout(BUILD_TIMEOUT);

  test('the lab with all that its charts make has neither errors nor warnings', async () => {
    const { world, read } = await withCharts(labWorld('.', lab, render(lab)), mirror!, realHelm);
    const { findings, counts } = check(world, ruleSets, read);
    expect(findings.filter(({ severity }) => severity !== 'notice').map(({ code, where }) => [code, where])).toEqual(
      [],
    );
    expect(world.props.charts).toHaveLength(5);
    expect(counts.objects).toBeGreaterThan(200);
  });

  test('misspelt values, spread over all charts, depths and subcharts, are each refused', async () => {
    const { world } = await withCharts(labWorld('.', lab, render(lab)), mirror!, realHelm);
    const charts = world.props.charts!;
    const paths = charts.flatMap((facts) => [...closedPaths(facts.values)].map((path) => ({ facts, path })));
    const every = Math.floor(paths.length / MISSPELLINGS);
    const chosen = paths.filter((_, i) => i % every === 0).slice(0, MISSPELLINGS);
    const passed = chosen.filter(({ facts, path }) => {
      const release = world.ofKind('HelmRelease').find(({ manifest }) => manifest.metadata.name === facts.name)!;
      const one = new World({ ...world.props, subjects: [misspelt(release, path)] });
      const codes = [...chartRules.judge(one).reports].map(({ code }) => code);
      return !codes.includes('chart-value-unknown') && !codes.includes('chart-value-refused');
    });
    expect(chosen).toHaveLength(MISSPELLINGS);
    expect(passed.map(({ facts, path }) => `${facts.name} ${path.join('.')}`)).toEqual([]);
  });
});

import { withCharts } from '../../lib/charts/charts-world.ts';
import { check } from '../../lib/check/engine.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import { render } from '../../lib/core/render.ts';
import lab from '../../main.ts';
import { passedOver, spread } from './misspellings.ts';
import { BUILD_TIMEOUT, describeWithHelm, realHelm } from './real-helm.ts';

const MISSPELLINGS = 200;
const mirror = process.env['HENSTEETH_CHART_MIRROR'];
if (!mirror)
  process.stderr.write('skipped: the charts of the lab: HENSTEETH_CHART_MIRROR names no folder of archives\n');

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

  test('every release brings objects of its own', async () => {
    const { world } = await withCharts(labWorld('.', lab, render(lab)), mirror!, realHelm);
    const counts = new Map<string, number>();
    for (const { release } of world.subjects) if (release) counts.set(release, (counts.get(release) ?? 0) + 1);
    expect(counts.size).toBe(5);
    expect([...counts].filter(([, count]) => count < 10)).toEqual([]);
  });

  test('misspelt values, spread over all charts, depths and subcharts, are each refused', async () => {
    const { world } = await withCharts(labWorld('.', lab, render(lab)), mirror!, realHelm);
    const charts = world.props.charts!;
    const chosen = spread(charts, MISSPELLINGS);
    const passed = passedOver(world, chosen);
    expect(chosen).toHaveLength(MISSPELLINGS);
    expect(new Set(chosen.map(({ facts }) => facts.name)).size).toBe(charts.length);
    expect(new Set(chosen.map(({ path }) => path.length)).size).toBeGreaterThanOrEqual(5);
    expect(passed.map(({ facts, path }) => `${facts.name} ${path.join('.')}`)).toEqual([]);
  });
});

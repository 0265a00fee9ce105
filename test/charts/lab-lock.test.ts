import { withCharts } from '../../lib/charts/charts-world.ts';
import { lockText, readLock } from '../../lib/charts/lock.ts';
import { lockRelease } from '../../lib/charts/lock-release.ts';
import { withLock } from '../../lib/charts/locked-subjects.ts';
import { capacityOf } from '../../lib/check/capacity/usage.ts';
import { check } from '../../lib/check/engine.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { chartUses } from '../../lib/check/releases.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import { render } from '../../lib/core/render.ts';
import lab from '../../main.ts';
import { BUILD_TIMEOUT, describeWithHelm, realHelm } from './real-helm.ts';

const mirror = process.env['HENSTEETH_CHART_MIRROR'];
const bare = () => labWorld('.', lab, render(lab));

test('the lab as its lock knows it has neither errors nor warnings', () => {
  const { world, read } = withLock(bare(), '.');
  const { findings, counts } = check(world, ruleSets, read);
  expect(findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
  expect(counts.objects).toBeGreaterThan(200);
});

test('every release of the lab is locked', () => {
  expect(chartUses(withLock(bare(), '.').world).filter(({ rendered }) => !rendered)).toEqual([]);
});

(mirror ? describeWithHelm : describe.skip)('the lock of the lab, against the mirror', () => {
  jest.setTimeout(BUILD_TIMEOUT);

  test('it is what the charts really contain', async () => {
    const { world, definitions } = await withCharts(bare(), mirror!, realHelm, { definitions: true });
    const entries = chartUses(world).map((use) => {
      const { namespace, name } = use.subject.manifest.metadata;
      return [`${namespace}/${name}`, lockRelease(world, use, null, definitions.get(`${namespace}/${name}`)!)] as const;
    });
    expect(lockText(new Map(entries))).toBe(lockText(readLock('.')!));
  });

  test('it asks of the nodes and the volume groups what the charts ask', async () => {
    const { world } = await withCharts(bare(), mirror!, realHelm);
    const summary = (of: typeof world) => {
      const { rows, pools } = capacityOf(of);
      return { rows, pools };
    };
    expect(summary(withLock(bare(), '.').world)).toEqual(summary(world));
  });
});

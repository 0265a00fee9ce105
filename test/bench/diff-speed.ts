import { existsSync, rmSync } from 'node:fs';
import { check } from '../../lib/check/engine.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import { World } from '../../lib/check/world.ts';
import { render } from '../../lib/core/render.ts';
import { reportPage } from '../../lib/report/page.ts';
import lab from '../../main.ts';
import type { Row } from './row.ts';
import { median, timed } from './timed.ts';

const OURS = 'node_modules/.bin/hensteeth';
/** What the last diff said. */
const REMEMBERED = 'node_modules/.cache/hensteeth/diff.json';
const RUNS = 5;
const OBJECTS = 2_000;

/** The diff as a whole process against rendering once, and the page of many objects. */
export function diffSpeed(progress: (step: string) => void): Row[] {
  return [...(existsSync('.git') ? diffRows(progress) : [noGit()]), pageRow(progress)];
}

function diffRows(progress: (step: string) => void): Row[] {
  progress('diff, against rendering once');
  const diff = () => {
    rmSync(REMEMBERED, { force: true });
    return timed(OURS, ['diff', 'HEAD'], process.cwd());
  };
  const once = () => timed(OURS, ['synth', '--no-types', '--quiet'], process.cwd());
  diff();
  once();
  const times = Array.from({ length: RUNS }, () => [diff(), once()] as const);
  const [ours, rendering] = [median(times.map(([each]) => each)), median(times.map(([, each]) => each))];
  return [
    { name: 'diff of the lab, warm', value: ours.ms, unit: 'ms', goal: '<= 1000', note: `${ours.peakMb} MB` },
    { name: 'its time by that of rendering once', value: ours.ms / rendering.ms, unit: 'x', goal: '<= 2.5' },
  ];
}

function pageRow(progress: (step: string) => void): Row {
  progress(`the page of ${OBJECTS} objects`);
  const rendering = render(lab);
  const bare = labWorld('.', lab, rendering);
  const more = Array.from({ length: OBJECTS - bare.subjects.length }, (_, i) => ({
    ...bare.subjects[0]!,
    manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `map-${i}`, namespace: 'default' } },
  }));
  const world = new World({ ...bare.props, subjects: [...bare.subjects, ...more] });
  const start = performance.now();
  const page = reportPage({ lab, rendering, world, verdict: check(world, ruleSets), change: undefined });
  const ms = performance.now() - start;
  const note = `${Math.round(Buffer.byteLength(page) / 1024)} KiB`;
  return { name: `judging and writing a page of ${OBJECTS} objects`, value: ms, unit: 'ms', goal: '<= 2000', note };
}

function noGit(): Row {
  return { name: 'diff: not measured', value: 0, unit: '', note: 'this is no git repository' };
}

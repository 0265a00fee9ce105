import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factsOfArchive } from '../../lib/charts/facts-cache.ts';
import { findArchive } from '../../lib/charts/mirror.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { chartUses } from '../../lib/check/releases.ts';
import { chartRules } from '../../lib/check/rules/chart.ts';
import { World } from '../../lib/check/world.ts';
import { render } from '../../lib/core/render.ts';
import { CachedTool, toolFolder } from '../../lib/tools/tool-cache.ts';
import { helm } from '../../lib/tools/tools.ts';
import lab from '../../main.ts';
import { type Repository, serveCharts, writeFluxTree } from './chart-tree.ts';
import type { Row } from './row.ts';
import { median, type Timing, timed } from './timed.ts';

const FLATE = 'github.com/home-operations/flate/cmd/flate@v0.6.5';
/** The Go that it asks for, which the Go at hand fetches. */
const TOOLCHAIN = 'go1.27.0';
const OURS = 'node_modules/.bin/hensteeth';
const ARGUMENTS = ['check', '--no-types', '--brief'];
const CACHE = 'node_modules/.cache/hensteeth';
const RUNS = 7;

/** The states of the caches that are compared. */
const STATES = {
  cold: { name: 'cold', ours: [`${CACHE}/charts`, `${CACHE}/check.json`] },
  warm: { name: 'warm, judged anew', ours: [`${CACHE}/check.json`], diff: [`${CACHE}/diff.json`] },
  same: { name: 'warm, nothing changed since', ours: [], diff: [] },
} as const;

/**
 * The whole check with all that the charts of a mirror make, against `flate test all` on the same Flux objects with the same archives:
 * whole processes, in turn. What is missing for that is said in place of the figures.
 *
 * @param mirror folder of the charts' archives
 */
export function chartSpeed(mirror: string | undefined, progress: (step: string) => void): Row[] {
  if (!mirror) return [unmeasured('HENSTEETH_CHART_MIRROR names no folder of archives')];
  const root = mkdtempSync(join(tmpdir(), 'chart-bench-'));
  let repository: Repository | undefined;
  try {
    const ours = () => timed(OURS, ARGUMENTS, process.cwd(), 0, { HENSTEETH_CHART_MIRROR: mirror });
    progress('charts, once');
    ours();
    progress('building flate');
    const peer = installPeer(root);
    const program = new CachedTool(toolFolder(process.env), helm).path;
    if (peer && existsSync(program)) repository = serveCharts(mirror, program, root);
    const tree = repository && writeFluxTree(root, repository.url);
    const cache = join(root, 'cache');
    const theirs = tree && (() => timed(peer!, ['test', 'all', '--path', tree, '--cache-dir', cache], tree));
    const rows = Object.values(STATES).flatMap(({ name, ours: stale }): Row[] => {
      const times = { ours: [] as Timing[], theirs: [] as Timing[] };
      for (let run = 0; run < RUNS; run++) {
        progress(`charts, ${name}, run ${run + 1} of ${RUNS}`);
        for (const path of stale) rmSync(path, { recursive: true, force: true });
        times.ours.push(ours());
        if (name === STATES.cold.name) rmSync(cache, { recursive: true, force: true });
        if (theirs) times.theirs.push(theirs());
      }
      return compared(name, times);
    });
    if (!theirs) rows.push(unmeasured('flate could not be built with Go, or Helm to serve the archives to it'));
    if (theirs && existsSync('.git')) rows.push(...diffRows(mirror, peer!, tree!, cache, root, progress));
    return [...rows, ...unknownKeys(mirror)];
  } finally {
    repository?.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

/** Two equal revisions with all that their charts make, warm: what a push without an effect costs to be told so. */
function diffRows(
  mirror: string,
  peer: string,
  tree: string,
  cache: string,
  root: string,
  progress: (step: string) => void,
): Row[] {
  const older = join(root, 'older');
  cpSync(tree, older, { recursive: true });
  const ours = () => timed(OURS, ['diff', 'HEAD'], process.cwd(), 0, { HENSTEETH_CHART_MIRROR: mirror });
  const args = ['diff', 'all', '--path', tree, '--path-orig', older, '--cache-dir', cache];
  const theirs = () => timed(peer, args, tree);
  ours();
  theirs();
  return [STATES.warm, STATES.same].flatMap(({ name, diff: stale }) => {
    const times = { ours: [] as Timing[], theirs: [] as Timing[] };
    for (let run = 0; run < RUNS; run++) {
      progress(`diff with charts, ${name}, run ${run + 1} of ${RUNS}`);
      for (const path of stale) rmSync(path, { force: true });
      times.ours.push(ours());
      times.theirs.push(theirs());
    }
    return compared(`diff of equal revisions, ${name}`, times, { ours: 'hensteeth diff', theirs: 'flate diff all' });
  });
}

function compared(
  name: string,
  { ours, theirs }: Record<'ours' | 'theirs', Timing[]>,
  commands = { ours: 'hensteeth check', theirs: 'flate test all' },
): Row[] {
  const our = median(ours);
  const rows: Row[] = [{ name: `${name}: ${commands.ours}`, value: our.ms, unit: 'ms', note: `${our.peakMb} MB` }];
  if (theirs.length === 0) return rows;
  const their = median(theirs);
  rows.push({ name: `${name}: ${commands.theirs}`, value: their.ms, unit: 'ms', note: `${their.peakMb} MB` });
  rows.push({ name: `${name}: our time by theirs`, value: our.ms / their.ms, unit: 'x', goal: '<= 1' });
  return rows;
}

/** Judging the values of every release against its chart, the first time in this process as a check does it. */
function unknownKeys(mirror: string): Row[] {
  const bare = labWorld('.', lab, render(lab));
  const charts = chartUses(bare).flatMap(({ chart, version }) => {
    const archive = findArchive(mirror, chart, version ?? '');
    return archive === undefined ? [] : [factsOfArchive(archive, `${CACHE}/charts`)];
  });
  const world = new World({ ...bare.props, charts });
  const start = performance.now();
  const { reports } = chartRules.judge(world);
  const found = [...reports].length;
  const ms = performance.now() - start;
  const note = `${charts.length} charts, ${found} findings`;
  return [{ name: 'unknown keys of all releases', value: ms, unit: 'ms', goal: '<= 20', note }];
}

function unmeasured(why: string): Row {
  return { name: 'not measured', value: 0, unit: '', note: why };
}

/** The peer's program; `undefined` where it cannot be built. */
function installPeer(root: string): string | undefined {
  const env = { ...process.env, GOBIN: join(root, 'bin'), GOTOOLCHAIN: TOOLCHAIN };
  const { status } = spawnSync('go', ['install', FLATE], { env });
  const program = join(root, 'bin/flate');
  return status === 0 && existsSync(program) ? program : undefined;
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { Service, StatefulSet } from 'cdk8s-plus-27';
import { buildSync } from 'esbuild';
import { plan, render } from '../../lib/core/plan.ts';
import { toYaml } from '../../lib/core/yaml.ts';
import type { Row } from './row.ts';

/** What one child process does: an app of a shape and size, written by `App.synth()` or by our plan. */
interface Task {
  /** `flat`: charts of five workloads with their services. `chain`: charts of ten objects, each waiting for the next. */
  readonly shape: 'flat' | 'chain';
  readonly charts: number;
  readonly by: 'cdk8s' | 'plan';
}

interface Measured {
  /** From the finished constructs to the written files. */
  readonly seconds: number;
  /** Peak resident memory of the process, constructs included. */
  readonly megabytes: number;
  /** Same names and bytes, same digest. */
  readonly digest: string;
}

/** Files in memory where the system has them: a disk takes the same time for both, up to 2 ms a file, and it varies. */
const MEMORY = '/dev/shm';

/**
 * How the time and memory of a synthesis grow. Takes about two minutes, most of it one `App.synth()`.
 *
 * @throws when the two ways do not write the same files
 */
export function growth(project: string = process.cwd()): Row[] {
  const run = runner(project);
  const ours = run({ shape: 'flat', charts: 1000, by: 'plan' }, 5);
  const quarter = run({ shape: 'flat', charts: 250, by: 'plan' }, 5);
  const short = run({ shape: 'chain', charts: 25, by: 'plan' }, 7);
  const long = run({ shape: 'chain', charts: 50, by: 'plan' }, 7);
  const theirs = run({ shape: 'flat', charts: 1000, by: 'cdk8s' }, 1);
  if (theirs.digest !== ours.digest)
    throw new Error('App.synth and the plan wrote different files: nothing to compare');
  return [
    ...rows('App.synth, 1000 charts', theirs, 'one run'),
    ...rows('plan and write, 1000 charts', ours, 'least of 5'),
    {
      name: 'faster at 1000 charts',
      value: theirs.seconds / ours.seconds,
      unit: 'x',
      goal: '>= 60',
      note: 'same files, byte for byte',
    },
    ...rows('plan and write, 250 charts', quarter, 'least of 5'),
    { name: 'time at 4 x the charts', value: ours.seconds / quarter.seconds, unit: 'x', goal: '<= 4.6' },
    ...rows('plan and write, chain of 25', short, 'least of 7'),
    ...rows('plan and write, chain of 50', long, 'least of 7'),
    { name: 'time at 2 x the chain', value: long.seconds / short.seconds, unit: 'x', goal: '<= 2.3' },
  ];
}

/** The body of a child process: does the task in its first argument and prints what it measured. */
export function child(): void {
  const task = JSON.parse(process.argv[2]!) as Task;
  const outdir = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'synth-growth-'));
  try {
    // A small one first, so that the ratios tell of growth and not of the compiler.
    synthesize({ ...task, charts: 40, by: 'plan' }, join(outdir, 'warm'));
    const seconds = synthesize(task, join(outdir, 'measured'));
    const megabytes = process.resourceUsage().maxRSS / 1024;
    const digest = digestOf(join(outdir, 'measured'));
    process.stdout.write(JSON.stringify({ seconds, megabytes, digest } satisfies Measured));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Seconds from the finished constructs to the written files. */
function synthesize({ shape, charts, by }: Task, outdir: string): number {
  const app = shape === 'flat' ? flat(charts, outdir) : chain(charts, outdir);
  const start = performance.now();
  if (by === 'cdk8s') app.synth();
  else write(app);
  return (performance.now() - start) / 1000;
}

/** Runs tasks, each run in a process of its own so that neither warm code nor peaks carry over. */
function runner(project: string): (task: Task, times: number) => Measured {
  const script = join(project, 'node_modules/.cache/hensteeth/synth-growth.cjs');
  buildSync({
    stdin: {
      contents: `import { child } from './synth-growth.ts'; child();`,
      resolveDir: resolve(project, 'test/bench'),
    },
    outfile: script,
    bundle: true,
    platform: 'node',
    packages: 'external',
  });
  // Reading a certificate bundle at the start would be measured too.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return (task, times) => {
    const once = (): Measured =>
      JSON.parse(execFileSync(process.execPath, [script, JSON.stringify(task)], { env, encoding: 'utf8' }));
    const runs = Array.from({ length: times }, once);
    return {
      seconds: Math.min(...runs.map((measured) => measured.seconds)),
      megabytes: Math.min(...runs.map((measured) => measured.megabytes)),
      digest: runs[0]!.digest,
    };
  };
}

function rows(name: string, { seconds, megabytes }: Measured, note: string): Row[] {
  return [
    { name, value: seconds, unit: 's', note },
    { name: `${name}, peak memory`, value: megabytes, unit: 'MB' },
  ];
}

function write(app: App): void {
  mkdirSync(app.outdir, { recursive: true });
  for (const planned of plan(app)) {
    const text = render(planned).map(toYaml).join('---\n');
    writeFileSync(join(app.outdir, planned.name + app.outputFileExtension), text);
  }
}

function flat(charts: number, outdir: string): App {
  const app = new App({ outdir });
  for (let i = 0; i < charts; i++) {
    const chart = new Chart(app, `layer-${i}`);
    for (let j = 0; j < 5; j++) {
      const service = new Service(chart, `service-${j}`, { ports: [{ port: 80 }] });
      new StatefulSet(chart, `app-${j}`, { service, containers: [{ image: 'nginx:1.27' }] });
    }
  }
  return app;
}

function chain(charts: number, outdir: string): App {
  const app = new App({ outdir });
  let last: Chart | undefined;
  for (let i = 0; i < charts; i++) {
    const chart = new Chart(app, `layer-${i}`);
    for (let j = 0; j < 10; j++) new ApiObject(chart, `object-${j}`, { apiVersion: 'v1', kind: 'ConfigMap' });
    last?.node.addDependency(chart);
    last = chart;
  }
  return app;
}

function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { programsOf } from '../../lib/simulator/programs.ts';
import { CachedTool, toolFolder } from '../../lib/tools/tool-cache.ts';
import lab from '../../main.ts';
import { manyLayers } from './many-layers.ts';
import type { Row } from './row.ts';

const OURS = 'bin/hensteeth.mjs';
const PAUSE = 500;
const GIB = 2 ** 30;
/** What the command says when the API server is about to be started, and once it is ready. */
const STARTING = 'starting etcd and the API server';
const STARTED = 'starting Flux and the simulated node';

/**
 * The whole rehearsal of the shipped lab with real charts, and of generated layers. Takes about four minutes. What is missing for that
 * is said in place of the figures.
 *
 * @param mirror folder of the charts' archives
 */
export async function simulatorSpeed(mirror: string | undefined, progress: (step: string) => void): Promise<Row[]> {
  if (!mirror) return [unmeasured('HENSTEETH_CHART_MIRROR names no folder of archives')];
  const programs = programsOf(lab.track.name, process.cwd());
  const folder = toolFolder(process.env);
  const tools = Object.values(programs ?? {});
  if (tools.length === 0 || tools.some((tool) => !existsSync(new CachedTool(folder, tool).path))) {
    return [unmeasured('the programs are not built: npx hensteeth simulate builds them')];
  }
  progress('simulate, the shipped lab');
  const shipped = await rehearsed(mirror);
  const rows: Row[] = [
    { name: 'start to verdict', value: shipped.whole, unit: 's', goal: '< 60', note: 'warm, real charts' },
    { name: 'push to verdict', value: shipped.took, unit: 's' },
    { name: 'API server ready', value: shipped.ready, unit: 's', goal: '< 6' },
    { name: 'peak memory of all processes', value: shipped.memory / GIB, unit: 'GiB', goal: '< 3' },
  ];
  progress('simulate, 25 and 100 generated layers');
  const some = await manyLayers(25);
  const many = await manyLayers(100);
  return [
    ...rows,
    { name: 'push to ready, 25 generated layers', value: some / 1000, unit: 's' },
    { name: 'push to ready, 100 generated layers', value: many / 1000, unit: 's' },
    { name: 'time at 4 x the layers', value: many / some, unit: 'x' },
  ];
}

interface Rehearsal {
  /** Seconds from the start of the command to its end. */
  readonly whole: number;
  /** Seconds from the push to the verdict. */
  readonly took: number;
  /** Seconds until the API server was ready. */
  readonly ready: number;
  /** Most bytes that all processes of the run had in memory together. */
  readonly memory: number;
}

async function rehearsed(mirror: string): Promise<Rehearsal> {
  const start = performance.now();
  const child = spawn(process.execPath, [OURS, 'simulate', '--json'], {
    env: { ...process.env, HENSTEETH_CHART_MIRROR: mirror },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  const said = new Map<string, number>();
  child.stdout.on('data', (text: Buffer) => (output += text));
  child.stderr.on('data', (text: Buffer) => {
    errors += text;
    for (const step of [STARTING, STARTED]) {
      if (errors.includes(step) && !said.has(step)) said.set(step, performance.now());
    }
  });
  let memory = 0;
  const timer = setInterval(() => (memory = Math.max(memory, memoryBelow(child.pid!))), PAUSE);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`simulate ended with ${code}: ${errors.slice(-2000)}`);
  const whole = (performance.now() - start) / 1000;
  const { took } = JSON.parse(output) as { readonly took: number };
  return { whole, took: took / 1000, ready: (said.get(STARTED)! - said.get(STARTING)!) / 1000, memory };
}

/** Bytes in memory of a process and all below it, shared pages counted for each. */
function memoryBelow(root: number): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statusOf(pid));
  const below = new Set([root]);
  for (let size = 0; size < below.size; ) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  return all.filter(({ pid }) => below.has(pid)).reduce((sum, { bytes }) => sum + bytes, 0);
}

function statusOf(pid: string): { pid: number; parent: number; bytes: number }[] {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return [{ pid: Number(pid), parent: field('PPid'), bytes: field('VmRSS') * 1024 }];
  } catch {
    // It ended meanwhile.
    return [];
  }
}

function unmeasured(why: string): Row {
  return { name: 'not measured', value: 0, unit: '', note: why };
}

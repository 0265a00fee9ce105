import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeApps } from './many-objects.ts';
import type { Row } from './row.ts';
import { writeStrictSchemas } from './strict-schemas.ts';
import { median, type Timing, timed } from './timed.ts';

const KUBECONFORM = 'github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0';
const OURS = 'node_modules/.bin/hensteeth';
/** The last run of a check, which is said again while no file changes. */
const REMEMBERED = 'node_modules/.cache/hensteeth/check.json';

/** What is compared: our arguments, and the folders that the peer reads. */
interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly folders: readonly string[];
  readonly runs: number;
  /** Whether nothing has changed since the last run, so that it is said again. */
  readonly unchanged?: boolean;
  readonly goal?: string;
}

/**
 * The whole check, all families, against `kubeconform -strict` on the same objects with the same schemas: whole processes, in turn.
 * kubeconform is built with Go; without Go its rows are left out, and the table says so.
 */
export function checkSpeed(progress: (step: string) => void): Row[] {
  const root = mkdtempSync(join(tmpdir(), 'check-bench-'));
  try {
    progress('building kubeconform');
    const peer = installPeer(root);
    const [few, many] = [join(root, 'few'), join(root, 'many')];
    writeApps(few, 5000);
    writeApps(many, 20_000);
    const lab = { args: ['check', '--no-types', '--brief'], folders: ['dist', 'flux'], runs: 9, goal: '<= 1' };
    const cases: Case[] = [
      { name: 'the lab', ...lab },
      { name: 'the lab, nothing changed since', ...lab, unchanged: true },
      { name: '5,000 objects', args: ['check', few, '--brief'], folders: [few], runs: 3 },
      { name: '20,000 objects', args: ['check', many, '--brief'], folders: [many], runs: 3 },
    ];
    const strict =
      peer === undefined ? undefined : [peer, '-strict', '-schema-location', writeStrictSchemas(join(root, 'schemas'))];
    const measured = cases.map((one) => measure(one, strict, progress));
    const [, , small, large] = measured;
    const growth = large!.our.ms / small!.our.ms;
    return [
      ...measured.flatMap(({ rows }) => rows),
      { name: 'time at 4 x the objects', value: growth, unit: 'x', goal: '<= 4.6' },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function measure(
  { name, args, folders, runs, unchanged, goal }: Case,
  peer: readonly string[] | undefined,
  progress: (step: string) => void,
): { rows: Row[]; our: Timing } {
  const ours: Timing[] = [];
  const theirs: Timing[] = [];
  timed(OURS, args, process.cwd());
  for (let run = 0; run < runs; run++) {
    progress(`${name}, run ${run + 1} of ${runs}`);
    if (!unchanged) rmSync(REMEMBERED, { force: true });
    ours.push(timed(OURS, args, process.cwd()));
    if (peer) theirs.push(timed(peer[0]!, [...peer.slice(1), ...folders], process.cwd()));
  }
  const our = median(ours);
  const rows: Row[] = [{ name: `${name}: hensteeth check`, value: our.ms, unit: 'ms', note: `${our.peakMb} MB` }];
  if (!peer) return { rows: [...rows, { name: `${name}: no Go here, no kubeconform`, value: 0, unit: '' }], our };
  const their = median(theirs);
  rows.push({ name: `${name}: kubeconform -strict`, value: their.ms, unit: 'ms', note: `${their.peakMb} MB` });
  rows.push({ name: `${name}: our time by theirs`, value: our.ms / their.ms, unit: 'x', ...(goal && { goal }) });
  return { rows, our };
}

/** The peer's program; `undefined` where it cannot be built. */
function installPeer(root: string): string | undefined {
  const { status } = spawnSync('go', ['install', KUBECONFORM], { env: { ...process.env, GOBIN: join(root, 'bin') } });
  const program = join(root, 'bin/kubeconform');
  return status === 0 && existsSync(program) ? program : undefined;
}

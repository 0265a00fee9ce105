import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeApps } from './many-objects.ts';
import type { Row } from './row.ts';
import { writeStrictSchemas } from './strict-schemas.ts';
import { median, type Timing, timed } from './timed.ts';

const RUNS = 7;
const KUBECONFORM = 'github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0';
const REMEMBERED = 'node_modules/.cache/hensteeth/check.json';
const OURS = 'node_modules/.bin/hensteeth';

/**
 * The whole check, all families, against `kubeconform -strict` on the same objects with the same schemas, whole processes in turn.
 * kubeconform is built with Go; without Go its rows are left out and the table says so.
 */
export function checkSpeed(progress: (step: string) => void): Row[] {
  const root = mkdtempSync(join(tmpdir(), 'check-bench-'));
  try {
    const peer = installPeer(root, progress);
    const schemas = writeStrictSchemas(join(root, 'schemas'));
    for (const [folder, objects] of [
      ['few', 5000],
      ['many', 20_000],
    ] as const)
      writeApps(join(root, folder), objects);
    const lab = ['check', '--no-types', '--brief'];
    const rows: Row[] = [];
    const compare = (
      name: string,
      args: readonly string[],
      folders: readonly string[],
      runs: number,
      goal?: string,
    ): Timing => {
      const ours: Timing[] = [];
      const theirs: Timing[] = [];
      timed(OURS, args, process.cwd());
      const once = () => {
        if (anew) rmSync(REMEMBERED, { force: true });
        return timed(OURS, args, process.cwd());
      };
      for (let run = 0; run < runs; run++) {
        progress(`${name}, run ${run + 1} of ${runs}`);
        ours.push(once());
        if (peer) theirs.push(timed(peer, ['-strict', '-schema-location', schemas, ...folders], process.cwd()));
      }
      const our = median(ours);
      rows.push({ name: `${name}: hensteeth check`, value: our.ms, unit: 'ms', note: `${our.peakMb} MB` });
      if (peer) {
        const their = median(theirs);
        rows.push({ name: `${name}: kubeconform -strict`, value: their.ms, unit: 'ms', note: `${their.peakMb} MB` });
        rows.push({ name: `${name}: our time by theirs`, value: our.ms / their.ms, unit: 'x', ...(goal && { goal }) });
      } else rows.push({ name: `${name}: kubeconform was not run, since Go is not here`, value: 0, unit: '' });
      return our;
    };
    compare('the lab, judged anew', lab, ['dist', 'flux'], RUNS, true, '<= 1');
    compare('the lab, nothing changed since', lab, ['dist', 'flux'], RUNS, false, '<= 1');
    const few = compare('5,000 objects', ['check', join(root, 'few'), '--brief'], [join(root, 'few')], 3, true);
    const many = compare('20,000 objects', ['check', join(root, 'many'), '--brief'], [join(root, 'many')], 3, true);
    rows.push({ name: 'time at 4 x the objects', value: many.ms / few.ms, unit: 'x', goal: '<= 4.6' });
    return rows;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function installPeer(root: string, progress: (step: string) => void): string | undefined {
  progress('building kubeconform');
  const { status } = spawnSync('go', ['install', KUBECONFORM], { env: { ...process.env, GOBIN: join(root, 'bin') } });
  const program = join(root, 'bin/kubeconform');
  return status === 0 && existsSync(program) ? program : undefined;
}

import { cpus, totalmem } from 'node:os';
import { tableLines } from '../../lib/cli/table.ts';
import { chartSpeed } from './chart-speed.ts';
import { checkSpeed } from './check-speed.ts';
import { coldStart } from './cold-start.ts';
import { diffSpeed } from './diff-speed.ts';
import type { Row } from './row.ts';
import { simulatorSpeed } from './simulator-speed.ts';
import { growth } from './synth-growth.ts';

const progress = (step: string): void => {
  process.stderr.write(`... ${step}\n`);
};
const memory = Math.round(totalmem() / 2 ** 30);
process.stdout.write(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'processor'}, ${memory} GiB\n\n`,
);
// Every other figure is that of the lab without the charts.
const mirror = process.env['HENSTEETH_CHART_MIRROR'];
delete process.env['HENSTEETH_CHART_MIRROR'];
print('Check with charts against flate', chartSpeed(mirror, progress));
print('Check against kubeconform', checkSpeed(progress));
print('Diff and report', diffSpeed(progress));
print('Cold start against cdk8s synth', coldStart(progress));
progress('synthesis of 1,000 layers, once by App.synth: two minutes');
print('Growth against App.synth', growth());
simulatorSpeed(mirror, progress).then((rows) => print('Rehearsal on a real API server and real Flux', rows));

function print(title: string, rows: readonly Row[]): void {
  const cells = rows.map(({ name, value, unit, goal, note }) => [name, shown(value, unit), goal ?? '', note ?? '']);
  process.stdout.write(`${title}\n${tableLines(['', 'measured', 'goal', ''], cells).join('\n')}\n\n`);
}

function shown(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return unit === 'x' ? `${value.toFixed(digits)}x` : `${value.toFixed(digits)} ${unit}`;
}

import { resolve } from 'node:path';
import { findArchive } from '../charts/mirror.ts';
import { tracks } from '../core/tracks/index.ts';
import { importChart } from '../imports/import-chart.ts';
import { nearest } from '../values/nearest.ts';
import type { Context, ExitCode } from './context.ts';
import { mirrorOf } from './mirror.ts';
import { styleOf } from './style.ts';

/** What `hensteeth imports chart` can be told. */
export interface ImportsChartOptions {
  readonly mirror?: string;
  readonly from?: string;
}

/** Generates the types and the known keys of one chart of the track. */
export async function runImportsChart(context: Context, name: string, options: ImportsChartOptions): Promise<ExitCode> {
  const { charts } = Object.values(tracks).at(-1)!;
  const pins = new Map<string, { readonly version: string }>(Object.entries(charts));
  const pin = pins.get(name);
  if (!pin) {
    const meant = nearest(name, pins.keys());
    const fix = meant ? `Did you mean '${meant}'?` : 'Add it to the charts of the track, with the version you mean.';
    return refuse(`chart '${name}' is not on the track; there are ${[...pins.keys()].join(', ')}. ${fix}`);
  }
  const archive =
    options.from === undefined
      ? archiveOf(context, name, pin.version, options.mirror)
      : resolve(context.cwd, options.from);
  if (archive === undefined) {
    return refuse(
      `no ${name}-${pin.version}.tgz at hand. Pull it: npx hensteeth charts pull ${name}. Or name it: --mirror FOLDER, --from ARCHIVE.`,
    );
  }
  const written = importChart(archive, { name, version: pin.version }, 'imports');
  const style = styleOf(process.stdout);
  const done = written.length > 0 ? `${written.map((path) => `imports/${path}`).join(', ')} written` : 'unchanged';
  process.stdout.write(`${style('green', '✓')} ${name} ${pin.version}: ${done}\n`);
  return 0;
}

function archiveOf(context: Context, name: string, version: string, option: string | undefined): string | undefined {
  const mirror = mirrorOf(context, option);
  return mirror === undefined ? undefined : findArchive(mirror, name, version);
}

function refuse(message: string): ExitCode {
  process.stderr.write(`error: ${message}\n`);
  return 2;
}

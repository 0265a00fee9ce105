import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Manifest } from '../core/manifest.ts';
import type { OfferedChart } from './chart-server.ts';

/** What one release installs of a chart that is stood in for. */
export interface StandInContent {
  readonly namespace: string;
  readonly name: string;
  readonly objects: readonly Manifest[];
}

/** A chart that stands in for one whose archive is not at hand. */
export interface StandInChart {
  readonly chart: string;
  readonly version: string;
  readonly definitions: readonly Manifest[];
  /** Each release of the chart: with other values, other objects. */
  readonly releases: readonly StandInContent[];
}

/** Writes charts as archives, `NAME-VERSION.tgz`, to a folder. @throws the file system's own error */
export function writeStandIns(charts: readonly StandInChart[], folder: string): OfferedChart[] {
  mkdirSync(folder, { recursive: true });
  return charts.map((chart) => {
    const archive = join(folder, `${chart.chart}-${chart.version}.tgz`);
    writeFileSync(archive, archiveOf(chart.chart, chartFiles(chart)));
    return { name: chart.chart, version: chart.version, archive };
  });
}

/** Files of a chart by their path in it. */
export function chartFiles({ chart, version, definitions, releases }: StandInChart): ReadonlyMap<string, string> {
  const about = { apiVersion: 'v2', name: chart, version, description: 'A stand-in, made from charts.lock.json' };
  return new Map([
    ['Chart.yaml', `${JSON.stringify(about)}\n`],
    // Helm installs these first and waits for them. It takes them as they are: no template.
    ...definitions.map((each, i): [string, string] => [`crds/definition-${i + 1}.yaml`, `${JSON.stringify(each)}\n`]),
    ...releases.map((release, i): [string, string] => [
      `templates/release-${i + 1}.yaml`,
      releases.length === 1 ? documents(release) : `${guard(release)}\n${documents(release)}{{- end }}\n`,
    ]),
  ]);
}

/** One archive serves all releases of its chart: each finds its own objects by its name. */
function guard({ namespace, name }: StandInContent): string {
  return `{{- if and (eq .Release.Namespace "${namespace}") (eq .Release.Name "${name}") }}`;
}

/**
 * JSON is YAML, too, one document a line. Two braces in a row are always within a text there: written as escapes, they are no template.
 */
function documents({ objects }: StandInContent): string {
  return objects.map((each) => `---\n${JSON.stringify(each).replaceAll('{{', '\\u007b\\u007b')}\n`).join('');
}

const BLOCK = 512;

/** A compressed tar archive in the format of POSIX, the same bytes for the same files. */
function archiveOf(folder: string, files: ReadonlyMap<string, string>): Buffer {
  const blocks = [...files].flatMap(([path, text]) => {
    const content = Buffer.from(text);
    return [header(folder, path, content.length), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

function header(folder: string, path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 100);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.write(folder, 345, 155);
  // The sum counts its own field as spaces.
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

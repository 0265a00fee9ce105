import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical, entryLines, isObject } from './json.ts';
import type { ImportSelection } from './selection.ts';

export const manifestFile = 'manifest.json';

/** An archive that a chart's files were made from. */
export interface ImportedArchive {
  /** Without `v`, as in the selection. */
  readonly version: string;
  /** SHA-256 of the archive, or of all files of a folder. */
  readonly sha256: string;
}

/** What the folder was made from and what it holds: SHA-256 by path. */
export interface Manifest {
  readonly selection: ImportSelection;
  /**
   * Archives by the name of the chart, where its files were made from one.
   * @default none
   */
  readonly archives?: Readonly<Record<string, ImportedArchive>>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

export function manifestText({ selection, archives = {}, inputs, outputs }: Manifest): string {
  const made = Object.keys(archives).length > 0 ? `"archives":${entryLines(archives)},\n` : '';
  return `{"selection":${canonical(selection)},\n${made}"inputs":${entryLines(inputs)},\n"outputs":${entryLines(outputs)}}\n`;
}

/** Files of a chart that is made from its archive. */
export function archiveOutputs(chart: string): readonly [types: string, knownKeys: string] {
  return [`charts/${chart}.ts`, `charts/${chart}.json`];
}

/** The manifest of a folder; `undefined` when there is none or it is not one. */
export function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, manifestFile);
  if (!existsSync(file)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const sound = isObject(value) && isObject(value.selection) && isHashes(value.inputs) && isHashes(value.outputs);
    const archives = isObject(value) ? value.archives : undefined;
    if (archives !== undefined && !(isObject(archives) && Object.values(archives).every(isArchive))) return undefined;
    return sound ? (value as unknown as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

function isHashes(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((hash) => typeof hash === 'string');
}

function isArchive(value: unknown): value is ImportedArchive {
  return isObject(value) && typeof value.version === 'string' && typeof value.sha256 === 'string';
}

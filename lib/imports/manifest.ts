import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical, entryLines, isObject } from './json.ts';
import type { ImportSelection } from './selection.ts';

export const manifestFile = 'manifest.json';

/** What the folder was made from and what it holds: SHA-256 by path. */
export interface Manifest {
  readonly selection: ImportSelection;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

export function manifestText({ selection, inputs, outputs }: Manifest): string {
  return `{"selection":${canonical(selection)},\n"inputs":${entryLines(inputs)},\n"outputs":${entryLines(outputs)}}\n`;
}

/** The manifest of a folder; `undefined` when there is none or it is not one. */
export function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, manifestFile);
  if (!existsSync(file)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const sound = isObject(value) && isObject(value.selection) && isHashes(value.inputs) && isHashes(value.outputs);
    return sound ? (value as unknown as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

function isHashes(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((hash) => typeof hash === 'string');
}

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateImports } from '../../lib/imports/generate.ts';
import type { ImportSelection } from '../../lib/imports/selection.ts';

/** Small inputs of every sort. */
export const inputs = 'test/fixtures/imports';

export const selection: ImportSelection = {
  kubernetes: '1.27.0',
  charts: [
    { name: 'demo', version: '1.0.0' },
    { name: 'strict', version: '1.0.0' },
  ],
  crds: [{ name: 'demo', version: '1.0.0', types: ['Job'] }],
};

const folders: string[] = [];

/** A new folder that `removeFolders` takes away. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  folders.push(folder);
  return folder;
}

/** A copy of the inputs, free to be broken. */
export function copyOfInputs(): string {
  const folder = newFolder();
  cpSync(inputs, folder, { recursive: true });
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** Generates the fixture's imports once and gives the text of a file. */
export async function generated(path: string): Promise<string> {
  const folder = newFolder();
  await generateImports(inputs, folder, selection);
  return readFileSync(join(folder, path), 'utf8');
}

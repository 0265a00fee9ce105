import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { byName } from './json.ts';

/** Paths of all files under a folder, with slashes, sorted. */
export function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(join(folder, entry.name)).map((path) => `${entry.name}/${path}`) : [entry.name],
    )
    .sort(byName);
}

/**
 * Writes files whole or not at all: each beside its place, then all are renamed. A file that already has its content is not touched.
 *
 * @returns the paths that were written
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): string[] {
  const changed = [...files].filter(([path, text]) => {
    const file = join(folder, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  const beside = (path: string): string => `${join(folder, path)}.tmp`;
  try {
    for (const [path, text] of changed) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(beside(path), text);
    }
    for (const [path] of changed) renameSync(beside(path), join(folder, path));
  } finally {
    for (const [path] of changed) rmSync(beside(path), { force: true });
  }
  return changed.map(([path]) => path);
}

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PARTIAL = '.hensteeth-partial';

/** Name of a file while it is being written, beside its place. */
export function partialOf(file: string): string {
  return `${file}.${process.pid}${PARTIAL}`;
}

/**
 * Writes files beside their places first, and renames them only when all are there: a full disk, or a run that is cut before, leaves
 * every old file. They are renamed in the order of the map.
 *
 * @throws the file system's own error; what was begun is taken away
 */
export function writeTogether(project: string, files: ReadonlyMap<string, string>): void {
  const begun: string[] = [];
  try {
    for (const [file, text] of files) {
      const partial = partialOf(join(project, file));
      mkdirSync(dirname(partial), { recursive: true });
      begun.push(partial);
      writeFileSync(partial, text);
    }
    for (const file of files.keys()) renameSync(partialOf(join(project, file)), join(project, file));
  } finally {
    for (const partial of begun) rmSync(partial, { force: true });
  }
}

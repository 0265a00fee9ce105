import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileHeader } from './render.ts';

/** What a write did, as paths relative to the project, sorted. */
export interface Written {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  /** Files that are not ours. They are left alone; Flux would apply them. */
  readonly foreign: readonly string[];
}

/** Folders that are rendered, with those inside them that belong to somebody else. */
const ROOTS = { dist: [], flux: ['flux/flux-system'] } as const satisfies Record<string, readonly string[]>;
/** Suffix of a file that is being written. One that is left over from a cut run is removed. */
const PARTIAL = '.hensteeth-partial';

/**
 * Makes `dist/` and `flux/` hold exactly these files. Each is written beside its place and renamed, so that a run
 * that is cut leaves every file whole; one that is the same is not touched; one that was not rendered is not removed.
 *
 * @throws the file system's own error, naming the path
 */
export function writeRendering(project: string, files: ReadonlyMap<string, string>): Written {
  const written: string[] = [];
  const unchanged: string[] = [];
  for (const [file, text] of files) {
    if (readText(join(project, file)) === text) unchanged.push(file);
    else {
      writeWhole(join(project, file), text);
      written.push(file);
    }
  }
  const removed: string[] = [];
  const foreign: string[] = [];
  for (const [root, others] of Object.entries(ROOTS)) {
    for (const file of filesBelow(project, root, others)) {
      if (files.has(file)) continue;
      const path = join(project, file);
      if (file.endsWith(PARTIAL)) rmSync(path);
      else if (readText(path)?.startsWith(fileHeader(file))) {
        rmSync(path);
        removed.push(file);
        removeEmpty(project, dirname(file));
      } else foreign.push(file);
    }
  }
  return { written, removed, unchanged, foreign };
}

/** Writes a file beside its place and renames it. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}${PARTIAL}`;
  writeFileSync(partial, content);
  renameSync(partial, path);
}

/** The same for what others must not read: nobody can, not even while it is written. */
export function writeSecretly(path: string, content: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.${process.pid}${PARTIAL}`;
  writeFileSync(partial, content, { mode });
  renameSync(partial, path);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function filesBelow(project: string, folder: string, others: readonly string[]): string[] {
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(join(project, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return [path];
      return others.includes(path) ? [] : filesBelow(project, path, others);
    });
}

function removeEmpty(project: string, folder: string): void {
  for (let at = folder; at in ROOTS === false && at !== '.'; at = dirname(at)) {
    try {
      rmdirSync(join(project, at));
    } catch {
      return;
    }
  }
}

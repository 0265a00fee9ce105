import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where everything is kept that can be made again. */
export const CACHE = 'node_modules/.cache/hensteeth';

/** Writes a file beside its place and renames it, so that it is whole at any time. */
export function replace(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, contents);
  renameSync(partial, path);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RepositoryIndex } from './pull/repository-index.ts';

/** The index of a folder of archives, as `helm repo index` makes it; `undefined` when there is none. */
export function mirrorIndex(mirror: string): RepositoryIndex | undefined {
  const file = join(mirror, 'index.yaml');
  try {
    return new RepositoryIndex(readFileSync(file, 'utf8'), file);
  } catch {
    return undefined;
  }
}

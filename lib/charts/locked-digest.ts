import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMapping } from './mapping.ts';

/** The SHA-256 that the archive of a chart must have; `undefined` when nothing is written of it. */
export type ExpectedDigest = (chart: string, version: string) => string | undefined;

/**
 * What `charts.lock.json` of a project says of archives. Without the file, or where it cannot be read, nothing is expected: whoever
 * needs the whole of the lock says what is wrong with it.
 */
export function lockedDigests(root: string): ExpectedDigest {
  const digests = new Map<string, string>();
  for (const release of releasesOf(join(root, 'charts.lock.json'))) {
    const { chart, version, archive } = release;
    if (typeof chart !== 'string' || typeof version !== 'string' || typeof archive !== 'string') continue;
    const digest = archive.replace(/^sha256:/, '').toLowerCase();
    if (/^[\da-f]{64}$/.test(digest)) digests.set(keyOf(chart, version), digest);
  }
  return (chart, version) => digests.get(keyOf(chart, version));
}

function keyOf(chart: string, version: string): string {
  return `${chart} ${version.replace(/^v/, '')}`;
}

function releasesOf(file: string): Readonly<Record<string, unknown>>[] {
  try {
    const lock: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const releases = isMapping(lock) ? lock['releases'] : undefined;
    return isMapping(releases) ? Object.values(releases).filter(isMapping) : [];
  } catch {
    return [];
  }
}

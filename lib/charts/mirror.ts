import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The archive of a chart in a folder of archives: `NAME-VERSION.tgz`, the version with or without its `v`.
 *
 * @returns its path; `undefined` when the folder or the archive is not there
 */
export function findArchive(folder: string, chart: string, version: string): string | undefined {
  const bare = version.replace(/^v/, '');
  const spellings = new Set([version, bare, `v${bare}`]);
  return [...spellings].map((one) => join(folder, `${chart}-${one}.tgz`)).find((path) => existsSync(path));
}

/**
 * SHA-256 of a chart in hexadecimal: of the archive's bytes or, for a folder, of the names and bytes of its files.
 *
 * @throws the file system's own error, naming the path
 */
export function archiveHash(archive: string): string {
  const hash = createHash('sha256');
  if (!statSync(archive).isDirectory()) return hash.update(readFileSync(archive)).digest('hex');
  for (const file of filesBelow(archive, '')) {
    const bytes = readFileSync(join(archive, file));
    // Lengths keep apart what would be the same text when joined.
    hash.update(`${file.length}:${file}:${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
}

function filesBelow(folder: string, path: string): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true })
    .map((entry) => ({ entry, inside: path === '' ? entry.name : `${path}/${entry.name}` }))
    .sort((a, b) => (a.inside < b.inside ? -1 : 1))
    .flatMap(({ entry, inside }) => {
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && statSync(join(folder, inside)).isDirectory());
      return isFolder ? filesBelow(folder, inside) : [inside];
    });
}

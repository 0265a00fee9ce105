import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupError, reasonOf } from './backup-error.ts';
import { flush, PARTIAL, piecesOf, sumsOf, writeStream } from './files.ts';
import type { Place } from './place.ts';

/**
 * Backups in a folder: another disk, or what a NAS offers.
 *
 * @param mounted whether it must be on another file system than the root to be written to
 */
export function folderPlace(folder: string, mounted = false): Place {
  const tried = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof BackupError) throw error;
      throw new BackupError(
        `${folder}: ${what}: ${reasonOf(error)}`,
        'See that it is mounted, and that there is room.',
      );
    }
  };
  return {
    name: folder,
    list: () =>
      tried('it cannot be listed', async () => {
        const entries = await readdir(folder, { withFileTypes: true });
        const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(PARTIAL));
        return Promise.all(files.map(async ({ name }) => ({ name, bytes: (await stat(join(folder, name))).size })));
      }),
    read: (name) =>
      tried(`${name} cannot be read`, async () => {
        await stat(join(folder, name));
        return piecesOf(join(folder, name));
      }),
    write: (name, { path, sha256 }) =>
      tried(`${name} cannot be written`, async () => {
        if (mounted && (await isOnRoot(folder)))
          throw new Error('it is on the root file system: nothing is mounted there');
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeStream(join(folder, name), piecesOf(path));
        const there = await sumsOf(piecesOf(join(folder, name)));
        if (there.sha256 !== sha256) throw new Error('what was read back is something else');
      }),
    remove: (name) =>
      tried(`${name} cannot be removed`, async () => {
        await rm(join(folder, name), { force: true });
        await flush(folder);
      }),
  };
}

/** Whether a folder, or what it would be made in, is on the file system of the root. */
async function isOnRoot(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found) return found.dev === (await stat('/')).dev;
  }
}

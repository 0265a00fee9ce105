import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupError, reasonOf } from './backup-error.ts';
import { flush, PARTIAL, piecesOf, sumsOf, writeStream } from './files.ts';
import type { Place } from './place.ts';

/** Backups in a folder: another disk, or what a NAS offers. */
export function folderPlace(folder: string): Place {
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

import type { Sums } from './files.ts';

/** A file that is to be stored. */
export interface LocalFile extends Sums {
  readonly path: string;
}

/** Where backups are kept. */
export interface Place {
  /** As a person calls it: `gs://bucket/backups/hensteeth`, `/mnt/nas`. */
  readonly name: string;
  /** Names and sizes of all that is there. @throws BackupError */
  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  /** @throws BackupError when it is not there or cannot be read */
  read(name: string): Promise<AsyncIterable<Uint8Array>>;
  /** Stores a file whole or not at all, and looks whether it arrived as it is. @throws BackupError */
  write(name: string, file: LocalFile): Promise<void>;
  /** Removes a file, if it is there. @throws BackupError */
  remove(name: string): Promise<void>;
}

import { existsSync } from 'node:fs';
import { BackupError } from './backup-error.ts';
import { piecesOf } from './files.ts';
import type { Place } from './place.ts';
import { textOf } from './read-backup.ts';
import type { RemoteNode } from './remote-node.ts';
import { type Stored, storedIn } from './store.ts';

/** What is stored in one place. */
export interface StoredAt {
  readonly place: string;
  readonly files: readonly Stored[];
}

/** Where backups are read from: places themselves, or a node that reaches them. */
export interface Source {
  /** @throws BackupError */
  list(): Promise<readonly StoredAt[]>;
  /** A stored file as it is, encrypted. */
  read(name: string): Promise<AsyncIterable<Uint8Array>>;
}

/** Places that this machine reaches. */
export function sourceOfPlaces(places: readonly Place[], lab: string): Source {
  const list = () =>
    Promise.all(places.map(async (place) => ({ place: place.name, files: await storedIn(place, lab) })));
  return {
    list,
    async read(name) {
      for (const place of places) {
        if ((await place.list()).some((each) => each.name === name)) return place.read(name);
      }
      throw new BackupError(`there is no ${name} in ${places.map((place) => place.name).join(', ')}`, LIST);
    },
  };
}

/** Places that the node reaches, with credentials that are there alone. */
export function sourceOfNode(node: RemoteNode): Source {
  return {
    async list() {
      const all = JSON.parse(await textOf(node.read(['list']))) as StoredAt[];
      // Times come as texts.
      return all.map(({ place, files }) => ({
        place,
        files: files.map((file) => ({ ...file, at: new Date(file.at) })),
      }));
    },
    read: async (name) => node.read(['fetch', name]),
  };
}

/** A stored file, by its name or as a path on this machine. */
export function readStored(source: Source | undefined, file: string): Promise<AsyncIterable<Uint8Array>> {
  if (existsSync(file)) return Promise.resolve(piecesOf(file));
  if (source) return source.read(file);
  return Promise.reject(new BackupError(`${file} is not there`, 'Say where backups are: --ssh, --from or --account.'));
}

/** The newest good file of a kind. @throws BackupError when there is none */
export function newestGood(all: readonly StoredAt[], kind: Stored['kind']): Stored {
  const good = all.flatMap(({ files }) => files).filter((file) => file.isGood && file.kind === kind);
  const [first] = good.sort((one, other) => other.at.getTime() - one.at.getTime());
  if (first) return first;
  throw new BackupError(`no good ${kind === 'map' ? 'map of volumes' : 'backup'} is stored`, LIST);
}

const LIST = 'npx hensteeth backup list tells what there is.';

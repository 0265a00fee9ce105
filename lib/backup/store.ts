import { record } from '../check/pods.ts';
import { BackupError } from './backup-error.ts';
import { piecesOf, sumsOf, writeText } from './files.ts';
import type { Manifest } from './manifest.ts';
import { type Kind, NOTE, readName } from './names.ts';
import type { LocalFile, Place } from './place.ts';
import { type Keep, type Kept, superfluous } from './retention.ts';

/**
 * What stands beside each stored file, for anybody to read. It is written last, so that a file with a note was stored whole; and a
 * file without one is not ours to remove.
 */
export interface Note {
  readonly version: 1;
  readonly kind: 'hensteeth-backup-note';
  readonly lab: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly method?: Manifest['method'];
  readonly keys?: number;
  readonly volumes?: number;
}

/** A file in a place, with its note. */
export interface Stored extends Kept {
  readonly kind: Kind;
  readonly bytes: number;
  readonly note: Note | undefined;
  /** Why it is not good. */
  readonly why: string | undefined;
}

/** How many maps are kept: they are small, and each is of a time when the volumes changed. */
const KEEP_MAPS: Keep = { last: 20, daily: 0, weekly: 0 };

/** Stores a file and its note. @throws BackupError */
export async function storeFile(place: Place, name: string, file: LocalFile, more: Partial<Note>): Promise<void> {
  const { bytes, sha256 } = file;
  await place.write(name, file);
  const lab = more.lab!;
  const note: Note = { version: 1, kind: 'hensteeth-backup-note', lab, file: name, bytes, sha256, ...more };
  const path = `${file.path}${NOTE}`;
  await writeText(path, `${JSON.stringify(note, undefined, 2)}\n`, 0o600);
  await place.write(`${name}${NOTE}`, { path, ...(await sumsOf(piecesOf(path))) });
  const there = (await place.list()).find((each) => each.name === name);
  if (there?.bytes === bytes) return;
  throw new BackupError(`${place.name}: ${name} was written and is not there`, 'See who else writes to this place.');
}

/** What is stored of a lab, the newest first. @throws BackupError when the place cannot be listed */
export async function storedIn(place: Place, lab: string): Promise<Stored[]> {
  const found = await place.list();
  const sizes = new Map(found.map(({ name, bytes }) => [name, bytes]));
  const names = new Set([...sizes.keys()].map((name) => (name.endsWith(NOTE) ? name.slice(0, -NOTE.length) : name)));
  const all: Stored[] = [];
  for (const name of names) {
    const read = readName(name, lab);
    if (!read) continue;
    const note = sizes.has(`${name}${NOTE}`) ? await noteOf(place, name, lab) : undefined;
    const bytes = sizes.get(name);
    const why = whyNotGood(bytes, note);
    all.push({ name, ...read, bytes: bytes ?? 0, note, why, isGood: why === undefined });
  }
  return all.sort((one, other) => (one.at > other.at ? -1 : one.at < other.at ? 1 : one.name < other.name ? -1 : 1));
}

/** Removes what need not be kept: only what has a note of this lab. @returns names of what was removed */
export async function prune(place: Place, lab: string, keep: Keep): Promise<string[]> {
  const ours = (await storedIn(place, lab)).filter(({ note }) => note !== undefined);
  const removed: string[] = [];
  for (const [kind, rule] of [
    ['backup', keep],
    ['map', KEEP_MAPS],
  ] as const) {
    for (const name of superfluous(
      ours.filter((each) => each.kind === kind),
      rule,
    )) {
      // The note goes last: a run that is cut here finds the rest of it again.
      await place.remove(name);
      await place.remove(`${name}${NOTE}`);
      removed.push(name);
    }
  }
  return removed;
}

async function noteOf(place: Place, name: string, lab: string): Promise<Note | undefined> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await place.read(`${name}${NOTE}`)) pieces.push(piece);
  try {
    const note = record(JSON.parse(Buffer.concat(pieces).toString('utf8'))) as unknown as Note;
    const isOurs = note.kind === 'hensteeth-backup-note' && note.lab === lab && note.file === name;
    return isOurs ? note : undefined;
  } catch {
    return undefined;
  }
}

function whyNotGood(bytes: number | undefined, note: Note | undefined): string | undefined {
  if (!note) return 'it has no note: it was not stored whole, or not by this project';
  if (bytes === undefined) return 'it is gone, and only its note is there';
  return bytes === note.bytes ? undefined : `it has ${bytes} bytes; its note says ${note.bytes}`;
}

import { createHash } from 'node:crypto';
import { record } from '../check/pods.ts';
import { LISTED } from './allowed-commands.ts';
import { type Machine, MachineError, mustHear } from './machine.ts';

/** What is in a folder, as a digest and in figures. */
export interface Content {
  /**
   * SHA-256 over the sorted list of all that is in it: path, type, mode, owner, group; of a file its size and SHA-256, of a link where it
   * points, of a hard link which file it is. Times are no part of it, nor the folder itself, whose mode TopoLVM sets, nor lost+found.
   */
  readonly digest: string;
  readonly files: number;
  /** Of files; one with several names counts once. */
  readonly bytes: number;
  /** The same for each name at the top, to say where two contents differ; none where there are too many. */
  readonly parts: readonly ContentPart[];
}

export interface ContentPart {
  readonly name: string;
  readonly digest: string;
  readonly files: number;
}

/** How far reading has come. */
export interface Reading {
  readonly bytes: number;
  readonly ofBytes: number;
}

interface Entry {
  /** Bytes as latin1: names need not be UTF-8. */
  readonly path: string;
  readonly type: string;
  readonly mode: string;
  readonly uid: string;
  readonly gid: string;
  readonly size: number;
  readonly inode: string;
  readonly links: number;
  readonly target: string;
}

const FIELDS = 9;
const HASH = 64;
const MOST_PARTS = 200;
const LOST = 'lost+found';

/**
 * Reads everything below a folder of the machine. What is kept in memory grows with the number of files, not with their size.
 *
 * @throws MachineError when something cannot be read, or changed meanwhile
 */
export async function contentOf(
  machine: Machine,
  folder: string,
  onProgress?: (reading: Reading) => void,
): Promise<Content> {
  const entries = await entriesIn(machine, folder);
  const sizes = new Map(entries.map(({ path, size }) => [path, size]));
  const ofBytes = entries.reduce((sum, { type, size }) => sum + (type === 'f' ? size : 0), 0);
  const hashes = new Map<string, string>();
  let bytes = 0;
  const words = [
    'find',
    folder,
    '-mindepth',
    '1',
    '-xdev',
    '-type',
    'f',
    '-exec',
    'sha256sum',
    '--zero',
    '--',
    '{}',
    '+',
  ];
  await eachRecord(machine, words, (line) => {
    const path = line.slice(HASH + 2 + folder.length + 1);
    hashes.set(path, line.slice(0, HASH));
    bytes += sizes.get(path) ?? 0;
    onProgress?.({ bytes, ofBytes });
  });
  return digestOf(entries, hashes);
}

/** Paths of all that is below a folder, as text to be shown. @throws MachineError */
export async function pathsIn(machine: Machine, folder: string): Promise<string[]> {
  return (await entriesIn(machine, folder)).map(({ path }) => shown(path));
}

async function entriesIn(machine: Machine, folder: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let fields: string[] = [];
  await eachRecord(machine, ['find', folder, '-mindepth', '1', '-xdev', '-printf', LISTED], (field) => {
    if (fields.push(field) < FIELDS) return;
    const [path, type, mode, uid, gid, size, inode, links, target] = fields as [string, ...string[]] as string[];
    fields = [];
    if (path === LOST || path!.startsWith(`${LOST}/`)) return;
    entries.push({
      path: path!,
      type: type!,
      mode: mode!,
      uid: uid!,
      gid: gid!,
      size: Number(size),
      inode: inode!,
      links: Number(links),
      target: target!,
    });
  });
  // By bytes, as LC_ALL=C sorts.
  return entries.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function digestOf(entries: readonly Entry[], hashes: ReadonlyMap<string, string>): Content {
  const whole = createHash('sha256');
  const parts = new Map<string, { hash: ReturnType<typeof createHash>; files: number }>();
  const firstOf = new Map<string, string>();
  let files = 0;
  let bytes = 0;
  for (const { path, type, mode, uid, gid, size, inode, links, target } of entries) {
    const isFile = type === 'f';
    const hash = isFile ? hashes.get(path) : '';
    if (hash === undefined) throw new MachineError(`${shown(path)} changed while it was read`);
    const first = type !== 'd' && links > 1 ? (firstOf.get(inode) ?? path) : path;
    if (isFile) files++;
    if (isFile && (links === 1 || !firstOf.has(inode))) bytes += size;
    if (type !== 'd' && links > 1) firstOf.set(inode, first);
    const same = first === path ? '' : first;
    const line = Buffer.from(
      `${[path, type, mode, uid, gid, isFile ? size : '', hash, target, same].join('\0')}\0\n`,
      'latin1',
    );
    whole.update(line);
    const name = path.split('/', 1)[0]!;
    const part = parts.get(name) ?? { hash: createHash('sha256'), files: 0 };
    part.hash.update(line);
    part.files += isFile ? 1 : 0;
    parts.set(name, part);
  }
  return {
    digest: whole.digest('hex'),
    files,
    bytes,
    parts:
      parts.size > MOST_PARTS
        ? []
        : [...parts].map(([name, part]) => ({ name: shown(name), digest: part.hash.digest('hex'), files: part.files })),
  };
}

/** Whether what a file holds is a content. */
export function isContent(parsed: unknown): parsed is Content {
  const { digest, files, bytes, parts } = record(parsed);
  const isDigest = (value: unknown) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
  const isPart = (part: unknown) => typeof record(part)['name'] === 'string' && isDigest(record(part)['digest']);
  const hasFigures = Number.isSafeInteger(files) && Number.isSafeInteger(bytes);
  return isDigest(digest) && hasFigures && Array.isArray(parts) && parts.every(isPart);
}

/** Where two contents differ, in words; `undefined` when they are the same. */
export function contentDifference(was: Content, is: Content): string | undefined {
  if (was.digest === is.digest) return undefined;
  const before = new Map(was.parts.map((part) => [part.name, part.digest]));
  const after = new Map(is.parts.map((part) => [part.name, part.digest]));
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  const where = names.length === 0 || !was.parts.length || !is.parts.length ? '' : `; it differs in ${someOf(names)}`;
  return `${is.files} files and ${is.bytes} bytes, where ${was.files} and ${was.bytes} were${where}`;
}

/** The first few of a list. */
export function someOf(names: readonly string[]): string {
  const some = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${some} and ${names.length - 5} more` : some;
}

function shown(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}

/** Runs a command and hears each piece of its output that ends with NUL. */
async function eachRecord(machine: Machine, words: readonly string[], use: (text: string) => void): Promise<void> {
  let rest = '';
  const hear = (text: string) => {
    const records = (rest + text).split('\0');
    rest = records.pop()!;
    records.forEach(use);
  };
  await mustHear(machine, words, (chunk) => hear(chunk.toString('latin1')));
  if (rest !== '') throw new MachineError(`${words[0]} on ${machine.name}: its output broke off`);
}

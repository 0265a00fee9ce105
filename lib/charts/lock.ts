import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../core/manifest.ts';
import { writeWhole } from '../core/write.ts';
import { jsonLines } from './json-lines.ts';
import { isMapping } from './mapping.ts';

/** The file at the top of the project. */
export const LOCK_FILE = 'charts.lock.json';
/** Changes when the file changes its form. */
const FORM = 1;
const AGAIN = 'Write it again: npx hensteeth charts lock';
/** What git leaves in a file that it could not merge. */
const MERGE = /^(?:<{7} |={7}$|>{7} )/m;

/** What one release really contains: facts only, so that it can be judged where its chart is not at hand. */
export interface LockedRelease {
  readonly chart: string;
  /** Version as the release asks for it. */
  readonly version: string;
  /** SHA-256 of the archive: `sha256:` and 64 hexadecimal digits. `null` for one that was assembled by hand, and not published. */
  readonly archive: string | null;
  /** SHA-256 of the values of the release. */
  readonly values: string;
  /** Version of Kubernetes that it was rendered for. */
  readonly kubernetes: string;
  /** Custom resource definitions that it brings. */
  readonly definitions: readonly string[];
  /** Images that its pods run, sorted. */
  readonly images: readonly LockedImage[];
  /** Its objects, reduced to facts. */
  readonly objects: readonly Manifest[];
}

/** An image, by the name that is written. */
export interface LockedImage {
  readonly image: string;
  /** `null` where the chart names none. */
  readonly digest: string | null;
}

/** Releases by `namespace/name`. */
export type Lock = ReadonlyMap<string, LockedRelease>;

/** A lock that cannot be used: where, why, and what to do. */
export class LockError extends Error {
  readonly hint: string;
  /** Line and column from 1, where the text is no JSON and the place is known. */
  readonly position: { readonly line: number; readonly column: number } | undefined;

  constructor(message: string, hint = AGAIN, position?: { readonly line: number; readonly column: number }) {
    super(`${LOCK_FILE}${position ? `:${position.line}:${position.column}` : ''}: ${message}`);
    this.hint = hint;
    this.position = position;
  }
}

/**
 * The lock of a project; `undefined` when it has none.
 *
 * @throws LockError when it is broken, or of another form
 */
export function readLock(project: string): Lock | undefined {
  const file = join(project, LOCK_FILE);
  return existsSync(file) ? parseLock(readFileSync(file, 'utf8')) : undefined;
}

/** @throws LockError */
export function parseLock(text: string): Lock {
  const lock = parseJson(text);
  if (!isMapping(lock)) throw new LockError('is no map');
  if (lock['form'] !== FORM) {
    throw new LockError(`form is ${JSON.stringify(lock['form'])}; this version of the project reads ${FORM}`);
  }
  const { releases } = lock;
  if (!isMapping(releases)) throw new LockError('releases is no map');
  return new Map(Object.entries(releases).map(([name, release]) => [name, releaseOf(name, release)]));
}

/** Writes the lock, releases by name. The old one stays until the new one is whole. */
export function writeLock(project: string, lock: Lock): void {
  writeWhole(join(project, LOCK_FILE), lockText(lock));
}

/** The lock as it is written: keys sorted, so that a change shows as itself alone. */
export function lockText(lock: Lock): string {
  return `${jsonLines(sorted({ form: FORM, releases: Object.fromEntries(lock) }))}\n`;
}

/** SHA-256 of values, whatever the order of their keys. */
export function valuesHash(values: unknown): string {
  return `sha256:${createHash('sha256')
    .update(JSON.stringify(sorted(values)) ?? '')
    .digest('hex')}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const merge = MERGE.exec(text);
    const reason = error instanceof Error ? error.message : String(error);
    const named = / position (\d+)/.exec(reason)?.[1];
    const offset = merge?.index ?? (named === undefined ? undefined : Number(named));
    const hint = merge ? `It holds marks of a merge. ${AGAIN}` : AGAIN;
    throw new LockError('is no JSON', hint, offset === undefined ? undefined : positionOf(text, offset));
  }
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

const TEXTS = ['chart', 'version', 'values', 'kubernetes'] as const;
const isText = (value: unknown): boolean => typeof value === 'string';

function releaseOf(name: string, release: unknown): LockedRelease {
  const place = `releases['${name}']`;
  if (!isMapping(release)) throw new LockError(`${place} is no map`);
  for (const key of TEXTS) if (!isText(release[key])) throw new LockError(`${place}.${key} is no text`);
  const { archive } = release;
  if (!isText(archive) && archive !== null) throw new LockError(`${place}.archive is neither a text nor null`);
  list(place, release, 'definitions', isText, 'a name');
  list(place, release, 'images', (image) => isMapping(image) && isText(image['image']), 'an image');
  list(place, release, 'objects', isManifest, 'an object with apiVersion, kind and metadata.name');
  return release as unknown as LockedRelease;
}

function list(
  place: string,
  release: Readonly<Record<string, unknown>>,
  key: string,
  isItem: (value: unknown) => boolean,
  what: string,
): void {
  const items = release[key];
  if (!Array.isArray(items)) throw new LockError(`${place}.${key} is no list`);
  const odd = items.findIndex((item) => !isItem(item));
  if (odd >= 0) throw new LockError(`${place}.${key}[${odd}] is not ${what}`);
}

function isManifest(value: unknown): boolean {
  if (!isMapping(value) || !isMapping(value['metadata'])) return false;
  return isText(value['apiVersion']) && isText(value['kind']) && isText(value['metadata']['name']);
}

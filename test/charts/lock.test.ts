import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LOCK_FILE,
  LockError,
  type LockedRelease,
  lockText,
  parseLock,
  readLock,
  valuesHash,
  writeLock,
} from '../../lib/charts/lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

const release: LockedRelease = {
  chart: 'web',
  version: '1.2.3',
  archive: 'sha256:aa',
  values: valuesHash({}),
  kubernetes: '1.27.0',
  definitions: [],
  images: [{ image: 'nginx:1.27.5', digest: null }],
  objects: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' } }],
};

/** What is said of a text that is no lock. */
function refusal(text: string): LockError {
  try {
    parseLock(text);
  } catch (error) {
    if (error instanceof LockError) return error;
  }
  throw new Error('it was taken');
}

const withRelease = (value: unknown): string => JSON.stringify({ form: 1, releases: { 'a/b': value } });

test('what is written is read again', () => {
  const lock = new Map([['default/site', release]]);
  writeLock(folder, lock);
  expect(readLock(folder)).toEqual(lock);
});

test('a new lock takes the place of the old one, and nothing else is left', () => {
  writeFileSync(join(folder, LOCK_FILE), 'old');
  writeLock(folder, new Map());
  expect(readdirSync(folder)).toEqual([LOCK_FILE]);
  expect(readFileSync(join(folder, LOCK_FILE), 'utf8')).toBe('{ "form": 1, "releases": {} }\n');
});

test('the order in which releases were locked does not show', () => {
  const one: [string, LockedRelease][] = [
    ['a/a', release],
    ['b/b', release],
  ];
  expect(lockText(new Map(one.toReversed()))).toBe(lockText(new Map(one)));
});

test('a project without a lock has none', () => {
  expect(readLock(join(folder, 'nowhere'))).toBeUndefined();
});

test('values that differ in the order of their keys alone are the same', () => {
  expect(valuesHash({ a: 1, b: { c: 2, d: 3 } })).toBe(valuesHash({ b: { d: 3, c: 2 }, a: 1 }));
  expect(valuesHash({ list: [1, 2] })).not.toBe(valuesHash({ list: [2, 1] }));
  expect(valuesHash({ port: 80 })).not.toBe(valuesHash({ port: '80' }));
});

test('marks of a merge are told with their line', () => {
  const { position, hint } = refusal('{\n<<<<<<< HEAD\n  "form": 1\n=======\n');
  expect(position).toEqual({ line: 2, column: 1 });
  expect(hint).toContain('marks of a merge');
});

test.each([
  ['[]', 'is no map'],
  ['{"form": 9, "releases": {}}', 'form is 9'],
  ['{"form": 1}', 'releases is no map'],
  [withRelease(7), "releases['a/b'] is no map"],
  [withRelease({ ...release, chart: 7 }), "releases['a/b'].chart is no text"],
  [withRelease({ ...release, images: 'nginx' }), "releases['a/b'].images is no list"],
  [withRelease({ ...release, images: [{}] }), "releases['a/b'].images[0] is not an image"],
  [withRelease({ ...release, objects: [{ kind: 'Pod' }] }), "releases['a/b'].objects[0] is not an object"],
])('%s is refused with its place', (text, message) => {
  const error = refusal(text);
  expect(error.message).toContain(`${LOCK_FILE}: ${message}`);
  expect(error.hint).toContain('npx hensteeth charts lock');
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { piecesOf, sumsOf } from '../../lib/backup/files.ts';
import { googlePlace } from '../../lib/backup/google-place.ts';
import type { LocalFile, Place } from '../../lib/backup/place.ts';
import { textOf } from '../../lib/backup/read-backup.ts';
import { prune, storedIn, storeFile } from '../../lib/backup/store.ts';
import { newFolder, removeScratch } from '../node/programs.ts';
import { FakeGoogle } from './fake-google.ts';

let google: FakeGoogle;
let place: Place;
beforeEach(async () => {
  google = await FakeGoogle.start();
  place = placeWith(google.account);
});
afterEach(() => google.stop());
afterAll(removeScratch);

const placeWith = (account: string) =>
  googlePlace({
    bucket: 'example-bucket',
    prefix: 'backups/lab',
    endpoint: google.endpoint,
    account: async () => account,
  });

async function file(text: string): Promise<LocalFile> {
  const path = join(newFolder(), 'file');
  writeFileSync(path, text);
  return { path, ...(await sumsOf(piecesOf(path))) };
}

const stored = async (name: string) => storeFile(place, name, await file(`content of ${name}`), { lab: 'lab' });

test('a file goes into the bucket below the prefix, and comes back as it was', async () => {
  await place.write('a b.age', await file('x'.repeat(300_000)));
  expect([...google.objects.keys()]).toEqual(['backups/lab/a b.age']);
  expect(await place.list()).toEqual([{ name: 'a b.age', bytes: 300_000 }]);
  expect(await textOf(await place.read('a b.age'))).toBe('x'.repeat(300_000));
});

test('a list of several pages is read to its end, and holds nothing of other folders', async () => {
  google.page = 2;
  for (const name of ['backups/other/x', 'backups/lab/deep/x', 'meta.json']) google.objects.set(name, Buffer.from('x'));
  for (let i = 0; i < 5; i++) await place.write(`f${i}`, await file('x'));
  expect((await place.list()).map(({ name }) => name)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4']);
});

test('one token serves many requests', async () => {
  await place.write('one', await file('x'));
  const fresh = placeWith(google.account);
  await fresh.list();
  // The first place's token is no longer the one that the server takes.
  await expect(place.list()).rejects.toThrow('401 Invalid Credentials');
});

test('a bucket that refuses is told with what Google says and what to do', async () => {
  google.refused = 'POST backups/lab/one';
  await expect(place.write('one', await file('x'))).rejects.toMatchObject({
    message: 'gs://example-bucket/backups/lab: one cannot be written: 403 backup@ does not have storage.objects access',
    hint: expect.stringContaining('roles/storage.objectAdmin'),
  });
});

test('an upload that arrives changed is told', async () => {
  google.isLossy = true;
  await expect(place.write('one', await file('text'))).rejects.toThrow('what arrived is not what was sent');
});

test.each([
  ['of somebody else', (account: string) => account.replace('backup@', 'other@'), '400 Invalid JWT Signature.'],
  ['that is no JSON', () => '{"private_key": "-----BEGIN', 'is no JSON'],
  ['without a key', () => '{"client_email":"a@b"}', 'lacks client_email or private_key'],
])('a key %s is told, and never shown', async (_, change, words) => {
  const error = await placeWith(change(google.account)).list().then(String, String);
  expect(error).toContain(words);
  expect(error).not.toContain('BEGIN');
});

test('a server that is not there is told', async () => {
  const gone = googlePlace({
    bucket: 'b',
    prefix: 'p',
    endpoint: 'http://127.0.0.1:9',
    account: async () => google.account,
  });
  await expect(gone.list()).rejects.toThrow('gs://b/p: it cannot be listed: fetch failed: ');
});

describe('what is stored', () => {
  const names = [1, 2, 3].map((day) => `lab-2026010${day}T000000Z.tar.age`);

  test('is good when its note is there and its size is right', async () => {
    for (const name of names) await stored(name);
    google.objects.set(`backups/lab/${names[0]}`, Buffer.from('cut'));
    google.objects.delete(`backups/lab/${names[1]}.json`);
    google.objects.set('backups/lab/lab-20260104T000000Z.volumes.age.json', Buffer.from('{}'));
    const found = await storedIn(place, 'lab');
    expect(found.map(({ name, why }) => [name, why])).toEqual([
      ['lab-20260104T000000Z.volumes.age', expect.stringContaining('it has no note')],
      [names[2], undefined],
      [names[1], expect.stringContaining('it has no note')],
      [names[0], expect.stringContaining('it has 3 bytes; its note says')],
    ]);
  });

  test('goes by the rule, with its note; what has no note of this lab stays', async () => {
    for (const name of names) await stored(name);
    google.objects.set('backups/lab/lab-20250101T000000Z.tar.age', Buffer.from('of the owner'));
    google.objects.set('backups/lab/photo.jpg', Buffer.from('of the owner'));
    expect(await prune(place, 'lab', { last: 1, daily: 0, weekly: 0 })).toEqual([names[1], names[0]]);
    expect([...google.objects.keys()].sort()).toEqual([
      'backups/lab/lab-20250101T000000Z.tar.age',
      `backups/lab/${names[2]}`,
      `backups/lab/${names[2]}.json`,
      'backups/lab/photo.jpg',
    ]);
  });

  test('that could only be removed in part is removed in the next run', async () => {
    for (const name of names) await stored(name);
    google.refused = `DELETE backups/lab/${names[1]}.json`;
    await expect(prune(place, 'lab', { last: 1, daily: 0, weekly: 0 })).rejects.toThrow('cannot be removed');
    google.refused = undefined;
    await prune(place, 'lab', { last: 1, daily: 0, weekly: 0 });
    expect(google.objects.size).toBe(2);
  });
});

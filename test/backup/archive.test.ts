import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import * as fc from 'fast-check';
import { encrypted } from '../../lib/backup/age.ts';
import { BackupError } from '../../lib/backup/backup-error.ts';
import { MANIFEST, type Manifest } from '../../lib/backup/manifest.ts';
import { checkBackup } from '../../lib/backup/read-backup.ts';
import { type Part, packed, unpacked } from '../../lib/backup/tar.ts';
import { newFolder, removeScratch } from '../node/programs.ts';

afterAll(removeScratch);

const AT = new Date('2026-01-02T03:04:05Z');
const part = (name: string, text: string | Uint8Array): Part => {
  const content = Buffer.from(text);
  return { name, bytes: content.length, content: [content] };
};

async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/** A stream in pieces of a size. */
async function* cutInto(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function files(source: AsyncIterable<Uint8Array>): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { name, content } of unpacked(source)) found.push([name, (await all(content)).toString('latin1')]);
  return found;
}

test('what is packed comes out again, in whatever pieces it arrives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 1600 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 2000 }),
      async (contents, size) => {
        const archive = await all(
          packed(
            contents.map((content, i) => part(`f${i}`, content)),
            AT,
          ),
        );
        const back = await files(cutInto(archive, size));
        return (
          back.every(([, text], i) => text === Buffer.from(contents[i]!).toString('latin1')) &&
          back.length === contents.length
        );
      },
    ),
  );
});

test('tar itself reads the archive', async () => {
  const file = join(newFolder(), 'a.tar');
  writeFileSync(file, await all(packed([part('one', 'text'), part('empty', ''), part('two', 'x'.repeat(513))], AT)));
  expect(spawnSync('tar', ['-tvf', file, '--full-time', '--utc'], { encoding: 'utf8' }).stdout.split('\n')).toEqual([
    expect.stringMatching(/^-rw------- 0\/0 +4 2026-01-02 03:04:05 one$/),
    expect.stringMatching(/ 0 2026-01-02 03:04:05 empty$/),
    expect.stringMatching(/ 513 2026-01-02 03:04:05 two$/),
    '',
  ]);
  expect(spawnSync('tar', ['-xOf', file, 'two'], { encoding: 'utf8' }).stdout).toBe('x'.repeat(513));
});

test('an archive that is cut anywhere is told, and never taken for a shorter one', async () => {
  const archive = await all(packed([part('one', 'text'), part('two', 'more')], AT));
  for (let length = 0; length < archive.length - 512; length += 64) {
    await expect(files(cutInto(archive.subarray(0, length), 1000))).rejects.toThrow(BackupError);
  }
});

test('a part that changes while it is packed is told', async () => {
  const changed = { name: 'one', bytes: 5, content: [Buffer.from('text')] };
  await expect(all(packed([changed], AT))).rejects.toThrow('one changed while it was packed');
});

describe('a backup', () => {
  const texts = {
    'lab.tar.gz': 'keys',
    'certs.tar.gz': 'c',
    'credentials.tar.gz': 'd',
    'args.tar.gz': 'a',
    'volumes.json': '{}',
  };
  const manifest: Manifest = {
    version: 1,
    kind: 'hensteeth-backup',
    lab: 'lab',
    node: 'one',
    cluster: 'c0ffee00-0000-4000-8000-000000000001',
    made: AT.toISOString(),
    method: 'dbctl',
    microk8s: { version: 'v1.27.16', revision: '7000' },
    datastore: 'lab.tar.gz',
    keys: 1,
    parts: Object.entries(texts).map(([name, text]) => ({
      name,
      bytes: text.length,
      sha256: createHash('sha256').update(text).digest('hex'),
    })),
    volumes: [],
  };
  let key: string;
  let other: string;
  beforeAll(async () => {
    key = await generateX25519Identity();
    other = await generateX25519Identity();
  });

  /** An encrypted backup, of these parts and this manifest. */
  const made = async (parts: readonly Part[], says: unknown = manifest) =>
    all(
      await encrypted(
        [await identityToRecipient(key), await identityToRecipient(other)],
        packed([part(MANIFEST, JSON.stringify(says)), ...parts], AT),
      ),
    );
  const whole = Object.entries(texts).map(([name, text]) => part(name, text));
  const check = (bytes: Uint8Array, with_ = key) => checkBackup(cutInto(bytes, 700), with_, ['volumes.json']);

  test('is opened by each of its keys, in a key file as age-keygen writes it, and compared part by part', async () => {
    const bytes = await made(whole);
    for (const text of [key, `# created: 2026\n# public key: age1...\n${other}\n`]) {
      expect(await check(bytes, text)).toEqual({ manifest, texts: new Map([['volumes.json', '{}']]) });
    }
  });

  test('is not opened by another key, and no message quotes one', async () => {
    const stranger = await generateX25519Identity();
    await expect(check(await made(whole), stranger)).rejects.toThrow('the key does not open this backup');
    await expect(check(await made(whole), `${key.slice(0, -3)}xyz`)).rejects.toThrow(
      'the key file holds no secret key of age',
    );
    await expect(check(await made(whole), 'not a key')).rejects.toThrow('the key file holds no secret key of age');
  });

  test('with one byte changed is told, wherever it is', async () => {
    const bytes = await made(whole);
    const step = Math.max(1, Math.floor(bytes.length / 60));
    for (let at = 0; at < bytes.length; at += step) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      await expect(check(changed)).rejects.toThrow(BackupError);
    }
  });

  test('that is cut is told', async () => {
    const bytes = await made(whole);
    for (const length of [0, 10, 300, bytes.length - 20, bytes.length - 1]) {
      await expect(check(bytes.subarray(0, length))).rejects.toThrow(BackupError);
    }
  });

  test.each<[string, () => readonly Part[], unknown, string]>([
    ['a part missing', () => whole.slice(0, -1), manifest, 'the backup lacks volumes.json'],
    ['a part twice', () => [...whole, whole[0]!], manifest, 'holds "lab.tar.gz", which its manifest does not'],
    ['a part too much', () => [...whole, part('more', '')], manifest, 'holds "more", which its manifest does not'],
    [
      'another part',
      () => [part('lab.tar.gz', 'kezs'), ...whole.slice(1)],
      manifest,
      'has another lab.tar.gz than its manifest',
    ],
    [
      'no certificates',
      () => whole,
      { ...manifest, parts: manifest.parts.filter(({ name }) => name !== 'certs.tar.gz') },
      'no part certs.tar.gz',
    ],
    [
      'a path for a name',
      () => whole,
      { ...manifest, parts: [...manifest.parts, { name: '../x', bytes: 0, sha256: '' }] },
      'names a part "../x"',
    ],
    ['a newer format', () => whole, { ...manifest, version: 2 }, 'version 2, and this program reads 1'],
    ['another kind', () => whole, { kind: 'x' }, 'its manifest is of something else'],
  ])('with %s is refused', async (_, parts, says, words) => {
    await expect(check(await made(parts(), says))).rejects.toThrow(words);
  });

  test('that does not begin with its manifest is refused', async () => {
    const bytes = await all(await encrypted([await identityToRecipient(key)], packed(whole, AT)));
    await expect(check(bytes)).rejects.toThrow('begins with "lab.tar.gz"');
  });

  test('for nobody is not made', async () => {
    await expect(encrypted([], cutInto(Buffer.from('x'), 1))).rejects.toThrow('nobody could open a backup');
    await expect(encrypted(['age1x'], cutInto(Buffer.from('x'), 1))).rejects.toThrow("'age1x' is no public key of age");
  });
});

import { createHash } from 'node:crypto';
import { decrypted } from './age.ts';
import { BackupError } from './backup-error.ts';
import { MANIFEST, type Manifest, readManifest } from './manifest.ts';
import { type Unpacked, unpacked } from './tar.ts';

type Pieces = AsyncIterable<Uint8Array>;

const MOST_MANIFEST = 16 * 2 ** 20;

/** A backup that was read to its end, and every sum of it compared. */
export interface ReadBackup {
  readonly manifest: Manifest;
  /** Parts that were asked for, as texts. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads what is packed, part by part, and compares each with the manifest, which comes first.
 *
 * @param use gets every part as it comes; what it did counts only when this ends well
 * @throws BackupError for what is damaged, missing or too much
 */
export async function readParts(
  plain: Pieces,
  use: (part: Unpacked, manifest: Manifest) => Promise<void>,
): Promise<Manifest> {
  let manifest: Manifest | undefined;
  const seen = new Set<string>();
  for await (const part of unpacked(plain)) {
    if (!manifest) {
      if (part.name !== MANIFEST || part.bytes > MOST_MANIFEST) throw odd(`begins with ${JSON.stringify(part.name)}`);
      manifest = readManifest(await textOf(part.content));
      continue;
    }
    const expected = manifest.parts.find(({ name }) => name === part.name);
    if (!expected || seen.has(part.name)) throw odd(`holds ${JSON.stringify(part.name)}, which its manifest does not`);
    seen.add(part.name);
    const hash = createHash('sha256');
    let bytes = 0;
    const content = async function* () {
      for await (const piece of part.content) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
    };
    await use({ ...part, content: content() }, manifest);
    if (bytes !== expected.bytes || hash.digest('hex') !== expected.sha256)
      throw odd(`has another ${part.name} than its manifest`);
  }
  if (!manifest) throw odd('is empty');
  const missing = manifest.parts.find(({ name }) => !seen.has(name));
  if (missing) throw odd(`lacks ${missing.name}`);
  return manifest;
}

/** Decrypts a whole backup in passing, and compares all of it. Nothing of it is kept but the texts that are asked for. */
export async function checkBackup(source: Pieces, key: string, texts: readonly string[] = []): Promise<ReadBackup> {
  const found = new Map<string, string>();
  const manifest = await readParts(await decrypted(key, source), async (part) => {
    if (texts.includes(part.name)) found.set(part.name, await textOf(part.content));
    else for await (const _ of part.content);
  });
  return { manifest, texts: found };
}

export async function textOf(pieces: Pieces): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString('utf8');
}

function odd(what: string): BackupError {
  return new BackupError(`the backup ${what}`, 'Take another one: npx hensteeth backup list.');
}

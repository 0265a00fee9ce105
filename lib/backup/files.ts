import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What a file is, when all of it was read. */
export interface Sums {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Base64, as Google Cloud Storage tells it. */
  readonly md5: string;
}

/** Ends the name of a file that is not whole yet. */
export const PARTIAL = '.partial';

/** Reads a file as pieces. */
export function piecesOf(file: string): AsyncIterable<Uint8Array> {
  return createReadStream(file, { highWaterMark: 1 << 18 });
}

export async function sumsOf(source: AsyncIterable<Uint8Array>): Promise<Sums> {
  const seen = new Seen();
  for await (const piece of source) seen.add(piece);
  return seen.sums();
}

/**
 * Writes a stream beside its place, makes the disk keep it, and renames it: at any time the file is whole or not there.
 *
 * @param judge may refuse what was written, by throwing
 */
export async function writeStream(
  file: string,
  source: AsyncIterable<Uint8Array>,
  { mode = 0o600, judge }: { readonly mode?: number; readonly judge?: (sums: Sums) => void } = {},
): Promise<Sums> {
  const partial = join(dirname(file), `.${basename(file)}${PARTIAL}`);
  const seen = new Seen();
  try {
    await rm(partial, { force: true });
    await pipeline(
      source,
      async function* (pieces) {
        for await (const piece of pieces) {
          seen.add(piece);
          yield piece;
        }
      },
      createWriteStream(partial, { mode, flags: 'wx' }),
    );
    judge?.(seen.sums());
    await flush(partial);
    await rename(partial, file);
    await flush(dirname(file));
    return seen.sums();
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** The same for a text. Its folder is made, for all to enter. */
export async function writeText(file: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o755 });
  await writeStream(file, oneOf(text), { mode });
  // The mask of the process may have taken a right away.
  await chmod(file, mode);
}

/** A JSON file; `undefined` when it is not there or half of something. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Makes the disk keep a file, or a folder's list of names. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* oneOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

class Seen {
  readonly #sha256 = createHash('sha256');
  readonly #md5 = createHash('md5');
  #bytes = 0;

  add(piece: Uint8Array): void {
    this.#bytes += piece.length;
    this.#sha256.update(piece);
    this.#md5.update(piece);
  }

  sums(): Sums {
    return {
      bytes: this.#bytes,
      sha256: this.#sha256.copy().digest('hex'),
      md5: this.#md5.copy().digest('base64'),
    };
  }
}

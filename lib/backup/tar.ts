import { BackupError } from './backup-error.ts';

/** A file of an archive. */
export interface Part {
  readonly name: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A file that comes out of an archive. Its content is read once, before the next file is asked for. */
export interface Unpacked {
  readonly name: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

const BLOCK = 512;
/** What eleven octal digits hold. */
const MOST = 8 ** 11 - 1;
const MOST_NAME = 100;

/**
 * A ustar archive of files, as a stream: nothing is held in memory but a piece. All in it is for its owner alone.
 *
 * @param at the time of every file
 * @throws BackupError for a file that does not fit, or that is not as long as it was said to be
 */
export async function* packed(parts: readonly Part[], at: Date): AsyncGenerator<Uint8Array> {
  for (const { name, bytes, content } of parts) {
    yield header(name, bytes, at);
    let seen = 0;
    for await (const piece of content) {
      seen += piece.length;
      yield piece;
    }
    if (seen !== bytes) throw new BackupError(`${name} changed while it was packed`, 'Run it again.');
    yield Buffer.alloc(padding(bytes));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/**
 * The files of an archive, one after the other.
 *
 * @throws BackupError when it is cut or is none
 */
export async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Unpacked> {
  const reader = new Reader(source);
  for (;;) {
    const head = await reader.take(BLOCK);
    if (head.every((byte) => byte === 0)) {
      await reader.drain();
      return;
    }
    if (sumOf(head) !== octal(head, 148, 8)) throw broken('a header of it is damaged');
    const name = head.toString('utf8', 0, MOST_NAME).replace(/\0.*$/s, '');
    const bytes = octal(head, 124, 12);
    let left = bytes;
    const content = async function* () {
      while (left > 0) {
        const piece = await reader.piece(left);
        left -= piece.length;
        yield piece;
      }
    };
    yield { name, bytes, content: content() };
    while (left > 0) left -= (await reader.piece(left)).length;
    await reader.take(padding(bytes));
  }
}

function header(name: string, bytes: number, at: Date): Buffer {
  if (Buffer.byteLength(name) > MOST_NAME || bytes > MOST) {
    throw new BackupError(`${name} with ${bytes} bytes does not fit into the archive`, 'A part may have 8 GiB.');
  }
  const head = Buffer.alloc(BLOCK);
  const text = (value: string, offset: number) => head.write(value, offset, 'utf8');
  const number = (value: number, offset: number, digits: number) =>
    text(value.toString(8).padStart(digits, '0'), offset);
  text(name, 0);
  number(0o600, 100, 7);
  number(0, 108, 7);
  number(0, 116, 7);
  number(bytes, 124, 11);
  number(Math.floor(at.getTime() / 1000), 136, 11);
  text('0', 156);
  text('ustar\u000000', 257);
  number(sumOf(head), 148, 6);
  text('\0 ', 154);
  return head;
}

/** The sum over a header, its own place read as spaces. */
function sumOf(head: Buffer): number {
  return head.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
}

function octal(head: Buffer, offset: number, length: number): number {
  return Number.parseInt(head.toString('latin1', offset, offset + length).replace(/[\0 ].*$/s, ''), 8);
}

function padding(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK;
}

function broken(why: string): BackupError {
  return new BackupError(`the backup is no whole archive: ${why}`, 'Take another one: npx hensteeth backup list.');
}

/** Pieces of a stream, by as many bytes as are asked for. */
class Reader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** At most so many bytes, and at least one. */
  async piece(most: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#source.next();
      if (done) throw broken('it ends too early');
      this.#rest = Buffer.from(value.buffer, value.byteOffset, value.length);
    }
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  async take(bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let left = bytes; left > 0; ) {
      const piece = await this.piece(left);
      pieces.push(piece);
      left -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  /** Reads to the end: whatever is wrong at the end of the stream shows only there. */
  async drain(): Promise<void> {
    while (!(await this.#source.next()).done);
  }
}

/** One entry of a tar archive. */
export interface TarEntry {
  /** Path as the archive has it, not yet judged. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Where a link leads, as the archive has it. */
  readonly target: string;
  readonly content: Buffer;
}

const BLOCK = 512;
const KINDS: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'link',
  '5': 'folder',
};

/**
 * Entries of a tar archive in the formats of POSIX (ustar, pax) and GNU (long names).
 *
 * @throws Error that says what is broken, without the archive's name
 */
export function* tarEntries(archive: Buffer): Generator<TarEntry> {
  let path: string | undefined;
  let target: string | undefined;
  for (let at = 0; ; ) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.length < BLOCK) throw new Error('it ends in the middle');
    if (header.every((byte) => byte === 0)) return;
    if (!isSummed(header)) throw new Error(`its header at byte ${at} does not have the sum that it names`);
    const size = octal(header, 124, 12);
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length < size) throw new Error('it ends in the middle');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156]!);
    if (type === 'x') {
      const said = paxRecords(content);
      path = said.get('path') ?? path;
      target = said.get('linkpath') ?? target;
    } else if (type === 'L') path = textOf(content, 0, size);
    else if (type === 'K') target = textOf(content, 0, size);
    else if (type !== 'g') {
      yield {
        path: path ?? nameOf(header),
        kind: KINDS[type] ?? 'other',
        target: target ?? textOf(header, 157, 100),
        content,
      };
      path = undefined;
      target = undefined;
    }
  }
}

function nameOf(header: Buffer): string {
  const name = textOf(header, 0, 100);
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? textOf(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textOf(bytes: Buffer, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** A number in octal digits. Sizes beyond 8 GiB are written otherwise, and no chart has one. */
function octal(header: Buffer, from: number, length: number): number {
  const digits = textOf(header, from, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw new Error('a header of it has no size');
  return Number.parseInt(digits, 8);
}

/** The sum counts its own field as spaces. */
function isSummed(header: Buffer): boolean {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : header[i]!;
  const said = textOf(header, 148, 8).trim();
  return /^[0-7]+$/.test(said) && Number.parseInt(said, 8) === sum;
}

/** `27 path=a/very/long/name\n`: the length counts itself. */
function paxRecords(content: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const length = Number(content.toString('latin1', at, space));
    if (space < 0 || !Number.isInteger(length) || length <= space - at) throw new Error('a long name of it is broken');
    const [key = '', ...value] = content.toString('utf8', space + 1, at + length - 1).split('=');
    records.set(key, value.join('='));
    at += length;
  }
  return records;
}

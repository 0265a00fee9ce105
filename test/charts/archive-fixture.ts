import { gzipSync } from 'node:zlib';

/** One entry of a tar archive to write. */
export interface Entry {
  readonly path: string;
  readonly content?: string;
  /** @default `0`, a file */
  readonly type?: string;
  readonly target?: string;
}

/** A tar archive in the format of POSIX. */
export function tarOf(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(1024)]);
}

/** The same, compressed. */
export function archiveOf(entries: readonly Entry[]): Buffer {
  return gzipSync(tarOf(entries));
}

function blocksOf({ path, content = '', type = '0', target = '' }: Entry): Buffer[] {
  const header = Buffer.alloc(512);
  const body = Buffer.from(content);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write(body.length.toString(8).padStart(11, '0'), 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(target, 157);
  header.write('ustar\0', 257);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}

import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What lies in a folder. */
export interface Content {
  /** SHA-256 over paths, modes and bytes of everything in it. */
  readonly hash: string;
  /** Of all files. */
  readonly bytes: number;
  readonly files: number;
}

/** Made by the file system itself. */
const OWN = new Set(['lost+found']);
const BLOCK = 32;

/** Writes files that follow from a name alone: the next run writes the same bytes. */
export function writeContent(folder: string, name: string): void {
  writeFileSync(join(folder, 'whose.txt'), `${name}\n`);
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  for (const [i, blocks] of [1, 500, 20_000].entries()) {
    writeFileSync(join(folder, `deep/er/${i}.bin`), bytesOf(`${name} ${i}`, blocks), { mode: 0o640 });
  }
  writeFileSync(join(folder, 'empty'), '');
  symlinkSync('deep/er/0.bin', join(folder, 'link'));
}

/** Reads all of a folder. */
export function contentOf(folder: string): Content {
  const hash = createHash('sha256');
  let bytes = 0;
  let files = 0;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of names.filter((each) => !OWN.has(each.split('/')[0]!))) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    hash.update(`${name} ${stat.mode.toString(8)} ${stat.uid}:${stat.gid}\n`);
    if (stat.isSymbolicLink()) hash.update(readlinkSync(path));
    if (!stat.isFile()) continue;
    hash.update(readFileSync(path));
    bytes += stat.size;
    files++;
  }
  return { hash: hash.digest('hex'), bytes, files };
}

function bytesOf(seed: string, blocks: number): Buffer {
  const all = Buffer.alloc(blocks * BLOCK);
  let last = createHash('sha256').update(seed).digest();
  for (let i = 0; i < blocks; i++) {
    last.copy(all, i * BLOCK);
    last = createHash('sha256').update(last).digest();
  }
  return all;
}

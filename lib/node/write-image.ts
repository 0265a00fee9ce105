import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../tools/run-program.ts';

/** Files of a seed that the installer's cloud-init looks for on what is labelled CIDATA. */
export const LABEL = 'CIDATA';
/** Name of the image beside the files. */
export const IMAGE = 'cidata.iso';
/** The one time of everything in an image, so that the same facts make the same bytes: 2020-01-01. */
const TIME = '2020010100000000';
/** The same for the stamps that xorriso has no option for. */
const EPOCH = '1577836800';

/** Writes files, each beside its place and renamed; with a secret in them, nobody else may read them. An older image goes. */
export function writeFolder(folder: string, files: ReadonlyMap<string, string>, secret: boolean): void {
  mkdirSync(folder, { recursive: true, mode: secret ? 0o700 : 0o755 });
  if (secret) chmodSync(folder, 0o700);
  // An image of other facts must not stay beside these files.
  rmSync(join(folder, IMAGE), { force: true });
  for (const [name, text] of files) {
    const partial = join(folder, `.${name}.${process.pid}`);
    writeFileSync(partial, text, { mode: secret ? 0o600 : 0o644 });
    renameSync(partial, join(folder, name));
  }
}

/**
 * Packs files of a folder into an image with `xorriso`.
 *
 * @returns `undefined` when it is there, else why it is not
 */
export async function writeIso(folder: string, names: readonly string[], secret: boolean): Promise<string | undefined> {
  const partial = join(folder, `.${IMAGE}.${process.pid}`);
  const grafts = names.map((name) => `/${name}=${join(folder, name)}`);
  const times = [`--modification-date=${TIME}`, '--set_all_file_dates', TIME];
  const args = [
    '-as',
    'mkisofs',
    '-quiet',
    ...times,
    '-V',
    LABEL,
    '-J',
    '-r',
    '-graft-points',
    '-o',
    partial,
    ...grafts,
  ];
  const env = { ...process.env, SOURCE_DATE_EPOCH: EPOCH, LC_ALL: 'C' };
  const { code, errors } = await runProgram('xorriso', ['-no_rc', ...args], { env, timeout: 120_000 });
  if (code === 0) {
    if (secret) chmodSync(partial, 0o600);
    renameSync(partial, join(folder, IMAGE));
    return undefined;
  }
  rmSync(partial, { force: true });
  return code === undefined && /ENOENT/.test(errors)
    ? 'xorriso is not here'
    : errors.trim().split('\n').slice(-3).join(' ');
}

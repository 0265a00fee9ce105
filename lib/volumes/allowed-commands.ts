import { judgeGroupName, judgeTag, judgeVolumeName } from './lvm-names.ts';

/** A command that this project never runs on a machine with data. */
export class ForbiddenCommand extends Error {
  override readonly name = 'ForbiddenCommand';
}

/** One place of an argument list: the word itself, or what judges it. */
type Place = string | ((word: string) => boolean);

const group: Place = (word) => judgeGroupName(word) === undefined;
const volume: Place = (word) => judgeVolumeName(word) === undefined;
const tag: Place = (word) => judgeTag(word) === undefined;
const pathOf = (word: string): readonly [string, string] | undefined => {
  const [first = '', second = '', ...more] = word.split('/');
  return more.length > 0 ? undefined : [first, second];
};
const groupAndVolume: Place = (word) => {
  const path = pathOf(word);
  return path !== undefined && judgeGroupName(path[0]) === undefined && judgeVolumeName(path[1]) === undefined;
};
/** A size without a sign: a sign before it would make it relative. LVM itself refuses one that is not larger. */
const size: Place = (word) => /^[1-9][0-9]{0,18}b$/.test(word);
const fields: Place = (word) => /^[a-z_]+(?:,[a-z_]+)*$/.test(word);
const report: readonly Place[] = ['--reportformat', 'json', '--units', 'b', '--nosuffix', '-o', fields];
/** The device of a logical volume. */
const device: Place = (word) => {
  if (!word.startsWith('/dev/')) return false;
  const path = pathOf(word.slice('/dev/'.length));
  return path !== undefined && judgeGroupName(path[0]) === undefined && judgeVolumeName(path[1]) === undefined;
};
/** A path without a way up, and nothing that a program would take for an option. */
export const isPlainPath = (word: string): boolean =>
  /^(?:\/[A-Za-z0-9+_.~@-]+)+$/.test(word) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(word) && word.length < 1024;

/**
 * Every command that may run on the machine, place by place. Whatever is not of one of these shapes is not run: nothing here
 * removes, shrinks, formats, wipes or overwrites.
 */
const SHAPES: readonly (readonly Place[])[] = [
  ['lvs', ...report],
  ['vgs', ...report],
  ['pvs', ...report],
  ['lvrename', group, volume, volume],
  ['lvchange', '--addtag', tag, groupAndVolume],
  ['lvchange', '--deltag', tag, groupAndVolume],
  ['lvchange', '--activate', 'y', groupAndVolume],
  ['lvchange', '--activate', 'n', groupAndVolume],
  ['vgcfgbackup', group],
  ['lvextend', '--size', size, groupAndVolume],
  ['blkid', '--probe', '--output', 'export', device],
  ['dumpe2fs', '-h', device],
  ['hostname'],
];

/** Reads of files: a start, then any number of plain paths. */
const READS: readonly (readonly Place[])[] = [
  [
    'find',
    isPlainPath,
    '-mindepth',
    '4',
    '-maxdepth',
    '5',
    '-path',
    '*/volumes/kubernetes.io~csi/*',
    '-printf',
    '%P\\n',
  ],
  ['find', isPlainPath, '-mindepth', '1', '-maxdepth', '1', '-type', 'd', '-printf', '%f\\n'],
  ['find', isPlainPath, '-mindepth', '1', '-maxdepth', '1', '-type', 'f', '-printf', '%s %T@ %p\\n'],
];
const HEAD: readonly Place[] = ['head', '-v', '-c', '1048576', '--'];

/** Whether a command is of one of the shapes that may run. */
export function isAllowed(words: readonly string[]): boolean {
  if (words.some((word) => typeof word !== 'string')) return false;
  if ([...SHAPES, ...READS].some((shape) => shape.length === words.length && fits(shape, words))) return true;
  return words.length > HEAD.length && fits(HEAD, words) && words.slice(HEAD.length).every(isPlainPath);
}

/** @throws ForbiddenCommand unless the command may run */
export function mustBeAllowed(words: readonly string[]): void {
  if (isAllowed(words)) return;
  throw new ForbiddenCommand(
    `'${words.map(String).join(' ').slice(0, 200)}' is not a command that may run here: only reading, renaming, tagging, activating and growing may`,
  );
}

function fits(shape: readonly Place[], words: readonly string[]): boolean {
  return shape.every((place, i) => (typeof place === 'string' ? place === words[i] : place(words[i]!)));
}

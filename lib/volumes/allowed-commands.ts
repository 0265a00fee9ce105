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

/** Folders of our own that volumes are mounted at, by their UUIDs: below one of them, nothing can be written. */
export const MOUNTS = { read: '/run/hensteeth/volumes/read', write: '/run/hensteeth/volumes/write' } as const;
const mountedAt =
  (folders: readonly string[], end = ''): Place =>
  (word) =>
    folders.some((folder) => word.startsWith(`${folder}/`) && isUuid(word.slice(folder.length + 1), end));
const isUuid = (word: string, end: string) =>
  /^[A-Za-z0-9]{6}(?:-[A-Za-z0-9]{4}){5}-[A-Za-z0-9]{6}$/.test(word.slice(0, 38)) && word.slice(38) === end;
const readPoint = mountedAt([MOUNTS.read]);
const mountPoint = mountedAt(Object.values(MOUNTS));
/**
 * The only ways in which a volume is mounted. To be read: without the journal's replay, and through a loop that the kernel lets nobody
 * write to, since ext4 notes errors on the disk of a mount that is read-only, too.
 */
export const MOUNT_OPTIONS = {
  ext4: { read: 'ro,loop,noload,nodev,nosuid,noexec', write: 'rw,nodev,nosuid,noexec' },
  xfs: { read: 'ro,loop,norecovery,nouuid,nodev,nosuid,noexec', write: 'rw,nouuid,nodev,nosuid,noexec' },
} as const;
/** What is read of every file: names end with NUL, so that none can pass for two. */
export const LISTED = '%P\\0%y\\0%m\\0%U\\0%G\\0%s\\0%i\\0%n\\0%l\\0';
const MOUNTED: readonly (readonly Place[])[] = Object.entries(MOUNT_OPTIONS).flatMap(([type, { read, write }]) => [
  ['mount', '--types', type, '--options', read, '--', device, readPoint],
  ['mount', '--types', type, '--options', write, '--', device, mountedAt([MOUNTS.write])],
]);
const COPY_FROM_TO = [
  '--inplace',
  '--numeric-ids',
  '--exclude=/lost+found',
  '--',
  mountedAt([MOUNTS.read], '/'),
] as const;

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
  ...MOUNTED,
  ['mkdir', '--parents', '--', mountPoint],
  ['findmnt', '--noheadings', '--output', 'TARGET', '--mountpoint', mountPoint],
  ['umount', '--', mountPoint],
  ['rmdir', '--', mountPoint],
  ['lsblk', '--json', '--output', 'PATH,MOUNTPOINTS,FSROOTS', device],
  ['e2fsck', '-n', '-f', device],
  ['xfs_repair', '-n', device],
  ['xfs_logprint', '-t', device],
  ['df', '--block-size=1', '--output=used,avail', '--', readPoint],
  ['rsync', '-aHAXS', ...COPY_FROM_TO, mountedAt([MOUNTS.write], '/')],
  ['rsync', '-aHAXS', '--checksum', ...COPY_FROM_TO, mountedAt([MOUNTS.write], '/')],
  ['rsync', '-aHAXn', '--checksum', '--itemize-changes', ...COPY_FROM_TO.slice(1), mountedAt([MOUNTS.read], '/')],
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
  ['find', isPlainPath, '-mindepth', '1', '-xdev', '-printf', LISTED],
  ['find', isPlainPath, '-mindepth', '1', '-xdev', '-type', 'f', '-exec', 'sha256sum', '--zero', '--', '{}', '+'],
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
    `'${words.map(String).join(' ').slice(0, 200)}' is not a command that may run here: only reading, renaming, tagging, activating, growing and copying into a new volume may`,
  );
}

function fits(shape: readonly Place[], words: readonly string[]): boolean {
  return shape.every((place, i) => (typeof place === 'string' ? place === words[i] : place(words[i]!)));
}

import { bytesText } from '../check/capacity/amounts.ts';
import { MOUNTS } from './allowed-commands.ts';
import { fileSystemOf } from './collect.ts';
import { type Content, contentDifference, contentOf, pathsIn, someOf } from './content.ts';
import { hasOpenJournal, replayLine } from './file-system-check.ts';
import { type Machine, MachineError, mustRun } from './machine.ts';
import {
  isMountable,
  type Mountable,
  type MountVolume,
  type NewVolume,
  usesOf,
  withNew,
  withReadOnly,
} from './mounts.ts';

const OF_ALL = ['--numeric-ids', '--exclude=/lost+found', '--'];

/** Why files of the old volume cannot be copied into the new one; `undefined` when they can. Both are only read. */
export async function copyObstacle(
  machine: Machine,
  old: MountVolume,
  fresh: MountVolume,
): Promise<string | undefined> {
  try {
    const type = await readableType(machine, old);
    const freshType = await readableType(machine, fresh);
    return await bothRead(machine, old, type, fresh, freshType, async (from, to) => {
      const there = new Set(await pathsIn(machine, from));
      const own = (await pathsIn(machine, to)).filter((path) => !there.has(path));
      if (own.length > 0)
        return `${nameOf(fresh)} has ${own.length} files of its own that the old volume has not: ${someOf(own)}. Look at them, and remove by hand what is not needed`;
      const [old, room] = [await usedAndFree(machine, from), await usedAndFree(machine, to)];
      const lacking = old.used - room.used - room.free;
      return lacking > 0
        ? `${nameOf(fresh)} lacks ${bytesText(lacking)} for the ${bytesText(old.used)} of the old volume: let the claim ask for more`
        : undefined;
    });
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    return error.message;
  }
}

/**
 * Copies all files, with everything that is known of them. Goes on where an earlier run was cut.
 *
 * @param byChecksum reads all of both, in place of trusting size and time
 * @throws MachineError, and what was copied so far stays
 */
export async function copyFiles(
  machine: Machine,
  old: MountVolume,
  fresh: NewVolume,
  byChecksum: boolean,
): Promise<void> {
  const [type, freshType] = [await typeOf(machine, old), await typeOf(machine, fresh)];
  // In place, so that a copy that is cut leaves no file of another name.
  const words = ['rsync', '-aHAXS', ...(byChecksum ? ['--checksum'] : []), '--inplace', ...OF_ALL];
  await withReadOnly(machine, old, type, (from) =>
    withNew(machine, fresh, freshType, (to) => mustRun(machine, [...words, `${from}/`, `${to}/`], { isLong: true })),
  );
}

/**
 * Compares all files by their bytes.
 *
 * @param was what collecting found in the old volume, where it read all data
 * @returns where they differ; `undefined` when they are the same
 * @throws MachineError
 */
export async function filesDiffer(
  machine: Machine,
  old: MountVolume,
  fresh: MountVolume,
  was: Content | undefined,
): Promise<string | undefined> {
  const [type, freshType] = [await typeOf(machine, old), await typeOf(machine, fresh)];
  const words = ['rsync', '-aHAXn', '--checksum', '--itemize-changes', ...OF_ALL];
  return bothRead(machine, old, type, fresh, freshType, async (from, to) => {
    const told = await mustRun(machine, [...words, `${from}/`, `${to}/`], { isLong: true });
    const lines = told.split('\n').filter((line) => line !== '');
    if (lines.length > 0) return `${lines.length} differ: ${someOf(lines)}`;
    const there = new Set(await pathsIn(machine, from));
    const own = (await pathsIn(machine, to)).filter((path) => !there.has(path));
    if (own.length > 0) return `${own.length} are only in the new one: ${someOf(own)}`;
    const difference = was && contentDifference(was, await contentOf(machine, to));
    return difference && `it is not what was collected: ${difference}`;
  });
}

async function bothRead<T>(
  machine: Machine,
  old: MountVolume,
  type: Mountable,
  fresh: MountVolume,
  freshType: Mountable,
  use: (from: string, to: string) => Promise<T>,
): Promise<T> {
  return withReadOnly(machine, old, type, (from) => withReadOnly(machine, fresh, freshType, (to) => use(from, to)));
}

async function typeOf(machine: Machine, volume: MountVolume): Promise<Mountable> {
  const { type } = await fileSystemOf(machine, volume);
  if (isMountable(type)) return type;
  throw new MachineError(
    type === 'none'
      ? `${nameOf(volume)} has no file system: TopoLVM makes it when the app's pod first starts`
      : `${nameOf(volume)} holds ${type}; files are copied from and to ext4 and xfs`,
  );
}

/** Type of a file system that nothing uses, and that is as the next mount will find it. */
async function readableType(machine: Machine, volume: MountVolume): Promise<Mountable> {
  const type = await typeOf(machine, volume);
  const uses = await usesOf(machine, volume);
  if (uses.length > 0) throw new MachineError(`${nameOf(volume)} is in use at ${uses[0]!.point}`);
  if (!(await hasOpenJournal(machine, volume, type))) return type;
  throw new MachineError(`the journal of ${nameOf(volume)} is not replayed: ${replayLine(volume)}`);
}

async function usedAndFree(
  machine: Machine,
  folder: string,
): Promise<{ readonly used: number; readonly free: number }> {
  const told = await mustRun(machine, ['df', '--block-size=1', '--output=used,avail', '--', folder]);
  const [used, free] = (told.trim().split('\n').at(-1) ?? '').trim().split(/\s+/).map(Number);
  if (!Number.isSafeInteger(used) || !Number.isSafeInteger(free))
    throw new MachineError(`df on ${machine.name} tells no figures of ${folder.slice(MOUNTS.read.length + 1)}`);
  return { used: used!, free: free! };
}

function nameOf({ group, name }: MountVolume): string {
  return `${group}/${name}`;
}

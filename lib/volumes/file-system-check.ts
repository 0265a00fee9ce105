import { type Machine, MachineError, mustHear, mustRun, whyIn } from './machine.ts';
import type { Mountable, MountVolume } from './mounts.ts';

/** What was found in a file system that nothing has mounted. */
export interface FileSystemState {
  /** Whether its journal holds changes that the next mount writes. Until then, a reader sees a state that never was. */
  readonly hasOpenJournal: boolean;
  /** What the check found; `undefined` when it found nothing, or was not made because of the journal. */
  readonly damage: string | undefined;
}

/** Whether the journal of a file system is to be replayed. Only reads. @throws MachineError */
export async function hasOpenJournal(machine: Machine, volume: MountVolume, type: Mountable): Promise<boolean> {
  const device = deviceOf(volume);
  if (type === 'ext4') {
    const features = /^Filesystem features: +(.*)$/m.exec(await mustRun(machine, ['dumpe2fs', '-h', device]))?.[1];
    if (features === undefined) throw new MachineError(`dumpe2fs on ${machine.name} tells no features of ${device}`);
    return features.split(' ').includes('needs_recovery');
  }
  let head = '';
  const onOutput = (chunk: Buffer) => {
    if (head.length < 4096) head += chunk.toString('latin1');
  };
  await mustHear(machine, ['xfs_logprint', '-t', device], onOutput);
  const state = /state: <(\w+)>/.exec(head)?.[1];
  if (state === undefined) throw new MachineError(`xfs_logprint on ${machine.name} tells no state of ${device}`);
  return state !== 'CLEAN';
}

/** Checks a file system without changing it. It must not be mounted. @throws MachineError when it cannot be checked */
export async function checkFileSystem(
  machine: Machine,
  volume: MountVolume,
  type: Mountable,
): Promise<FileSystemState> {
  if (await hasOpenJournal(machine, volume, type)) return { hasOpenJournal: true, damage: undefined };
  const words = type === 'ext4' ? ['e2fsck', '-n', '-f', deviceOf(volume)] : ['xfs_repair', '-n', deviceOf(volume)];
  const result = await machine.run(words, { isLong: true });
  if (result.code === 0) return { hasOpenJournal: false, damage: undefined };
  // e2fsck: 4 for errors that are left; xfs_repair: 1 for corruption. All else is no judgement.
  if (result.code !== (type === 'ext4' ? 4 : 1))
    throw new MachineError(`${words[0]} on ${machine.name}: ${whyIn(result)}`);
  return { hasOpenJournal: false, damage: firstDamage(result.output + result.errors) };
}

/** The line that replays a journal, which only the owner runs: it writes into the old volume. */
export function replayLine(volume: MountVolume): string {
  return `sudo mount ${deviceOf(volume)} /mnt && sudo umount /mnt`;
}

/** The line that repairs a file system, which only the owner runs: it may remove files. */
export function repairLine(volume: MountVolume, type: Mountable): string {
  return `sudo ${type === 'ext4' ? 'e2fsck -f' : 'xfs_repair'} ${deviceOf(volume)}`;
}

function firstDamage(output: string): string {
  const noise = /^(?:Pass \d|Phase \d|e2fsck|\s*-|$|Fix\? no|.*(?:would have|No modify flag))/;
  const lines = output.split('\n').map((line) => line.trimEnd());
  return lines.find((line) => !noise.test(line))?.trim() ?? 'it is not consistent';
}

function deviceOf({ group, name }: MountVolume): string {
  return `/dev/${group}/${name}`;
}

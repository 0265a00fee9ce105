import { fileSystemOf } from './collect.ts';
import { contentDifference } from './content.ts';
import { checkFileSystem, repairLine } from './file-system-check.ts';
import { volumesIn } from './lvm-report.ts';
import { type Machine, MachineError, runLvm } from './machine.ts';
import { isMountable, type MountVolume, usesOf } from './mounts.ts';
import type { PlannedVolume } from './plan.ts';
import { contentOn } from './volume-content.ts';

/** Says why a volume must not be handed to its app; `undefined` when nothing speaks against it. */
export type Proof = (planned: PlannedVolume) => Promise<string | undefined>;

/**
 * Looks into a volume before its app runs again: its file system, read-only, and its content where the plan knows what was in it. What
 * cannot be looked at, such as a journal that the next mount replays, is no reason against it: `volumes verify` tells it.
 *
 * @param onLook hears of each volume that is looked into
 */
export function proofOn(machine: Machine, onLook?: (volume: string) => void): Proof {
  const sound = new Set<string>();
  return async (planned) => {
    const { uuid } = planned;
    if (sound.has(uuid)) return undefined;
    const volume = volumesIn(await runLvm(machine, { do: 'list-volumes' })).find((each) => each.uuid === uuid);
    if (!volume) return 'the volume is gone';
    onLook?.(`${volume.group}/${volume.name}`);
    const why = await whyUnsound(machine, planned, volume).catch((error: unknown) => {
      if (error instanceof MachineError) return undefined;
      throw error;
    });
    if (why === undefined) sound.add(uuid);
    return why;
  };
}

async function whyUnsound(
  machine: Machine,
  { content }: PlannedVolume,
  volume: MountVolume,
): Promise<string | undefined> {
  if ((await usesOf(machine, volume)).length > 0) return undefined;
  const name = `${volume.group}/${volume.name}`;
  const { type } = await fileSystemOf(machine, volume);
  if (type === 'none') return `${name} has no file system: it would be formatted`;
  if (!isMountable(type)) return undefined;
  const { hasOpenJournal, damage } = await checkFileSystem(machine, volume, type);
  if (damage !== undefined)
    return `${type} of ${name} is damaged: ${damage}. Copy the whole volume elsewhere first, then: ${repairLine(volume, type)}`;
  if (hasOpenJournal || !content) return undefined;
  const difference = contentDifference(content, await contentOn(machine, volume, type));
  return difference && `${name} is not as it was collected: ${difference}. Look why, or collect and plan anew`;
}

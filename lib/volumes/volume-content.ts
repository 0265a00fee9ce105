import { type Content, contentOf, type Reading } from './content.ts';
import { hasOpenJournal, replayLine } from './file-system-check.ts';
import { type Machine, MachineError } from './machine.ts';
import { isMountable, type MountVolume, usesOf, withReadOnly } from './mounts.ts';

/**
 * The content of a volume that nothing uses, as it will be found by whoever mounts it next.
 *
 * @param type of its file system
 * @throws MachineError when it is in use, or would be another one after the next mount
 */
export async function contentOn(
  machine: Machine,
  volume: MountVolume,
  type: string | undefined,
  onProgress?: (reading: Reading) => void,
): Promise<Content> {
  const name = `${volume.group}/${volume.name}`;
  if (!isMountable(type))
    throw new MachineError(`${name} holds ${type ?? 'nothing that could be read'}, not ext4 or xfs`);
  const uses = await usesOf(machine, volume);
  if (uses.length > 0)
    throw new MachineError(`${name} is in use at ${uses[0]!.point}. Stop what uses it: sudo microk8s stop`);
  if (await hasOpenJournal(machine, volume, type))
    throw new MachineError(
      `the journal of ${name} is not replayed: its content is not yet what the next mount makes of it. Replay it: ${replayLine(volume)}`,
    );
  return withReadOnly(machine, volume, type, (folder) => contentOf(machine, folder, onProgress));
}

import { list, record } from '../check/pods.ts';
import { MOUNT_OPTIONS, MOUNTS, mustBeAllowed } from './allowed-commands.ts';
import { volumesIn } from './lvm-report.ts';
import { type Machine, MachineError, mustRun, runLvm, whyIn } from './machine.ts';

/** File systems that are mounted here. */
export type Mountable = keyof typeof MOUNT_OPTIONS;

/** A volume with what mounting it needs. */
export interface MountVolume {
  readonly uuid: string;
  readonly group: string;
  readonly name: string;
}

/** A volume that may be written to: one that the new cluster made, and that is nobody's old data. */
export class NewVolume implements MountVolume {
  readonly uuid: string;
  readonly group: string;
  readonly name: string;

  private constructor({ uuid, group, name }: MountVolume) {
    this.uuid = uuid;
    this.group = group;
    this.name = name;
  }

  /**
   * @param found the volume that the claim is bound to
   * @param old UUIDs of all volumes that the plan gives back
   * @param marked whether its tags say that old files are being copied into it
   * @throws MachineError for any volume that is not surely the new one
   */
  static of(found: MountVolume, old: readonly string[], marked: boolean): NewVolume {
    const name = `${found.group}/${found.name}`;
    if (old.length === 0 || old.includes(found.uuid))
      throw new MachineError(`${name} is an old volume of the plan: nothing is written into it`);
    if (!marked) throw new MachineError(`${name} is not marked as one that files are copied into`);
    return new NewVolume(found);
  }
}

/** Whether a file system can be mounted here. */
export function isMountable(type: string | undefined): type is Mountable {
  return type !== undefined && Object.hasOwn(MOUNT_OPTIONS, type);
}

/** Words that mount a volume so that nothing of it can change. @throws ForbiddenCommand */
export function readMount(volume: MountVolume, type: Mountable): readonly string[] {
  return formed(volume, type, 'read');
}

/** Words that mount a new volume to be written to. @throws ForbiddenCommand */
export function writeMount(volume: NewVolume, type: Mountable): readonly string[] {
  if (!(volume instanceof NewVolume)) throw new MachineError('only a new volume is mounted to be written to');
  return formed(volume, type, 'write');
}

function formed({ uuid, group, name }: MountVolume, type: Mountable, way: keyof typeof MOUNTS): readonly string[] {
  const options = MOUNT_OPTIONS[type]?.[way] ?? '';
  const words = [
    'mount',
    '--types',
    type,
    '--options',
    options,
    '--',
    `/dev/${group}/${name}`,
    `${MOUNTS[way]}/${uuid}`,
  ];
  mustBeAllowed(words);
  return words;
}

/**
 * Mounts a volume read-only in a folder of our own, and unmounts it whatever happens.
 *
 * @throws MachineError also when it is in use, or cannot be unmounted
 */
export async function withReadOnly<T>(
  machine: Machine,
  volume: MountVolume,
  type: Mountable,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  return mounted(machine, volume, readMount(volume, type), use);
}

/** Mounts a new volume to be written to, and unmounts it whatever happens. @throws MachineError */
export async function withNew<T>(
  machine: Machine,
  volume: NewVolume,
  type: Mountable,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  return mounted(machine, volume, writeMount(volume, type), use);
}

async function mounted<T>(
  machine: Machine,
  volume: MountVolume,
  words: readonly string[],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = words.at(-1)!;
  const uses = await usesOf(machine, volume);
  if (uses.length > 0) throw new MachineError(`${volume.group}/${volume.name} is in use at ${uses[0]!.point}`);
  await mustRun(machine, ['mkdir', '--parents', '--', folder]);
  // A name may have come to another volume since it was read.
  const now = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
  if (!now.some(({ uuid, group, name }) => uuid === volume.uuid && group === volume.group && name === volume.name))
    throw new MachineError(`${volume.group}/${volume.name} is no longer the volume ${volume.uuid}`);
  await mustRun(machine, words);
  let result: T;
  try {
    result = await use(folder);
  } catch (error) {
    await unmounted(machine, folder).catch(() => undefined);
    throw error;
  }
  await unmounted(machine, folder);
  return result;
}

/** A place where a volume is in use. */
export interface Use {
  /** Folder that it is mounted at. */
  readonly point: string;
  /** Which folder of the volume is seen there: `/` for all of it. */
  readonly root: string;
}

/**
 * Where a volume is mounted, other than by us. What an earlier run of ours left mounted is unmounted first.
 *
 * @throws MachineError when that is still being read
 */
export async function usesOf(machine: Machine, { uuid, group, name }: MountVolume): Promise<Use[]> {
  for (const each of Object.values(MOUNTS)) {
    const folder = `${each}/${uuid}`;
    const found = await machine.run(['findmnt', '--noheadings', '--output', 'TARGET', '--mountpoint', folder]);
    if (found.code === 0) await unmounted(machine, folder);
  }
  const words = ['lsblk', '--json', '--output', 'PATH,MOUNTPOINTS,FSROOTS', `/dev/${group}/${name}`];
  return usesIn(await mustRun(machine, words));
}

function usesIn(output: string): Use[] {
  try {
    const device = record(list(record(JSON.parse(output))['blockdevices'])[0]);
    const roots = list(device['fsroots']);
    return list(device['mountpoints']).flatMap((point, i) =>
      typeof point === 'string' ? [{ point, root: String(roots[i] ?? '') }] : [],
    );
  } catch {
    throw new MachineError(`what lsblk printed is no report: ${JSON.stringify(output.slice(0, 80))}`);
  }
}

async function unmounted(machine: Machine, folder: string): Promise<void> {
  const result = await machine.run(['umount', '--', folder]);
  if (result.code !== 0)
    throw new MachineError(
      `umount on ${machine.name}: ${whyIn(result)}. Another run may still be at work in it: see fuser -vm ${folder}`,
    );
  await machine.run(['rmdir', '--', folder]);
}

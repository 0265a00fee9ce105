import type { Reading } from './content.ts';
import type { Evidence, FileSystem, OldVolume } from './evidence.ts';
import { FOLDERS, type Folders, filesOn, publishedOn } from './kubelet.ts';
import { disksIn, groupsIn, volumesIn } from './lvm-report.ts';
import { type Machine, MachineError, mustRun, runLvm } from './machine.ts';
import { contentOn } from './volume-content.ts';
import { MAP_FILE, MapError, readMap, type VolumeMap } from './volume-map.ts';

/** What collecting is told. */
export interface CollectProps {
  readonly machine: Machine;
  readonly now: Date;
  /** @default those of MicroK8s */
  readonly folders?: Folders;
  /** @default '/var/lib/hensteeth/volumes.json' */
  readonly mapFile?: string;
  /**
   * Reads all data of every volume, and hears how far it has come.
   * @default no data is read
   */
  readonly onReading?: (volume: string, reading: Reading) => void;
}

const ARCHIVES = ['/etc/lvm/archive', '/etc/lvm/backup'];
/** What `blkid --probe` ends with when it finds nothing. */
const NOTHING_FOUND = 2;

/**
 * Gathers every witness of which claim a volume belonged to. Only reads; needs no API server. A witness that cannot be heard is
 * told, but LVM itself must answer.
 *
 * @throws MachineError when LVM does not answer
 */
export async function collect({
  machine,
  now,
  folders = FOLDERS,
  mapFile = MAP_FILE,
  onReading,
}: CollectProps): Promise<Evidence> {
  const notRead: { what: string; why: string }[] = [];
  const tried = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MachineError || error instanceof MapError)) throw error;
      notRead.push({ what, why: error.message });
      return undefined;
    }
  };
  const bare = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
  const groups = groupsIn(await runLvm(machine, { do: 'list-groups' }));
  const disks = disksIn(await runLvm(machine, { do: 'list-disks' }));
  const volumes: OldVolume[] = [];
  for (const volume of bare) {
    const what = `file system of ${volume.group}/${volume.name}`;
    const isPool = volume.layout.includes('pool');
    const fileSystem = isPool ? undefined : await tried(what, () => fileSystemOf(machine, volume));
    const name = `${volume.group}/${volume.name}`;
    const holds = onReading !== undefined && fileSystem !== undefined && fileSystem.type !== 'none';
    const content = holds
      ? await tried(`content of ${name}`, () =>
          contentOn(machine, volume, fileSystem.type, (reading) => onReading(name, reading)),
        )
      : undefined;
    volumes.push({ ...volume, fileSystem, ...(content && { content }) });
  }
  return {
    version: 1,
    kind: 'hensteeth-volume-evidence',
    taken: now.toISOString(),
    machine: (await tried('host name', () => mustRun(machine, ['hostname'])))?.trim() ?? machine.name,
    volumes,
    groups,
    disks,
    published: (await tried('what kubelet had published', () => publishedOn(machine, folders))) ?? [],
    archives: (await Promise.all(ARCHIVES.map((folder) => tried(folder, () => archivesIn(machine, folder))))).flatMap(
      (found) => found ?? [],
    ),
    map: await tried(mapFile, () => mapOn(machine, mapFile)),
    notRead,
  };
}

/** What a volume holds, by its signature. @throws MachineError when it cannot be read */
export async function fileSystemOf(
  machine: Machine,
  { group, name }: { readonly group: string; readonly name: string },
): Promise<FileSystem> {
  const device = `/dev/${group}/${name}`;
  const probed = await machine.run(['blkid', '--probe', '--output', 'export', device]);
  if (probed.code === NOTHING_FOUND && probed.errors.trim() === '') return { type: 'none' };
  if (probed.code !== 0)
    throw new MachineError(
      `blkid on ${machine.name}: ${probed.errors.trim().split('\n').at(-1) || `it ended with ${probed.code}`}`,
    );
  const told = new Map(probed.output.split('\n').map((line) => line.split(/=(.*)/s) as [string, string]));
  const type = told.get('TYPE') ?? told.get('PTTYPE') ?? 'unknown';
  const uuid = told.get('UUID');
  const lastMounted = type === 'ext4' ? await lastMountedOf(machine, device) : undefined;
  return { type, ...(uuid && { uuid }), ...(lastMounted && { lastMounted }) };
}

async function lastMountedOf(machine: Machine, device: string): Promise<string | undefined> {
  const { output } = await machine.run(['dumpe2fs', '-h', device]);
  const path = /^Last mounted on: +(\/.*)$/m.exec(output)?.[1];
  return path?.trim();
}

async function archivesIn(machine: Machine, folder: string): Promise<Evidence['archives']> {
  const words = ['find', folder, '-mindepth', '1', '-maxdepth', '1', '-type', 'f', '-printf', '%s %T@ %p\\n'];
  return (await mustRun(machine, words)).split('\n').flatMap((line) => {
    const [, bytes, seconds, path] = /^(\d+) (\d+)\S* (.+)$/.exec(line) ?? [];
    return path ? [{ path, bytes: Number(bytes), changed: new Date(Number(seconds) * 1000).toISOString() }] : [];
  });
}

async function mapOn(machine: Machine, file: string): Promise<VolumeMap> {
  const found = (await filesOn(machine, [file])).get(file);
  if (!found) throw new MachineError(`${file} is not on ${machine.name}, or is no JSON`);
  return readMap(found, file);
}

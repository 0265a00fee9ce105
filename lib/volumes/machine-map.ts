import type { OldVolume } from './evidence.ts';
import type { LiveMap } from './live-map.ts';
import { type LvmCommand, lvmWords } from './lvm.ts';
import { isOfTopolvm } from './lvm-names.ts';
import { groupsIn, volumesIn } from './lvm-report.ts';
import { commandLine, type Machine, runLvm } from './machine.ts';
import { sealCommands, tagCommands, tagsFor } from './tags.ts';

type Found = Omit<OldVolume, 'fileSystem'>;

/**
 * The map with what the machine knows of it, and, if told so, written onto the volumes as tags. A group is sealed, that is, it is
 * recorded how many changes it had seen, when the map accounts for every volume of TopoLVM in it and nothing else changed it meanwhile.
 *
 * @param read the map from the cluster
 * @throws MachineError, ApiError
 */
export async function mapOn(
  machine: Machine,
  read: (found: readonly Found[]) => Promise<LiveMap>,
  write: boolean,
): Promise<LiveMap & { readonly ran: readonly string[] }> {
  const ran: string[] = [];
  const expected = await changesOn(machine);
  const found = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
  const { map, odd } = await read(found);
  const run = async (group: string, commands: readonly LvmCommand[]) => {
    for (const command of commands) {
      await runLvm(machine, command);
      ran.push(commandLine(lvmWords(command)));
      expected.set(group, expected.get(group)! + 1);
    }
  };
  const there = map.volumes.flatMap((mapped) => {
    const volume = found.find(({ uuid }) => uuid === mapped.uuid);
    return volume ? [{ mapped, volume }] : [];
  });
  if (write) {
    for (const { mapped, volume } of there) {
      await run(volume.group, tagCommands(volume, tagsFor(mapped, map.cluster), volume.tags));
    }
  }
  const isKnown = ({ uuid, name }: Found) => !isOfTopolvm(name) || there.some(({ volume }) => volume.uuid === uuid);
  const whole = [...expected.keys()].filter((group) =>
    found.every((volume) => volume.group !== group || isKnown(volume)),
  );
  const between = await changesOn(machine);
  for (const group of write ? whole : []) {
    const mine = there.map(({ volume }) => volume).filter((volume) => volume.group === group);
    const bearer = mine.find(({ tags }) => tags.some((tag) => tag.startsWith('k8s.changes='))) ?? mine[0];
    if (!bearer || between.get(group) !== expected.get(group)) continue;
    await run(group, sealCommands(bearer, bearer.tags, between.get(group)!));
  }
  const now = await changesOn(machine);
  const quiet = whole.filter((name) => now.get(name) === expected.get(name));
  const groups = quiet.map((name) => ({ name, changes: now.get(name)! }));
  return { map: { ...map, groups }, odd, ran };
}

async function changesOn(machine: Machine): Promise<Map<string, number>> {
  const groups = groupsIn(await runLvm(machine, { do: 'list-groups' }));
  return new Map(groups.map(({ name, changes }) => [name, changes]));
}

import type { OldVolume } from './evidence.ts';
import { volumesIn } from './lvm-report.ts';
import { type Machine, MachineError, runLvm } from './machine.ts';
import type { PlannedVolume } from './plan.ts';
import { tagsFor } from './tags.ts';
import { uidOf } from './topolvm-objects.ts';
import type { Place } from './way.ts';

/** A volume by its UUID, with the name that it has now. @throws MachineError when no volume has it */
export async function volumeWith(machine: Machine, uuid: string): Promise<Omit<OldVolume, 'fileSystem'>> {
  const volumes = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
  const found = volumes.find((volume) => volume.uuid === uuid);
  if (!found) throw new MachineError(`no volume of ${machine.name} has the UUID ${uuid}`);
  return found;
}

/**
 * The tags that say whose data a planned volume is.
 *
 * @param pv name of the PersistentVolume, and of the LogicalVolume
 * @param isBound whether it is the claim's volume; else it was kept from it
 */
export async function plannedTags(
  { api, nodeOf }: Place,
  planned: PlannedVolume,
  pv: string,
  isBound: boolean,
): Promise<string[]> {
  const system = await api.get('v1', 'Namespace', 'kube-system');
  const { claim, group, name, bytes, uuid } = planned;
  const place = { pv, logicalVolume: pv, node: nodeOf(planned), group, volume: name, bytes, uuid, isBound };
  const { namespace, storageClass, deviceClass } = claim;
  return tagsFor({ ...place, namespace, claim: claim.name, storageClass, deviceClass }, uidOf(system));
}

import type { Manifest } from '../core/manifest.ts';
import type { OldVolume } from './evidence.ts';
import { groupsIn, openIn, volumesIn } from './lvm-report.ts';
import { runLvm } from './machine.ts';
import type { PlannedVolume } from './plan.ts';
import { plannedTags, volumeWith } from './planned-volume.ts';
import { nextStep, previousStep, type SwapChange, type SwapSeen, type SwapVolume } from './swap.ts';
import { ownTags, readTags, tagCommands } from './tags.ts';
import { claimIn, HOLD, logicalVolumeIn, persistentVolumeIn, TOPOLVM } from './topolvm-objects.ts';
import { actOnUsers, isUsersChange, OPENING, tellUsers, usersOf } from './users.ts';
import { claimKey } from './wanted-claims.ts';
import type { Place, Way } from './way.ts';

/** After the app is deployed again, the old volume takes the name of the empty one that its claim has. */
export const swapWay: Way<PlannedVolume, SwapSeen, SwapChange> = {
  see,
  nextStep,
  previousStep,
  act,
  opens: OPENING,
  tell,
};

async function see(place: Place, planned: PlannedVolume): Promise<SwapSeen> {
  const { machine, api } = place;
  const { claim, fresh: made } = planned;
  const [object, pv, pvc, users, tags] = await Promise.all([
    made && api.get(TOPOLVM, 'LogicalVolume', made.object),
    made && api.get('v1', 'PersistentVolume', made.pv),
    api.get('v1', 'PersistentVolumeClaim', claim.name, claim.namespace),
    usersOf(place, claim),
    tagsOf(place, planned),
  ]);
  const output = await runLvm(machine, { do: 'list-volumes' });
  const groups = groupsIn(await runLvm(machine, { do: 'list-groups' }));
  const volumes = volumesIn(output);
  const open = openIn(output, machine);
  const seen = (uuid: string | undefined, isOld: boolean): SwapVolume | undefined => {
    const found = volumes.find((volume) => volume.uuid === uuid);
    if (!found) return undefined;
    const { group, name, bytes, layout, pool } = found;
    const lacks = (isBack: boolean) => retagging(planned, found, tags, isOld, isBack).length > 0;
    const isOpen = open.has(found.uuid);
    return { group, name, bytes, layout, pool, isOpen, lacksTags: lacks(false), lacksOldTags: lacks(true) };
  };
  return {
    old: seen(planned.uuid, true),
    fresh: seen(made?.uuid, false),
    names: new Set(volumes.filter(({ group }) => group === planned.group).map(({ name }) => name)),
    free: groups.find(({ name }) => name === planned.group)?.free ?? 0,
    object: object && logicalVolumeIn(object),
    pv: pv && persistentVolumeIn(pv),
    claim: pvc && claimIn(pvc),
    users,
  };
}

async function act(place: Place, planned: PlannedVolume, change: SwapChange): Promise<void> {
  if (isUsersChange(change)) return actOnUsers(place, change);
  const { machine, api } = place;
  const { group, uuid, fresh } = planned;
  const object: Manifest = { apiVersion: TOPOLVM, kind: 'LogicalVolume', metadata: { name: fresh!.object } };
  const hold = (value: string | null) => ({
    ...object,
    metadata: { name: fresh!.object, annotations: { [HOLD]: value } as Record<string, string> },
  });
  switch (change.do) {
    case 'retain-pv': {
      const spec = { persistentVolumeReclaimPolicy: 'Retain' };
      return api.merge({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: fresh!.pv }, spec });
    }
    case 'hold-object':
      return api.merge(hold('hensteeth'));
    case 'release-object':
      return api.merge(hold(null));
    case 'resize-object':
      return api.merge({ ...object, spec: { size: String(change.bytes) } });
    case 'grow': {
      const volume = await volumeWith(machine, uuid);
      await runLvm(machine, { do: 'grow', volume, from: change.from, to: change.to });
      return;
    }
    case 'rename':
      await runLvm(machine, { do: 'back-up-metadata', group });
      await runLvm(machine, { do: 'rename', volume: { group, name: change.from }, to: change.to });
      return;
    default: {
      const tags = await tagsOf(place, planned);
      const volumes = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
      for (const volume of volumes.filter((each) => each.uuid === uuid || each.uuid === fresh!.uuid)) {
        const isBack = change.do === 'write-old-tags';
        for (const command of retagging(planned, volume, tags, volume.uuid === uuid, isBack))
          await runLvm(machine, command);
      }
    }
  }
}

/** Tags of the volume that the claim has, and of the one that it has left. */
interface Tags {
  readonly bound: readonly string[];
  readonly released: readonly string[];
}

async function tagsOf(place: Place, planned: PlannedVolume): Promise<Tags> {
  const pv = planned.fresh?.pv ?? '';
  const [bound, released] = await Promise.all([true, false].map((is) => plannedTags(place, planned, pv, is)));
  return { bound: bound!, released: released! };
}

function retagging(
  planned: PlannedVolume,
  volume: Omit<OldVolume, 'fileSystem'>,
  { bound, released }: Tags,
  isOld: boolean,
  isBack: boolean,
) {
  if (!isBack) return tagCommands(volume, isOld ? bound : released, volume.tags);
  if (isOld) return planned.tags === undefined ? [] : tagCommands(volume, ownTags(planned.tags), volume.tags);
  // Only the way there says of the empty one that it is not the claim's.
  const wasLeft = readTags(volume.tags).released.includes(claimKey(planned.claim));
  return wasLeft ? tagCommands(volume, bound, volume.tags) : [];
}

function tell(change: SwapChange): string {
  if (isUsersChange(change)) return tellUsers(change);
  switch (change.do) {
    case 'rename':
      return `rename ${change.from} to ${change.to}`;
    case 'grow':
      return `grow from ${change.from} to ${change.to} bytes`;
    case 'resize-object':
      return `tell TopoLVM that the volume has ${change.bytes} bytes`;
    default:
      return change.do.replaceAll('-', ' ');
  }
}

import { type CopyAction, type CopySeen, nextCopyStep, previousCopyStep } from './copy.ts';
import { copyFiles, copyObstacle, filesDiffer } from './copy-files.ts';
import { type CopyStage, copiedFrom, copyStage, stageCommands } from './copy-tags.ts';
import { openIn, volumesIn } from './lvm-report.ts';
import { type Machine, MachineError, runLvm } from './machine.ts';
import { NewVolume, usesOf } from './mounts.ts';
import type { PlannedVolume } from './plan.ts';
import { plannedTags, volumeWith } from './planned-volume.ts';
import { readTags, tagCommands } from './tags.ts';
import { claimIn, persistentVolumeIn } from './topolvm-objects.ts';
import { actOnUsers, isUsersChange, OPENING, quietStep, tellUsers, usersOf } from './users.ts';
import { claimKey } from './wanted-claims.ts';
import type { Place, Way } from './way.ts';

/**
 * After the app is deployed, the files of the old volume are copied into the new one: across volume groups, layouts and file systems.
 *
 * @param olds UUIDs of all volumes that the plan gives back: none of them is ever written to
 */
export function copyWay(olds: readonly string[]): Way<PlannedVolume, CopySeen, CopyAction> {
  return {
    see,
    nextStep: nextCopyStep,
    previousStep: previousCopyStep,
    act: (place, planned, action) => act(place, planned, action, olds),
    opens: [...OPENING],
    tell,
  };
}

async function see(place: Place, planned: PlannedVolume): Promise<CopySeen> {
  const { machine, api } = place;
  const { claim } = planned;
  const key = claimKey(claim);
  const pvc = await api.get('v1', 'PersistentVolumeClaim', claim.name, claim.namespace);
  const bound = pvc && claimIn(pvc);
  const object = bound && bound.pv !== '' ? await api.get('v1', 'PersistentVolume', bound.pv) : undefined;
  const pv = object && persistentVolumeIn(object);
  const users = await usersOf(place, claim);
  const quiet = quietStep(claim, users) === undefined;
  const { volumes, isOpen } = await closedByUs(machine, quiet ? [planned.uuid, pv?.handle] : []);
  const old = volumes.find(({ uuid }) => uuid === planned.uuid);
  const named = volumes.filter(({ name }) => pv !== undefined && pv.handle !== '' && name === pv.handle);
  if (named.length > 1) throw new MachineError(`${pv!.handle} is the name of ${named.length} volumes`);
  const volume = named[0];
  const fresh = volume && {
    uuid: volume.uuid,
    group: volume.group,
    name: volume.name,
    stage: copyStage(volume.tags, planned.uuid),
    others: copiedFrom(volume.tags).filter((uuid) => uuid !== planned.uuid),
    strangers: readTags(volume.tags).claims.filter((each) => each !== key),
    lacksTags: (await closingCommands(place, planned, bound!.pv, volume)).length > 0,
  };
  const isReady = old && fresh && fresh.uuid !== old.uuid && fresh.stage === undefined && pv?.isRetained === true;
  const open = [old, volume].flatMap((each) => (each && isOpen.has(each.uuid) ? [`${each.group}/${each.name}`] : []));
  const obstacle = isReady && quiet && open.length === 0 ? await copyObstacle(machine, old, fresh) : undefined;
  return { old, claim: bound, pv, fresh, open, obstacle, users };
}

/** The volumes, and which of them are open, once what a run of ours that was killed left mounted is unmounted. */
async function closedByUs(machine: Machine, handles: readonly (string | undefined)[]) {
  const look = async () => {
    const output = await runLvm(machine, { do: 'list-volumes' });
    return { volumes: volumesIn(output), isOpen: openIn(output, machine) };
  };
  const seen = await look();
  const ours = seen.volumes.filter(({ uuid, name }) => isIn(handles, uuid, name) && seen.isOpen.has(uuid));
  // One that cannot be unmounted stays open, and is waited for: another run is at work.
  for (const volume of ours) await usesOf(machine, volume).catch(onlyMachine);
  return ours.length === 0 ? seen : look();
}

function isIn(handles: readonly (string | undefined)[], ...names: readonly string[]): boolean {
  return names.some((name) => handles.includes(name));
}

/** @throws what is no failure of the machine */
function onlyMachine(error: unknown): undefined {
  if (!(error instanceof MachineError)) throw error;
  return undefined;
}

async function act(place: Place, planned: PlannedVolume, action: CopyAction, olds: readonly string[]): Promise<void> {
  const { machine, api } = place;
  if (isUsersChange(action)) return actOnUsers(place, action);
  if (action.do === 'retain-pv') {
    const spec = { persistentVolumeReclaimPolicy: 'Retain' };
    return api.merge({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: action.pv }, spec });
  }
  const { pv, volume } = await freshOf(place, planned);
  const old = await volumeWith(machine, planned.uuid);
  switch (action.do) {
    case 'begin-copy':
      return enter(machine, planned, volume, 'begun');
    case 'copy-files': {
      const fresh = NewVolume.of(volume, olds, copyStage(volume.tags, planned.uuid) !== undefined);
      await copyFiles(machine, old, fresh, action.byChecksum);
      return enter(machine, planned, volume, action.byChecksum ? 'again' : 'whole');
    }
    case 'compare-files': {
      const difference = await filesDiffer(machine, old, volume, planned.content);
      if (difference === undefined) return enter(machine, planned, volume, 'same');
      if (action.isLast)
        throw new MachineError(
          `${volume.group}/${volume.name} is not the same as ${old.group}/${old.name} after two copies: ${difference}. The old volume is as it was`,
        );
      return enter(machine, planned, volume, 'differs');
    }
    case 'write-tags':
      for (const command of await closingCommands(place, planned, pv, volume)) await runLvm(machine, command);
      return;
    default:
      throw new RangeError(`'${(action as CopyAction).do}' is no change of a copy`);
  }
}

/** Says on the new volume how far it is filled. */
async function enter(
  machine: Machine,
  { uuid }: PlannedVolume,
  volume: { readonly group: string; readonly name: string; readonly tags: readonly string[] },
  stage: CopyStage,
): Promise<void> {
  for (const command of stageCommands(volume, stage, uuid, volume.tags)) await runLvm(machine, command);
}

/** What its tags lack once it is filled: whose data it is, and nothing of the stages before. */
async function closingCommands(
  place: Place,
  planned: PlannedVolume,
  pv: string,
  volume: { readonly group: string; readonly name: string; readonly tags: readonly string[] },
) {
  return [
    ...tagCommands(volume, await plannedTags(place, planned, pv, true), volume.tags),
    ...stageCommands(volume, 'same', planned.uuid, volume.tags),
  ];
}

/** The volume that the claim is bound to now. */
async function freshOf({ machine, api }: Place, { claim }: PlannedVolume) {
  const pvc = await api.get('v1', 'PersistentVolumeClaim', claim.name, claim.namespace);
  const pv = pvc ? claimIn(pvc).pv : '';
  const object = pv === '' ? undefined : await api.get('v1', 'PersistentVolume', pv);
  const handle = object && persistentVolumeIn(object).handle;
  const volumes = volumesIn(await runLvm(machine, { do: 'list-volumes' }));
  const found = volumes.filter(({ name }) => name === handle);
  if (found.length !== 1)
    throw new MachineError(`${claimKey(claim)} is no longer bound to a volume of ${machine.name}`);
  return { pv, volume: found[0]! };
}

function tell(action: CopyAction): string {
  if (isUsersChange(action)) return tellUsers(action);
  switch (action.do) {
    case 'begin-copy':
      return 'mark the new volume as one that the old files are copied into';
    case 'copy-files':
      return action.byChecksum ? 'copy the files once more, by checksum' : 'copy the files';
    case 'compare-files':
      return 'compare all files by checksum';
    case 'retain-pv':
      return `set PersistentVolume ${action.pv} to Retain`;
    default:
      return action.do.replaceAll('-', ' ');
  }
}

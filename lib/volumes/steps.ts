import { adoptedName } from './adopt.ts';
import type { OldVolume } from './evidence.ts';
import { lvmWords } from './lvm.ts';
import { commandLine } from './machine.ts';
import type { Chosen } from './strategy.ts';
import { claimKey, type WantedClaim } from './wanted-claims.ts';

/** One step of a plan, and the way back. */
export interface Step {
  readonly does: string;
  readonly undo: string;
}

const LV_UID = 'UID';

/** What is done for one claim, in order. Nothing is removed, so every step has a way back. */
export function stepsFor(claim: WantedClaim, volume: OldVolume, { strategy, bytes, fresh }: Chosen): Step[] {
  const key = claimKey(claim);
  const layer = claim.layer ?? claim.namespace;
  const object = adoptedName(claim);
  const line = (...args: Parameters<typeof lvmWords>) => commandLine(lvmWords(...args));
  const rename = (from: string, to: string) => {
    const done = line({ do: 'rename', volume: { group: volume.group, name: from }, to });
    return { done, back: line({ do: 'rename', volume: { group: volume.group, name: to }, to: from }) };
  };
  const suspend: Step = {
    does: `flux suspend kustomization ${layer}`,
    undo: `flux resume kustomization ${layer}`,
  };
  const resume: Step = { does: `flux resume kustomization ${layer}`, undo: `flux suspend kustomization ${layer}` };
  const grow: Step[] =
    bytes > volume.bytes
      ? [
          {
            does: line({ do: 'grow', volume, from: volume.bytes, to: bytes }),
            undo: 'nothing: a larger volume harms nothing, and none is ever made smaller',
          },
        ]
      : [];
  if (strategy === 'restore') {
    return [
      {
        does: 'microk8s dbctl restore with the file under its own name: all objects get their UIDs back, and the names of the volumes fit',
        undo: 'the other strategies are still open: no volume was touched',
      },
    ];
  }
  if (strategy === 'adopt') {
    // The UID is known once the API server has made the object; the name of the volume follows it.
    const { done, back } = rename(volume.name, LV_UID);
    return [
      suspend,
      ...grow,
      {
        does: `create LogicalVolume ${object} of ${bytes} bytes, held: TopoLVM leaves it alone`,
        undo: `delete LogicalVolume ${object}: no volume has its name, so none goes with it`,
      },
      { does: `${done}   (${LV_UID}: that of LogicalVolume ${object})`, undo: back },
      {
        does: `let LogicalVolume ${object} go, and wait until its status names the volume`,
        undo: `hold it again, and take the renaming back before it is deleted: its volume goes with it`,
      },
      {
        does: `create PersistentVolume ${object}, Retain, for ${key}`,
        undo: `delete PersistentVolume ${object}: Retain keeps the volume`,
      },
      resume,
      { does: `wait until ${key} is bound to ${object}, and write the tags`, undo: 'nothing' },
    ];
  }
  if (strategy === 'swap' && fresh) {
    const away = rename(fresh.volume, `${fresh.volume}.fresh`);
    const into = rename(volume.name, fresh.volume);
    return [
      suspend,
      { does: `scale what uses ${key} to 0, and wait until its pods are gone`, undo: 'scale it up again' },
      {
        does: `set the reclaim policy of PersistentVolume ${fresh.pv} to Retain`,
        undo: 'nothing: Retain harms nothing',
      },
      ...grow,
      { does: `hold LogicalVolume ${fresh.logicalVolume}: TopoLVM leaves it alone`, undo: 'let it go' },
      { does: away.done, undo: away.back },
      { does: into.done, undo: into.back },
      {
        does: `tell LogicalVolume ${fresh.logicalVolume} the size of the volume, write the tags, and let it go`,
        undo: 'tell it the size of the empty one, and put the tags back',
      },
      { does: `scale what uses ${key} up again`, undo: 'scale it to 0' },
      resume,
      { does: `look at ${key}; ${fresh.volume}.fresh is left to the owner`, undo: 'nothing' },
    ];
  }
  return [
    { does: `deploy ${layer}, and wait until ${key} is bound`, undo: 'nothing' },
    suspend,
    { does: `scale what uses ${key} to 0, and wait until its pods are gone`, undo: 'scale it up again' },
    {
      does: `mark the new volume, mount ${volume.group}/${volume.name} read-only and the new one, copy with rsync -aHAXS --inplace --numeric-ids`,
      undo: 'nothing: the old volume is not written to',
    },
    { does: 'mount both read-only, compare every file by checksum, and write the tags', undo: 'nothing' },
    { does: `scale what uses ${key} up again`, undo: 'scale it to 0' },
    resume,
    { does: `look at ${key}; ${volume.group}/${volume.name} is left to the owner`, undo: 'nothing' },
  ];
}

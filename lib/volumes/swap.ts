import type { FreshVolume, PlannedVolume } from './plan.ts';
import type { Claim, LogicalVolume, PersistentVolume } from './topolvm-objects.ts';
import { quietStep, type Users, type UsersChange, wakeStep } from './users.ts';
import { claimKey } from './wanted-claims.ts';
import type { Ending } from './way.ts';

/** A volume with one of the two UUIDs of the plan, whatever its name is now. */
export interface SwapVolume {
  readonly group: string;
  readonly name: string;
  readonly bytes: number;
  readonly layout: string;
  readonly pool: string;
  /** Whether something has it open, or that cannot be known. */
  readonly isOpen: boolean;
  /** Whether its tags are not yet those of the way there. */
  readonly lacksTags: boolean;
  /** Whether its tags are not those that it had before. */
  readonly lacksOldTags: boolean;
}

/** What is seen of one volume that is swapped, just now. */
export interface SwapSeen {
  readonly old: SwapVolume | undefined;
  readonly fresh: SwapVolume | undefined;
  /** Names of all volumes of the group. */
  readonly names: ReadonlySet<string>;
  /** Free bytes of the group. */
  readonly free: number;
  readonly object: LogicalVolume | undefined;
  readonly pv: PersistentVolume | undefined;
  readonly claim: Claim | undefined;
  readonly users: Users;
}

export type SwapChange =
  | UsersChange
  | { readonly do: 'retain-pv' | 'hold-object' | 'release-object' | 'write-tags' | 'write-old-tags' }
  | { readonly do: 'grow'; readonly from: number; readonly to: number }
  | { readonly do: 'rename'; readonly from: string; readonly to: string }
  | { readonly do: 'resize-object'; readonly bytes: number };

const stop = (why: string): Ending => ({ do: 'stop', why });
const wait = (what: string): Ending => ({ do: 'wait', for: what });

/** Name of the empty volume once the old one has its place. */
export function awayName({ name }: FreshVolume): string {
  return `${name}.fresh`;
}

/**
 * What is next on the way to a claim whose volume is the old one. Where it is follows from the names that the two UUIDs have now: both
 * their own, the empty one away, the old one in its place.
 */
export function nextStep(planned: PlannedVolume, seen: SwapSeen): SwapChange | Ending {
  const { old, fresh, names, free, object, pv, claim, users } = seen;
  const wrong = contradiction(planned, seen);
  if (wrong || !old || !object || !pv || !planned.fresh) return stop(wrong ?? 'something is gone');
  const { name } = planned.fresh;
  if (object.isBeingDeleted) return whileDeleted(planned, seen);
  if (old.name !== name) {
    if (!fresh) return stop(`the empty volume ${planned.fresh.uuid} is gone: plan again once the claim has a volume`);
    const quiet = quietStep(planned.claim, users);
    if (quiet) return quiet;
    if (!pv.isRetained) return { do: 'retain-pv' };
    const bytes = Math.max(planned.bytes, planned.claim.bytes, object.bytes, object.currentBytes ?? 0, pv.bytes);
    if (old.bytes < bytes) {
      if (old.pool === '' && bytes - old.bytes > free)
        return stop(`the volume lacks ${bytes - old.bytes} bytes, and ${planned.group} has ${free} free`);
      return { do: 'grow', from: old.bytes, to: bytes };
    }
    if (!object.isHeld) return { do: 'hold-object' };
    if (old.isOpen || fresh.isOpen) return wait(`${old.isOpen ? old.name : fresh.name} to be closed`);
    if (fresh.name !== name) return { do: 'rename', from: old.name, to: name };
    const away = awayName(planned.fresh);
    if (names.has(away)) return stop(`another volume is called ${away} already`);
    return { do: 'rename', from: name, to: away };
  }
  if (!pv.isRetained) return { do: 'retain-pv' };
  if (object.bytes !== old.bytes) return { do: 'resize-object', bytes: old.bytes };
  if (old.lacksTags || fresh?.lacksTags) return { do: 'write-tags' };
  if (object.isHeld) return { do: 'release-object' };
  if (object.failure !== undefined) return stop(`TopoLVM says: ${object.failure}`);
  if (object.volumeId !== name) return stop(`LogicalVolume ${planned.fresh.object} names volume ${object.volumeId}`);
  if (object.currentBytes !== old.bytes) return wait(`TopoLVM to say that the volume has ${old.bytes} bytes`);
  const wake = wakeStep(planned.claim, users);
  if (wake) return wake;
  return claim?.isBound ? { do: 'done' } : { do: 'wait', for: 'the claim to be bound', isOpen: true };
}

/**
 * What is next on the way back to the empty volume. Nothing is lost either way: both volumes stay. What the app wrote since is in the old
 * one.
 */
export function previousStep(planned: PlannedVolume, seen: SwapSeen): SwapChange | Ending {
  const { old, fresh, names, object, pv, users } = seen;
  const wrong = contradiction(planned, seen);
  if (wrong || !old || !object || !pv || !planned.fresh) return stop(wrong ?? 'something is gone');
  const { name, uuid } = planned.fresh;
  if (!fresh) return stop(`the empty volume ${uuid} is gone: there is nothing to go back to`);
  if (object.isBeingDeleted) return whileDeleted(planned, seen);
  if (old.name === name || fresh.name !== name) {
    const quiet = quietStep(planned.claim, users);
    if (quiet) return quiet;
    if (!object.isHeld) return { do: 'hold-object' };
    if (old.isOpen || fresh.isOpen) return wait(`${old.isOpen ? old.name : fresh.name} to be closed`);
    if (old.name !== name) return { do: 'rename', from: fresh.name, to: name };
    if (names.has(planned.name)) return stop(`another volume is called ${planned.name} now`);
    return { do: 'rename', from: name, to: planned.name };
  }
  // Let go with the larger size, TopoLVM would make the empty one as large.
  if (object.bytes > fresh.bytes) return { do: 'resize-object', bytes: fresh.bytes };
  if (old.lacksOldTags || fresh.lacksOldTags) return { do: 'write-old-tags' };
  if (object.isHeld) return { do: 'release-object' };
  if (object.failure !== undefined) return stop(`TopoLVM says: ${object.failure}`);
  if ((object.currentBytes ?? 0) > fresh.bytes) return wait(`TopoLVM to say that the volume has ${fresh.bytes} bytes`);
  return wakeStep(planned.claim, users) ?? { do: 'done' };
}

/** Somebody deletes the LogicalVolume: TopoLVM removes the volume of that name. It is held off, and the old one loses the name. */
function whileDeleted(planned: PlannedVolume, { old, names, object }: SwapSeen): SwapChange | Ending {
  const { name, object: called } = planned.fresh!;
  const gone = `LogicalVolume ${called} is being deleted: wait until it is gone, and plan again`;
  if (old!.name !== name) return stop(gone);
  if (!object!.isHeld) return { do: 'hold-object' };
  return names.has(planned.name) ? stop(gone) : { do: 'rename', from: name, to: planned.name };
}

/** What nobody may go on from. */
function contradiction(planned: PlannedVolume, seen: SwapSeen): string | undefined {
  const { old, fresh, names, object, pv, claim } = seen;
  const key = claimKey(planned.claim);
  const made = planned.fresh;
  if (!made || made.uuid === '') return 'the plan does not tell the empty volume: plan again, with --now';
  if (!old) return `no volume has the UUID ${planned.uuid}: was it removed, or is its disk missing?`;
  if (old.group !== planned.group) return `the volume lies in ${old.group}; the plan says ${planned.group}`;
  if (old.bytes < planned.bytes) return `the volume has ${old.bytes} bytes; the plan says ${planned.bytes}`;
  if (fresh && fresh.group !== old.group) return `the empty volume lies in ${fresh.group}, the old one in ${old.group}`;
  if (fresh && (fresh.pool !== old.pool || kindOf(fresh) !== kindOf(old)))
    return `the empty volume is ${laidOut(fresh)}, the old one ${laidOut(old)}: copy`;
  const away = awayName(made);
  if (fresh && fresh.name !== made.name && fresh.name !== away)
    return `the empty volume is called ${fresh.name}; expected ${made.name} or ${away}`;
  if (names.has(made.name) && old.name !== made.name && fresh?.name !== made.name)
    return `another volume is called ${made.name}`;
  if (!object) return `LogicalVolume ${made.object} is gone: plan again`;
  if (object.uid !== made.name) return `LogicalVolume ${made.object} has the UID ${object.uid}: plan again`;
  if (!pv) return `PersistentVolume ${made.pv} is gone: plan again`;
  if (pv.isBeingDeleted) return `PersistentVolume ${made.pv} is being deleted: plan again`;
  if (pv.claim !== key) return `PersistentVolume ${made.pv} is for ${pv.claim}`;
  if (pv.handle !== made.name) return `PersistentVolume ${made.pv} names volume ${pv.handle}; expected ${made.name}`;
  if (claim?.pv !== made.pv) return `${key} has ${claim?.pv || 'no volume'}; expected ${made.pv}: plan again`;
  if (pv.fsType !== undefined && planned.fsType !== undefined && pv.fsType !== planned.fsType)
    return `it holds ${planned.fsType}, and PersistentVolume ${made.pv} says ${pv.fsType}: copy`;
  return undefined;
}

/** Striped and linear volumes are the same to TopoLVM; thin ones are not. */
function kindOf({ layout }: SwapVolume): 'thin' | 'thick' {
  return layout.split(',').includes('thin') ? 'thin' : 'thick';
}

function laidOut({ layout, pool }: SwapVolume): string {
  return pool === '' ? layout : `${layout} in ${pool}`;
}

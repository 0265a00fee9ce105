import type { PlannedVolume } from './plan.ts';
import type { Ending } from './way.ts';

/** What is seen of one volume that is being adopted, just now. Nothing is remembered between two looks. */
export interface Seen {
  /** The volume with the plan's UUID, whatever its name is now. */
  readonly volume: { readonly group: string; readonly name: string; readonly bytes: number } | undefined;
  /** Names of all volumes of its group. */
  readonly names: ReadonlySet<string>;
  /** Tags that it lacks, once the claim is bound. */
  readonly lacksTags: boolean;
  /** The LogicalVolume that is made for it. */
  readonly object:
    | {
        readonly uid: string;
        /** Held: TopoLVM leaves it alone. */
        readonly isHeld: boolean;
        readonly isBeingDeleted: boolean;
        readonly bytes: number;
        /** Name of the volume that TopoLVM found for it; empty before. */
        readonly volumeId: string;
        readonly hasSize: boolean;
        /** What TopoLVM says went wrong. */
        readonly failure: string | undefined;
      }
    | undefined;
  readonly pv:
    | {
        readonly handle: string;
        readonly claim: string;
        readonly isRetained: boolean;
        readonly isBeingDeleted: boolean;
      }
    | undefined;
  /** The claim: name of its PersistentVolume, empty while it has none. */
  readonly claim: { readonly pv: string; readonly isBound: boolean } | undefined;
  /** The layer at Flux; `undefined` before it was ever applied. */
  readonly layer: { readonly isSuspended: boolean } | undefined;
}

/** The one thing that is done next. */
export type Action =
  | { readonly do: 'suspend-layer' | 'resume-layer' }
  | { readonly do: 'grow'; readonly from: number; readonly to: number }
  | { readonly do: 'create-object'; readonly bytes: number }
  | { readonly do: 'resize-object'; readonly bytes: number }
  | { readonly do: 'hold-object' | 'release-object' | 'delete-object' | 'free-object' }
  | { readonly do: 'rename'; readonly from: string; readonly to: string }
  | { readonly do: 'create-pv'; readonly handle: string; readonly bytes: number }
  | { readonly do: 'retain-pv' | 'delete-pv' | 'write-tags' }
  | Ending;

/** Name of the LogicalVolume and the PersistentVolume for a claim. A namespace has no dot, so that two claims never share one. */
export function adoptedName({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `adopted.${namespace}.${name}`;
}

const stop = (why: string): Action => ({ do: 'stop', why });

/**
 * What is next on the way to a claim that has its old volume. It follows from what is seen alone: a run that was cut at any point
 * goes on from there.
 */
export function nextStep(planned: PlannedVolume, seen: Seen): Action {
  const { volume, object, pv, claim, layer, names } = seen;
  const name = adoptedName(planned.claim);
  const wrong = contradiction(planned, seen);
  if (wrong || !volume) return stop(wrong ?? 'the volume is gone');
  if (pv) {
    if (pv.isBeingDeleted) return { do: 'wait', for: `PersistentVolume ${name} to be gone` };
    if (!pv.isRetained) return { do: 'retain-pv' };
    if (layer?.isSuspended) return { do: 'resume-layer' };
    if (claim?.pv !== name || !claim.isBound) return { do: 'wait', for: 'the claim to be bound', isOpen: true };
    return seen.lacksTags ? { do: 'write-tags' } : { do: 'done' };
  }
  if (layer && !layer.isSuspended) return { do: 'suspend-layer' };
  const bytes = Math.max(planned.bytes, planned.claim.bytes);
  if (volume.bytes < bytes) return { do: 'grow', from: volume.bytes, to: bytes };
  if (!object) return { do: 'create-object', bytes: volume.bytes };
  if (object.isBeingDeleted) {
    if (object.isHeld) return { do: 'free-object' };
    // Somebody else deletes it: TopoLVM is about to remove the volume of that name.
    return volume.name === object.uid ? { do: 'hold-object' } : { do: 'wait', for: `LogicalVolume ${name} to be gone` };
  }
  if (volume.name !== object.uid) {
    if (names.has(object.uid))
      return stop(`TopoLVM made a volume of its own for LogicalVolume ${name}; look at ${object.uid}`);
    if (!object.isHeld) return { do: 'hold-object' };
    if (object.bytes !== volume.bytes) return { do: 'resize-object', bytes: volume.bytes };
    return { do: 'rename', from: volume.name, to: object.uid };
  }
  if (object.isHeld)
    return object.bytes === volume.bytes ? { do: 'release-object' } : { do: 'resize-object', bytes: volume.bytes };
  if (object.failure !== undefined) return stop(`TopoLVM says: ${object.failure}`);
  if (object.volumeId !== object.uid || !object.hasSize) return { do: 'wait', for: 'TopoLVM to take the volume' };
  return { do: 'create-pv', handle: object.uid, bytes: volume.bytes };
}

/**
 * What is next on the way back, as long as the claim is not bound. The layer stays suspended: resumed, it would make an empty volume.
 * An object is deleted only while no volume has its UID as a name, and while it is held: what TopoLVM does for one that is deleted is
 * lvremove of that name, and it is not to come to that even for a name that no volume has.
 */
export function previousStep(planned: PlannedVolume, seen: Seen): Action {
  const { volume, object, pv, claim, layer, names } = seen;
  const name = adoptedName(planned.claim);
  const wrong = contradiction(planned, seen);
  if (wrong || !volume) return stop(wrong ?? 'the volume is gone');
  if (claim?.pv === name) return stop('the claim is bound to it: nothing is taken back from under an app');
  if (layer && !layer.isSuspended && (pv || object)) return { do: 'suspend-layer' };
  if (pv) {
    if (pv.isBeingDeleted) return { do: 'wait', for: `PersistentVolume ${name} to be gone` };
    return pv.isRetained ? { do: 'delete-pv' } : { do: 'retain-pv' };
  }
  if (!object) return { do: 'done' };
  if (volume.name === object.uid) {
    if (!object.isHeld) return { do: 'hold-object' };
    if (names.has(planned.name)) return stop(`another volume is called ${planned.name} now`);
    return { do: 'rename', from: object.uid, to: planned.name };
  }
  if (names.has(object.uid))
    return stop(`a volume is called ${object.uid}, and would be removed with LogicalVolume ${name}`);
  if (!object.isBeingDeleted) return object.isHeld ? { do: 'delete-object' } : { do: 'hold-object' };
  return object.isHeld ? { do: 'free-object' } : { do: 'wait', for: `LogicalVolume ${name} to be gone` };
}

/** What nobody may go on from. */
function contradiction(planned: PlannedVolume, { volume, object, pv, claim }: Seen): string | undefined {
  const name = adoptedName(planned.claim);
  const key = `${planned.claim.namespace}/${planned.claim.name}`;
  if (!volume) return `no volume has the UUID ${planned.uuid}: was it removed, or is its disk missing?`;
  if (volume.group !== planned.group) return `the volume lies in ${volume.group}; the plan says ${planned.group}`;
  if (volume.bytes < planned.bytes) return `the volume has ${volume.bytes} bytes; the plan says ${planned.bytes}`;
  if (claim && claim.pv !== '' && claim.pv !== name)
    return `${key} has another volume, ${claim.pv}: plan again, for a swap`;
  if (pv && pv.claim !== key) return `PersistentVolume ${name} is for ${pv.claim}`;
  if (pv && !pv.isBeingDeleted && !object) return `PersistentVolume ${name} is there and its LogicalVolume is not`;
  if (pv && object && !pv.isBeingDeleted && (pv.handle !== object.uid || volume.name !== object.uid))
    return `PersistentVolume ${name} names volume ${pv.handle}, and the old one is called ${volume.name}`;
  return undefined;
}

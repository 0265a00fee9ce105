import { AmountReader } from '../check/capacity/amounts.ts';
import { record } from '../check/pods.ts';
import { text } from '../check/read.ts';
import type { Live } from '../live/api.ts';
import { claimKey } from './wanted-claims.ts';

/** TopoLVM leaves an object with this annotation alone, even one that is deleted. */
export const HOLD = 'topolvm.io/pendingdeletion';
export const TOPOLVM = 'topolvm.io/v1';

/** A LogicalVolume as the cluster has it. */
export interface LogicalVolume {
  readonly uid: string;
  /** Held: TopoLVM leaves it alone. */
  readonly isHeld: boolean;
  readonly isBeingDeleted: boolean;
  readonly bytes: number;
  /** Name of the volume that TopoLVM found for it; empty before. */
  readonly volumeId: string;
  /** Bytes that TopoLVM says the volume has; `undefined` before it said so. */
  readonly currentBytes: number | undefined;
  /** What TopoLVM says went wrong. */
  readonly failure: string | undefined;
}

export interface PersistentVolume {
  readonly handle: string;
  /** `namespace/name`. */
  readonly claim: string;
  readonly isRetained: boolean;
  readonly isBeingDeleted: boolean;
  readonly bytes: number;
  readonly fsType: string | undefined;
}

/** A claim: name of its PersistentVolume, empty while it has none. */
export interface Claim {
  readonly pv: string;
  readonly isBound: boolean;
}

export function logicalVolumeIn(object: Live): LogicalVolume {
  const { annotations, deletionTimestamp } = object.metadata as Live['metadata'] & { deletionTimestamp?: string };
  const status = record(object.status);
  const code = Number(status['code'] ?? 0);
  const current = status['currentSize'];
  // TopoLVM writes sizes anew, as the shortest quantity.
  const reader = new AmountReader();
  return {
    uid: uidOf(object),
    isHeld: annotations?.[HOLD] !== undefined,
    isBeingDeleted: deletionTimestamp !== undefined,
    bytes: reader.bytes(record(object['spec'])['size']),
    volumeId: text(status['volumeID']) ?? '',
    currentBytes: current === undefined ? undefined : reader.bytes(current),
    failure: code === 0 ? undefined : (text(status['message']) ?? `code ${code}`),
  };
}

export function persistentVolumeIn(pv: Live): PersistentVolume {
  const { deletionTimestamp } = pv.metadata as Live['metadata'] & { deletionTimestamp?: string };
  const spec = record(pv['spec']);
  const csi = record(spec['csi']);
  const { namespace, name } = record(spec['claimRef']);
  return {
    handle: text(csi['volumeHandle']) ?? '',
    claim: claimKey({ namespace: String(namespace), name: String(name) }),
    isRetained: spec['persistentVolumeReclaimPolicy'] === 'Retain',
    isBeingDeleted: deletionTimestamp !== undefined,
    bytes: new AmountReader().bytes(record(spec['capacity'])['storage']),
    fsType: text(csi['fsType']),
  };
}

export function claimIn(pvc: Live): Claim {
  return {
    pv: text(record(pvc['spec'])['volumeName']) ?? '',
    isBound: text(record(pvc.status)['phase']) === 'Bound',
  };
}

export function uidOf(object: Live | undefined): string {
  return text((object?.metadata as { readonly uid?: unknown } | undefined)?.uid) ?? '';
}

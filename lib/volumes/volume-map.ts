import { list, record } from '../check/pods.ts';

/** Which claim lives on which volume, as the cluster knew it. */
export interface MappedVolume {
  readonly namespace: string;
  readonly claim: string;
  /** Name of the PersistentVolume. */
  readonly pv: string;
  readonly storageClass: string;
  /** Name of the LogicalVolume object. */
  readonly logicalVolume: string;
  readonly node: string;
  readonly deviceClass: string;
  /** Volume group, where the facts tell it. */
  readonly group: string | undefined;
  /** Name of the volume in LVM. */
  readonly volume: string;
  readonly bytes: number;
  /** LVM's UUID of it, when the machine was asked. */
  readonly uuid: string | undefined;
  /** Whether the claim is bound to it now. Else it is kept from a claim that is gone. */
  readonly isBound: boolean;
}

export interface VolumeMap {
  readonly version: 1;
  readonly kind: 'hensteeth-volume-map';
  /** UID of the namespace kube-system: which cluster this was. */
  readonly cluster: string;
  /** How many changes each volume group had seen when the map was made, as LVM counts; empty when the machine was not asked. */
  readonly groups: readonly { readonly name: string; readonly changes: number }[];
  readonly volumes: readonly MappedVolume[];
}

/** A map that cannot be read. */
export class MapError extends Error {
  override readonly name = 'MapError';
}

/** Where the node keeps the map. */
export const MAP_FILE = '/var/lib/hensteeth/volumes.json';

/** A map from what a file holds. @throws MapError naming the place */
export function readMap(parsed: unknown, file: string): VolumeMap {
  const map = record(parsed);
  if (map['kind'] !== 'hensteeth-volume-map') throw new MapError(`${file} is no map of volumes`);
  if (map['version'] !== 1) throw new MapError(`${file} has version ${String(map['version'])}; this program reads 1`);
  if (typeof map['cluster'] !== 'string') throw new MapError(`${file} does not say which cluster it is of`);
  list(map['volumes']).forEach((each, i) => {
    for (const key of ['namespace', 'claim', 'volume']) {
      if (typeof record(each)[key] !== 'string') throw new MapError(`${file} lacks volumes[${i}].${key}`);
    }
  });
  return {
    ...(parsed as VolumeMap),
    groups: list(map['groups']) as VolumeMap['groups'],
    volumes: list(map['volumes']) as readonly MappedVolume[],
  };
}

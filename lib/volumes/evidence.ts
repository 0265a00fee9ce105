import { list, record } from '../check/pods.ts';
import { type Content, isContent } from './content.ts';
import { readMap, type VolumeMap } from './volume-map.ts';

/** What a file system says of itself. */
export interface FileSystem {
  /** As blkid names it; `none` for a volume that has no signature at all. */
  readonly type: string;
  readonly uuid?: string;
  /** Where it was last mounted, as the process saw it: a container's mount path. Only ext4 keeps it. */
  readonly lastMounted?: string;
}

/** A logical volume as it was found. */
export interface OldVolume {
  /** LVM's own UUID: it survives renaming, and is what plans are keyed by. */
  readonly uuid: string;
  readonly group: string;
  readonly name: string;
  readonly bytes: number;
  readonly tags: readonly string[];
  /** ISO 8601; `undefined` where LVM does not know. */
  readonly created: string | undefined;
  readonly host: string;
  /** `linear`, `thin,sparse`, `thin,pool`. */
  readonly layout: string;
  readonly pool: string;
  readonly origin: string;
  readonly isActive: boolean;
  /** `undefined` when it could not be read. */
  readonly fileSystem: FileSystem | undefined;
  /** What was in it, where all data was read. */
  readonly content?: Content;
}

export interface OldGroup {
  readonly name: string;
  readonly uuid: string;
  readonly bytes: number;
  readonly free: number;
  readonly extent: number;
  /** LVM counts every change of a group. */
  readonly changes: number;
}

/** A volume that kubelet had published to a pod. */
export interface Published {
  /** UID of the pod. */
  readonly pod: string;
  /** Name of the PersistentVolume. */
  readonly pv: string;
  /** Name of the logical volume; `undefined` where kubelet's file is gone and its folder is not. */
  readonly handle: string | undefined;
  /** From the names of log folders. */
  readonly namespace: string | undefined;
  readonly podName: string | undefined;
}

/** All that was found on a machine, read-only. */
export interface Evidence {
  readonly version: 1;
  readonly kind: 'hensteeth-volume-evidence';
  /** ISO 8601, by the clock of the machine that collected. */
  readonly taken: string;
  readonly machine: string;
  readonly volumes: readonly OldVolume[];
  readonly groups: readonly OldGroup[];
  readonly disks: readonly {
    readonly name: string;
    readonly uuid: string;
    readonly group: string;
    readonly bytes: number;
  }[];
  readonly published: readonly Published[];
  /** LVM's own copies of its metadata. */
  readonly archives: readonly { readonly path: string; readonly bytes: number; readonly changed: string }[];
  /** The map that lay on the machine. */
  readonly map: VolumeMap | undefined;
  /** Witnesses that could not be heard, and why. */
  readonly notRead: readonly { readonly what: string; readonly why: string }[];
}

/** A file that is not what it should be. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError';
}

/** The evidence in a file. @throws EvidenceError naming the place */
export function readEvidence(text: string, file: string): Evidence {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new EvidenceError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const given = record(parsed);
  const refuse = (what: string): never => {
    throw new EvidenceError(`${file} ${what}. Write it anew: npx hensteeth volumes collect --out ${file}`);
  };
  if (given['kind'] !== 'hensteeth-volume-evidence') refuse('is no evidence of volumes');
  if (given['version'] !== 1) refuse(`has version ${String(given['version'])}; this program reads version 1`);
  for (const key of ['volumes', 'groups', 'disks', 'published', 'archives', 'notRead']) {
    if (!Array.isArray(given[key])) refuse(`has no list '${key}'`);
  }
  const uuids = new Set<string>();
  list(given['volumes']).forEach((each, i) => {
    const volume = record(each);
    for (const key of ['uuid', 'group', 'name', 'layout']) {
      if (typeof volume[key] !== 'string' || volume[key] === '') refuse(`lacks volumes[${i}].${key}`);
    }
    if (!Number.isSafeInteger(volume['bytes'])) refuse(`lacks volumes[${i}].bytes`);
    if (!Array.isArray(volume['tags']) || volume['tags'].some((tag) => typeof tag !== 'string'))
      refuse(`lacks volumes[${i}].tags`);
    if (volume['content'] !== undefined && !isContent(volume['content']))
      refuse(`cannot be read at volumes[${i}].content`);
    const uuid = volume['uuid'] as string;
    if (uuids.has(uuid)) refuse(`has the volume ${uuid} twice`);
    uuids.add(uuid);
  });
  list(given['published']).forEach((each, i) => {
    const { pod, pv } = record(each);
    if (typeof pod !== 'string' || typeof pv !== 'string') refuse(`lacks published[${i}].pod or .pv`);
  });
  const map = given['map'] === undefined ? undefined : readMap(given['map'], `${file}: map`);
  return { ...(parsed as Evidence), map };
}

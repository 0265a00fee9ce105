import { bytesText } from '../check/capacity/amounts.ts';
import type { Evidence, OldVolume } from './evidence.ts';
import type { MappedVolume, VolumeMap } from './volume-map.ts';
import type { WantedClaim } from './wanted-claims.ts';

/**
 * How a volume is given back. `restore`: the datastore is put back, and all names fit again. `adopt`: before the app is deployed, the
 * volume gets the name that a new LogicalVolume has. `swap`: the app is deployed already, and the volume takes the place of the empty
 * one. `copy`: files are copied into the new volume; the old one stays as it is.
 */
export type Strategy = 'restore' | 'adopt' | 'swap' | 'copy';

/** What must hold for a strategy. */
export interface Condition {
  readonly what: string;
  /** `undefined` when it could not be looked at. */
  readonly holds: boolean | undefined;
  readonly why: string;
}

/** A backup of the datastore, as the owner named it. */
export interface DatastoreBackup {
  readonly file: string;
  /** ISO 8601. */
  readonly taken: string;
}

export interface StrategyProps {
  readonly evidence: Evidence;
  readonly claim: WantedClaim;
  readonly volume: OldVolume;
  /** @default none */
  readonly backup?: DatastoreBackup;
  /** The map of the cluster that runs now, where the lab is deployed again. */
  readonly now?: VolumeMap;
}

export interface Chosen {
  readonly strategy: Strategy;
  readonly conditions: readonly Condition[];
  /** Bytes that the volume must have: its own, or the request where that is more. */
  readonly bytes: number;
  /** The empty volume that the new cluster made for the claim. */
  readonly fresh: MappedVolume | undefined;
}

const DAY = 24 * 3600 * 1000;
/** What clocks of two machines may differ by. */
const SKEW = 5 * 60 * 1000;

/** Whether a backup of the datastore knows all volumes that are there. */
export function judgeBackup({ taken }: DatastoreBackup, evidence: Evidence): Condition {
  const what = 'the backup of the datastore is fresh';
  const age = new Date(evidence.taken).getTime() - new Date(taken).getTime();
  const later = evidence.volumes.filter(({ created }) => created !== undefined && created > taken);
  if (Number.isNaN(age)) return { what, holds: undefined, why: `${taken} is no time` };
  if (age < -SKEW) return { what, holds: undefined, why: `${taken} is after the evidence: a clock was wrong` };
  if (later.length > 0)
    return { what, holds: false, why: `${later.length} volumes were made after it, ${later[0]!.name} among them` };
  if (age > DAY) return { what, holds: false, why: `it is ${Math.floor(age / DAY)} days older than the evidence` };
  return { what, holds: true, why: `it was taken at ${taken}, and no volume was made since` };
}

/** Chooses how a volume is given back, and says what must hold. */
export function strategyFor({ evidence, claim, volume, backup, now }: StrategyProps): Chosen {
  const fresh = freshIn(evidence, claim, volume, now);
  const isRestored = backup !== undefined && judgeBackup(backup, evidence).holds === true;
  const bytes = Math.max(volume.bytes, claim.bytes);
  const conditions = [fileSystem(claim, volume)];
  if (isRestored)
    return { strategy: 'restore', conditions: [judgeBackup(backup, evidence)], bytes: volume.bytes, fresh: undefined };
  const staysInGroup =
    claim.groups.includes(volume.group) && (!fresh || fresh.group === undefined || fresh.group === volume.group);
  const isLaidOut = isOfClass(claim, volume);
  const hasType =
    claim.fsType === undefined || volume.fileSystem === undefined || volume.fileSystem.type === claim.fsType;
  if (staysInGroup && isLaidOut && hasType) {
    conditions.push(size(evidence, claim, volume));
    if (fresh) conditions.push(known(fresh, volume));
    return { strategy: fresh ? 'swap' : 'adopt', conditions, bytes, fresh };
  }
  const why = !staysInGroup
    ? `it lies in ${volume.group}; the claim is served from ${claim.groups.join(', ') || 'no group'}`
    : !isLaidOut
      ? `it is ${laidOut(volume)}; device class ${claim.deviceClass} makes ${poolIn(claim, volume) === undefined ? 'linear volumes' : `thin volumes of ${poolIn(claim, volume)}`}`
      : `its file system is ${volume.fileSystem?.type}; the storage class makes ${claim.fsType}`;
  conditions.push({ what: 'it must be copied', holds: true, why }, room(evidence, claim, fresh));
  return { strategy: 'copy', conditions, bytes: claim.bytes, fresh };
}

/** The new cluster's volume for a claim. The evidence may know its UUID where the map does not. */
function freshIn({ volumes }: Evidence, { namespace, name }: WantedClaim, old: OldVolume, now?: VolumeMap) {
  const found = now?.volumes.find(
    (each) => each.isBound && each.namespace === namespace && each.claim === name && each.volume !== old.name,
  );
  if (!found) return undefined;
  const seen = volumes.filter((each) => each.name === found.volume && (found.group ?? each.group) === each.group);
  const uuid = found.uuid ?? (seen.length === 1 ? seen[0]!.uuid : undefined);
  return { ...found, uuid };
}

/** The thin pool of a claim's device class in the group of a volume. */
function poolIn({ pools = [] }: WantedClaim, { group }: OldVolume): string | undefined {
  return pools.find((pool) => pool.startsWith(`${group}/`))?.slice(group.length + 1);
}

/** Whether TopoLVM finds a volume where its device class looks: among those of the group, or of the pool. */
function isOfClass(claim: WantedClaim, volume: OldVolume): boolean {
  const pool = poolIn(claim, volume);
  const layout = volume.layout.split(',');
  if (pool !== undefined) return layout[0] === 'thin' && !layout.includes('pool') && volume.pool === pool;
  return volume.pool === '' && (volume.layout === 'linear' || volume.layout === 'striped');
}

function laidOut({ layout, pool }: OldVolume): string {
  return pool === '' ? layout : `${layout} in ${pool}`;
}

function known({ uuid, volume, group }: MappedVolume, old: OldVolume): Condition {
  const what = 'the empty volume is known by its UUID';
  if (uuid === undefined)
    return { what, holds: undefined, why: `the map does not tell that of ${volume}; write it with volumes map --ssh` };
  if (group === undefined) return { what, holds: undefined, why: `the map does not tell the group of ${volume}` };
  return { what, holds: uuid !== old.uuid, why: `${group}/${volume} is ${uuid}` };
}

function fileSystem({ fsType }: WantedClaim, { fileSystem: found }: OldVolume): Condition {
  const what = 'it holds a file system';
  if (!found) return { what, holds: undefined, why: 'it could not be read; collect again with the volume active' };
  if (found.type === 'none') return { what, holds: false, why: 'it has no signature at all: TopoLVM would format it' };
  if (!['ext4', 'xfs', 'btrfs', 'ext3', 'ext2'].includes(found.type))
    return { what, holds: false, why: `it holds ${found.type}` };
  return {
    what,
    holds: true,
    why: fsType === undefined ? found.type : `${found.type}; the storage class makes ${fsType}`,
  };
}

function size(evidence: Evidence, claim: WantedClaim, volume: OldVolume): Condition {
  const what = 'it is as large as the claim asks';
  const lacking = claim.bytes - volume.bytes;
  if (lacking <= 0) return { what, holds: true, why: `${bytesText(volume.bytes)} for ${bytesText(claim.bytes)}` };
  if (volume.pool !== '')
    return {
      what,
      holds: true,
      why: `it grows by ${bytesText(lacking)}; the pool ${volume.pool} gives it as it is written`,
    };
  const free = evidence.groups.find(({ name }) => name === volume.group)?.free ?? 0;
  return free >= lacking
    ? { what, holds: true, why: `it grows by ${bytesText(lacking)} of ${bytesText(free)} that are free` }
    : { what, holds: false, why: `it lacks ${bytesText(lacking)}, and ${volume.group} has ${bytesText(free)} free` };
}

function room(evidence: Evidence, claim: WantedClaim, fresh: MappedVolume | undefined): Condition {
  const what = 'there is room for a copy';
  if (fresh) return { what, holds: true, why: `the new volume ${fresh.volume} is there` };
  const free = Math.max(
    0,
    ...evidence.groups.filter(({ name }) => claim.groups.includes(name)).map((group) => group.free),
  );
  return { what, holds: free >= claim.bytes, why: `${bytesText(free)} free for ${bytesText(claim.bytes)}` };
}

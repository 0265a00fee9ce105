import { createHash } from 'node:crypto';
import { list, record } from '../check/pods.ts';
import { type Content, isContent } from './content.ts';
import type { Evidence, OldVolume } from './evidence.ts';
import { type Confidence, type Matching, matchVolumes } from './match.ts';
import { type Step, stepsFor } from './steps.ts';
import { type Condition, type DatastoreBackup, judgeBackup, type Strategy, strategyFor } from './strategy.ts';
import type { MappedVolume, VolumeMap } from './volume-map.ts';
import { claimKey, type WantedClaim, type WantedClaims } from './wanted-claims.ts';

/** The empty volume that a claim has before its old one takes the place. */
export interface FreshVolume {
  readonly uuid: string;
  /** Its name: the UID of its LogicalVolume. */
  readonly name: string;
  /** Name of the LogicalVolume object. */
  readonly object: string;
  /** Name of the PersistentVolume. */
  readonly pv: string;
}

/** A volume that is given back to a claim. */
export interface PlannedVolume {
  /** LVM's UUID: what the plan is keyed by. */
  readonly uuid: string;
  readonly group: string;
  /** Its name when the evidence was taken. */
  readonly name: string;
  readonly bytes: number;
  /** Type of its file system, where it could be read. */
  readonly fsType: string | undefined;
  /** What was in it, where collecting read all data. */
  readonly content?: Content;
  /**
   * Its tags when the evidence was taken.
   * @default on the way back, tags are left as they are
   */
  readonly tags?: readonly string[];
  readonly claim: WantedClaim;
  /** The empty volume that the new cluster made for the claim, where the lab is deployed again. */
  readonly fresh?: FreshVolume;
  readonly confidence: Confidence;
  readonly witnesses: readonly string[];
  readonly strategy: Strategy;
  readonly conditions: readonly Condition[];
  readonly steps: readonly Step[];
}

/** What will be done, to be read by the owner first. */
export interface Plan {
  readonly version: 1;
  readonly kind: 'hensteeth-volume-plan';
  /** SHA-256 of the evidence that it was made from. */
  readonly evidence: string;
  /** The backup of the datastore that is put back, where that is the strategy. */
  readonly backup?: string;
  readonly volumes: readonly PlannedVolume[];
  /** What only the owner can say. */
  readonly questions: readonly {
    readonly claim: string;
    readonly why: string;
    readonly candidates: readonly {
      readonly uuid: string;
      readonly name: string;
      readonly witnesses: readonly string[];
    }[];
  }[];
  readonly empty: readonly string[];
  readonly leftOver: readonly { readonly uuid: string; readonly name: string; readonly why: string }[];
  /** Claims whose names cannot be known before they are made. */
  readonly unnamed: readonly string[];
  /** What was looked at and does not do. */
  readonly notes: readonly string[];
}

export interface PlanProps {
  readonly evidence: Evidence;
  readonly wanted: WantedClaims;
  readonly cluster?: string;
  readonly maps?: readonly VolumeMap[];
  /** `old=namespace/claim` as the owner wrote it; `none=namespace/claim` for a claim that shall start empty. */
  readonly assignments?: readonly string[];
  readonly backup?: DatastoreBackup;
  /** The map of the cluster that runs now. */
  readonly now?: VolumeMap;
}

/** The owner's word does not fit the evidence or the lab. */
export class AssignError extends Error {
  override readonly name = 'AssignError';
}

/** Makes the plan. Pure. @throws AssignError naming the assignment */
export function planFor(props: PlanProps): Plan {
  const { evidence, wanted, now, backup } = props;
  const { assigned, empty } = assignmentsIn(props);
  const fresh = new Set(
    evidence.volumes.filter((volume) => now?.volumes.some((each) => isSame(each, volume))).map(({ uuid }) => uuid),
  );
  for (const uuid of assigned.keys()) fresh.delete(uuid);
  const matching: Matching = matchVolumes({
    evidence,
    claims: wanted.claims,
    assigned,
    empty,
    fresh,
    ...(props.cluster !== undefined && { cluster: props.cluster }),
    ...(props.maps && { maps: props.maps }),
  });
  const byKey = new Map(wanted.claims.map((claim) => [claimKey(claim), claim]));
  const volumes = matching.matches.map(({ claim: key, volume, confidence, witnesses }): PlannedVolume => {
    const claim = byKey.get(key)!;
    const chosen = strategyFor({ evidence, claim, volume, ...(backup && { backup }), ...(now && { now }) });
    const { uuid, group, name, bytes, tags } = volume;
    const steps = stepsFor(claim, volume, chosen);
    const { strategy, conditions } = chosen;
    const fsType = volume.fileSystem?.type;
    const read = volume.content && { content: volume.content };
    const old = { uuid, group, name, bytes, fsType, tags, ...read };
    const made = chosen.fresh && { fresh: freshOf(chosen.fresh) };
    return { ...old, claim, ...made, confidence, witnesses, strategy, conditions, steps };
  });
  const judged = backup && judgeBackup(backup, evidence);
  return {
    version: 1,
    kind: 'hensteeth-volume-plan',
    evidence: createHash('sha256').update(JSON.stringify(evidence)).digest('hex'),
    ...(backup && judged?.holds === true && { backup: backup.file }),
    volumes: volumes.sort((one, other) => (claimKey(one.claim) < claimKey(other.claim) ? -1 : 1)),
    questions: matching.questions.map(({ claim, why, candidates }) => ({
      claim,
      why,
      candidates: candidates.map(({ volume: { uuid, group, name }, witnesses }) => ({
        uuid,
        name: `${group}/${name}`,
        witnesses,
      })),
    })),
    empty: matching.empty,
    leftOver: matching.leftOver.map(({ volume: { uuid, group, name }, why }) => ({
      uuid,
      name: `${group}/${name}`,
      why,
    })),
    unnamed: wanted.unnamed,
    notes: [
      ...(judged && judged.holds !== true ? [`${backup.file} is not used: ${judged.why}`] : []),
      ...overfull(evidence, volumes),
    ],
  };
}

function freshOf({ uuid = '', volume, logicalVolume, pv }: MappedVolume): FreshVolume {
  return { uuid, name: volume, object: logicalVolume, pv };
}

/** Groups whose free space does not do for all that grows. */
function overfull({ groups }: Evidence, volumes: readonly PlannedVolume[]): string[] {
  return groups.flatMap(({ name, free }) => {
    const grows = volumes.filter(
      ({ group, strategy, claim }) =>
        group === name && !claim.pools?.length && (strategy === 'adopt' || strategy === 'swap'),
    );
    const bytes = grows.reduce((sum, each) => sum + Math.max(0, each.claim.bytes - each.bytes), 0);
    return bytes > free ? [`${name} lacks ${bytes - free} bytes for all volumes that grow`] : [];
  });
}

function isSame(each: VolumeMap['volumes'][number], { uuid, name, group }: OldVolume): boolean {
  if (each.uuid !== undefined) return each.uuid === uuid;
  return each.volume === name && (each.group === undefined || each.group === group);
}

/** What the owner said, looked up in the evidence and the lab. */
function assignmentsIn({ evidence, wanted, assignments = [] }: PlanProps) {
  const assigned = new Map<string, string>();
  const empty: string[] = [];
  const claims = new Set(wanted.claims.map(claimKey));
  for (const each of assignments) {
    const at = each.indexOf('=');
    const [old, claim] = [each.slice(0, at), each.slice(at + 1)];
    const refuse = (why: string): never => {
      throw new AssignError(`--assign ${each}: ${why}`);
    };
    if (at < 1) refuse('write OLD=NAMESPACE/CLAIM, with the UUID or the name of a volume; or none=NAMESPACE/CLAIM');
    if (!claims.has(claim)) refuse(`the lab has no claim ${claim}; it has ${[...claims].join(', ') || 'none'}`);
    if (empty.includes(claim) || [...assigned.values()].includes(claim)) refuse(`${claim} is assigned already`);
    if (old === 'none') {
      empty.push(claim);
      continue;
    }
    const found = evidence.volumes.filter(({ uuid, name, group }) => [uuid, name, `${group}/${name}`].includes(old));
    if (found.length !== 1)
      refuse(
        found.length === 0
          ? `the evidence has no volume ${old}`
          : `${old} is the name of ${found.length} volumes; write the UUID`,
      );
    if (assigned.has(found[0]!.uuid)) refuse(`${old} is assigned already`);
    assigned.set(found[0]!.uuid, claim);
  }
  return { assigned, empty };
}

/** A plan that cannot be read. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** The plan in a file. @throws PlanError naming the place */
export function readPlan(parsed: unknown, file: string): Plan {
  const plan = record(parsed);
  const refuse = (what: string): never => {
    throw new PlanError(`${file} ${what}. Write it anew: npx hensteeth volumes plan --out ${file}`);
  };
  if (plan['kind'] !== 'hensteeth-volume-plan') refuse('is no plan for volumes');
  if (plan['version'] !== 1) refuse(`has version ${String(plan['version'])}; this program reads version 1`);
  if (!Array.isArray(plan['volumes'])) refuse("has no list 'volumes'");
  list(plan['volumes'])
    .map(record)
    .forEach((each, i) => {
      for (const key of ['uuid', 'group', 'name', 'strategy']) {
        if (typeof each[key] !== 'string') refuse(`lacks volumes[${i}].${key}`);
      }
      if (!Number.isSafeInteger(each['bytes']) || !Number.isSafeInteger(record(each['claim'])['bytes']))
        refuse(`lacks volumes[${i}].bytes, or those of its claim`);
      for (const key of ['namespace', 'name', 'storageClass', 'deviceClass']) {
        if (typeof record(each['claim'])[key] !== 'string') refuse(`lacks volumes[${i}].claim.${key}`);
      }
      for (const key of each['fresh'] === undefined ? [] : ['uuid', 'name', 'object', 'pv']) {
        if (typeof record(each['fresh'])[key] !== 'string') refuse(`lacks volumes[${i}].fresh.${key}`);
      }
      if (!Array.isArray(each['conditions'])) refuse(`lacks volumes[${i}].conditions`);
      if (each['content'] !== undefined && !isContent(each['content']))
        refuse(`cannot be read at volumes[${i}].content`);
    });
  return parsed as Plan;
}

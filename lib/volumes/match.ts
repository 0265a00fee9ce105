import { listUnder } from '../check/read.ts';
import type { Evidence, OldVolume } from './evidence.ts';
import { isOfTopolvm } from './lvm-names.ts';
import { readTags } from './tags.ts';
import type { MappedVolume, VolumeMap } from './volume-map.ts';
import { claimKey, type PodsOf, type WantedClaim } from './wanted-claims.ts';

/**
 * How sure a match is. `certain`: a tag or a map names the claim, and another witness says that this was still so: LVM, whose group
 * was not changed since, or kubelet. `likely`: kubelet alone, with size and mount path, and no volume left that could be meant as well.
 * `owner`: the owner said so.
 */
export type Confidence = 'owner' | 'certain' | 'likely';

export interface Match {
  readonly claim: string;
  readonly volume: OldVolume;
  readonly confidence: Confidence;
  readonly witnesses: readonly string[];
}

/** A volume that may be a claim's, and what speaks for it. */
export interface Candidate {
  readonly volume: OldVolume;
  readonly witnesses: readonly string[];
}

/** A claim whose volume the owner must name. */
export interface Question {
  readonly claim: string;
  readonly why: string;
  /** Likeliest first. */
  readonly candidates: readonly Candidate[];
}

export interface Matching {
  readonly matches: readonly Match[];
  readonly questions: readonly Question[];
  /** Claims that will start empty, by the owner's word. */
  readonly empty: readonly string[];
  /** Volumes that are given to no claim. Nothing is done to them. */
  readonly leftOver: readonly { readonly volume: OldVolume; readonly why: string }[];
}

export interface MatchProps {
  readonly evidence: Evidence;
  readonly claims: readonly WantedClaim[];
  /**
   * UID of kube-system of the cluster that is lost.
   * @default the one that all tags and maps name, when there is one
   */
  readonly cluster?: string;
  /** Maps beside the one in the evidence. */
  readonly maps?: readonly VolumeMap[];
  /** Claims by the UUIDs of volumes; by the owner's word. */
  readonly assigned?: ReadonlyMap<string, string>;
  /** Claims that shall start empty. */
  readonly empty?: readonly string[];
  /** UUIDs of volumes that the new cluster has made: they are nobody's old data. */
  readonly fresh?: ReadonlySet<string>;
}

/** All that is said of one volume. */
interface Heard {
  readonly volume: OldVolume;
  /** Claims that tags or a map of the lost cluster name. */
  readonly named: ReadonlySet<string>;
  /** Claims of the lab whose pods had it, as kubelet knows: it belonged to one of them. */
  readonly pods: ReadonlySet<string>;
  /** Those of them whose pods all had it. */
  readonly used: ReadonlySet<string>;
  /** Whether kubelet alone says which: the pod had one volume, of the size and at the mount path of its one claim. */
  readonly only: string | undefined;
  /** What its tags of another cluster, or contradicting ones, say. It proves nothing. */
  readonly hearsay: ReadonlySet<string>;
  readonly released: ReadonlySet<string>;
  readonly witnesses: readonly string[];
}

/** Letters that Kubernetes makes names of pods from. */
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]';

/**
 * Which volume was which claim's. It never guesses: a claim gets a volume when two witnesses agree and none speaks against it, and
 * else is a question to the owner. One that names the claim is not enough: a claim may have been made anew, with tags and map still
 * speaking of the volume before.
 */
export function matchVolumes(props: MatchProps): Matching {
  const { evidence, claims, assigned = new Map<string, string>(), fresh = new Set<string>() } = props;
  const byKey = new Map(claims.map((claim) => [claimKey(claim), claim]));
  const empty = new Set(props.empty ?? []);
  const listener = new Listener(props, byKey);
  const isUnchanged = listener.isUnchanged();
  const heard = evidence.volumes
    .filter(({ uuid }) => !fresh.has(uuid))
    .flatMap((volume) => listener.hear(volume) ?? []);
  const taken = new Set(assigned.values());
  const open = heard.filter(({ volume }) => !assigned.has(volume.uuid));

  const claimants = new Map<string, Heard[]>();
  const unexplained: Heard[] = [];
  const leftOver: { volume: OldVolume; why: string }[] = [];
  for (const each of open) {
    const claim = claimOf(each);
    if (claim !== undefined && byKey.has(claim)) claimants.set(claim, [...(claimants.get(claim) ?? []), each]);
    else if (claim !== undefined)
      leftOver.push({ volume: each.volume, why: `it was ${claim}'s, which the lab does not have` });
    else if (each.released.size > 0 && each.named.size === 0 && each.used.size === 0)
      leftOver.push({ volume: each.volume, why: `${[...each.released].join(', ')} had left it before` });
    else unexplained.push(each);
  }

  const matches: Match[] = evidence.volumes.flatMap((volume) => {
    const claim = assigned.get(volume.uuid);
    return claim === undefined ? [] : [{ claim, volume, confidence: 'owner', witnesses: ['the owner says so'] }];
  });
  const questions: Question[] = [];
  for (const claim of byKey.keys()) {
    if (taken.has(claim) || empty.has(claim)) continue;
    const mine = claimants.get(claim) ?? [];
    const [first] = mine;
    const isNamed = first?.named.has(claim) === true;
    const rivals = unexplained.filter((each) => couldBe(each, claim)).length;
    const isTrue = isNamed && isUnchanged ? true : rivals === 0 && (!isNamed || first!.used.has(claim));
    if (mine.length === 1 && first && isTrue) {
      matches.push({
        claim,
        volume: first.volume,
        confidence: isNamed ? 'certain' : 'likely',
        witnesses: first.witnesses,
      });
      continue;
    }
    // Those of claims that the lab does not have are among them: the claim may have been given another name.
    const others = open.filter((each) => !mine.includes(each) && !claimants.has(claimOf(each) ?? ''));
    const candidates = [...mine, ...ranked(others, byKey.get(claim)!)];
    const why =
      mine.length > 1
        ? `${mine.length} volumes are said to be its`
        : first
          ? rivals > 0
            ? `witnesses may be older than the last change, and ${rivals} more could be its volume`
            : 'one witness names its volume, and no other says that it was still so'
          : candidates.length > 0
            ? 'no witness names its volume'
            : 'no volume is left that could be its: it would start empty';
    questions.push({ claim, why, candidates: candidates.map(({ volume, witnesses }) => ({ volume, witnesses })) });
  }
  const given = new Set(matches.map(({ volume }) => volume.uuid));
  const asked = new Set(questions.flatMap(({ candidates }) => candidates.map(({ volume }) => volume.uuid)));
  for (const { volume } of open) {
    if (given.has(volume.uuid) || asked.has(volume.uuid) || leftOver.some((each) => each.volume === volume)) continue;
    leftOver.push({ volume, why: 'nothing says whose it was' });
  }
  return { matches, questions, empty: [...empty], leftOver };
}

/** The one claim that witnesses name, when they agree. */
function claimOf({ named, used, only, released, hearsay }: Heard): string | undefined {
  if (named.size === 0) return released.size === 0 && hearsay.size === 0 ? only : undefined;
  const [claim] = named;
  if (named.size > 1 || hearsay.size > 0 || released.has(claim!)) return undefined;
  return used.size === 0 || used.has(claim!) ? claim : undefined;
}

/** Whether a volume could be the newest of a claim: something says so, or nothing says whose it was. A volume has one claim for life. */
function couldBe({ named, hearsay, released, pods }: Heard, claim: string): boolean {
  const said = [named, hearsay, released, pods];
  return said.some((claims) => claims.has(claim)) || said.every((claims) => claims.size === 0);
}

/** Those first that more speaks for. */
function ranked(others: readonly Heard[], claim: WantedClaim): Heard[] {
  const key = claimKey(claim);
  const weight = ({ volume, named, used, hearsay, released }: Heard): number =>
    (named.has(key) ? 16 : 0) +
    (used.has(key) ? 8 : 0) +
    (hearsay.has(key) || released.has(key) ? 4 : 0) +
    (claim.mountPaths.includes(volume.fileSystem?.lastMounted ?? '') ? 2 : 0) +
    (volume.bytes === claim.bytes ? 1 : 0);
  return [...others].sort((one, other) => weight(other) - weight(one));
}

/** Hears what every witness says of a volume. */
class Listener {
  readonly #evidence: Evidence;
  readonly #claims: ReadonlyMap<string, WantedClaim>;
  readonly #maps: readonly VolumeMap[];
  readonly #cluster: string | undefined;
  /** Volumes that share their name with one of another group: who speaks of a name then says nothing. */
  readonly #ambiguous: ReadonlySet<string>;
  /** Volumes that a pod had, by the pod's UID. */
  readonly #ofPod = new Map<string, (string | undefined)[]>();
  /** Claims that a pod may have had, by the pod's UID, and pods by claim. */
  readonly #claimsOf = new Map<string, string[]>();
  readonly #podsOf = new Map<string, Set<string>>();

  constructor({ evidence, maps = [], cluster }: MatchProps, claims: ReadonlyMap<string, WantedClaim>) {
    this.#evidence = evidence;
    this.#claims = claims;
    this.#maps = [...(evidence.map ? [evidence.map] : []), ...maps];
    const clusters = new Set([
      ...evidence.volumes.flatMap(({ tags }) => readTags(tags).clusters),
      ...this.#maps.map((map) => map.cluster),
    ]);
    this.#cluster = cluster ?? (clusters.size === 1 ? [...clusters][0] : undefined);
    const names = evidence.volumes.map(({ name }) => name);
    this.#ambiguous = new Set(names.filter((name, i) => names.indexOf(name) !== i));
    for (const { pod, handle, namespace, podName } of evidence.published) {
      listUnder(this.#ofPod, pod).push(handle);
      if (this.#claimsOf.has(pod) || namespace === undefined || podName === undefined) continue;
      const keys = [...claims].flatMap(([key, claim]) =>
        claim.namespace === namespace && claim.pods.some((pods) => isOf(pods, podName)) ? [key] : [],
      );
      this.#claimsOf.set(pod, keys);
      for (const key of keys) this.#podsOf.set(key, (this.#podsOf.get(key) ?? new Set()).add(pod));
    }
  }

  /** Whether no group was changed since the tags, or a map of the lost cluster, were written. */
  isUnchanged(): boolean {
    const wanted = new Set([...this.#claims.values()].flatMap(({ groups }) => groups));
    for (const { group, name } of this.#evidence.volumes) if (isOfTopolvm(name)) wanted.add(group);
    return [...wanted].every((name) => {
      const now = this.#evidence.groups.find((group) => group.name === name)?.changes;
      if (now === undefined) return false;
      const maps = this.#maps.filter(({ cluster }) => cluster === this.#cluster);
      const seals = this.#evidence.volumes.filter(({ group }) => group === name).map(({ tags }) => readTags(tags));
      return (
        maps.some(({ groups }) => groups.some((each) => each.name === name && each.changes === now)) ||
        seals.some(
          ({ clusters, changes }) =>
            clusters.length === 1 && clusters[0] === this.#cluster && changes.length === 1 && changes[0] === now,
        )
      );
    });
  }

  /** `undefined` for a volume that no claim ever had: the system's own, a pool. */
  hear(volume: OldVolume): Heard | undefined {
    if (volume.layout.includes('pool')) return undefined;
    const witnesses: string[] = [];
    const named = new Set<string>();
    const hearsay = new Set<string>();
    const released = new Set<string>();
    const tags = readTags(volume.tags);
    const isOfCluster = tags.clusters.length === 1 && tags.clusters[0] === this.#cluster;
    for (const claim of tags.claims) {
      (isOfCluster ? named : hearsay).add(claim);
      witnesses.push(isOfCluster ? `its tags name ${claim}` : `its tags, of another cluster, name ${claim}`);
    }
    for (const claim of tags.released) {
      released.add(claim);
      witnesses.push(`its tags say that ${claim} left it`);
    }
    for (const map of this.#maps) {
      for (const entry of map.volumes.filter((each) => this.#isMeant(each, volume))) {
        const claim = `${entry.namespace}/${entry.claim}`;
        const isHeard = map.cluster === this.#cluster;
        (!isHeard ? hearsay : entry.isBound === false ? released : named).add(claim);
        witnesses.push(`${isHeard ? 'the map' : 'a map of another cluster'} names ${claim}`);
      }
    }
    const pods = new Set<string>();
    const used = new Set<string>();
    let only: string | undefined;
    const published = this.#ambiguous.has(volume.name)
      ? []
      : this.#evidence.published.filter(({ handle }) => handle === volume.name);
    for (const { pod, namespace, podName } of published) {
      if (namespace === undefined || podName === undefined) continue;
      witnesses.push(`pod ${namespace}/${podName} had it`);
      const mine = this.#claimsOf.get(pod) ?? [];
      for (const key of mine) {
        pods.add(key);
        // A folder that kubelet failed to clear away is older: then the pods of a claim do not all have this volume.
        const hadIt = [...(this.#podsOf.get(key) ?? [])].every((other) =>
          this.#ofPod.get(other)!.includes(volume.name),
        );
        if (hadIt) used.add(key);
      }
      const [key = ''] = mine;
      const claim = this.#claims.get(key);
      const path = volume.fileSystem?.lastMounted ?? '';
      const isAlone = mine.length === 1 && used.has(key) && this.#ofPod.get(pod)!.length === 1;
      const fits =
        claim?.bytes === volume.bytes && claim.mountPaths.includes(path) && claim.groups.includes(volume.group);
      if (isAlone && fits) only = key;
    }
    if (used.size > 1 || published.length > 1) only = undefined;
    if (witnesses.length === 0 && !isOfTopolvm(volume.name)) return undefined;
    if (volume.fileSystem?.lastMounted) witnesses.push(`it was last mounted at ${volume.fileSystem.lastMounted}`);
    return { volume, named, pods, used, only, hearsay, released, witnesses };
  }

  #isMeant(entry: MappedVolume, volume: OldVolume): boolean {
    if (entry.uuid !== undefined) return entry.uuid === volume.uuid;
    if (this.#ambiguous.has(volume.name) && entry.group === undefined) return false;
    return entry.volume === volume.name && (entry.group === undefined || entry.group === volume.group);
  }
}

function isOf({ kind, name }: PodsOf, podName: string): boolean {
  if (kind === 'pod') return podName === name;
  return (
    podName.startsWith(`${name}-`) && new RegExp(`^${RANDOM}{1,10}-${RANDOM}{5}$`).test(podName.slice(name.length + 1))
  );
}

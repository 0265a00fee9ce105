import type { Evidence, OldVolume, Published } from '../../lib/volumes/evidence.ts';
import type { MatchProps } from '../../lib/volumes/match.ts';
import type { MappedVolume, VolumeMap } from '../../lib/volumes/volume-map.ts';
import { claimKey, type WantedClaim } from '../../lib/volumes/wanted-claims.ts';

/** A lab that was wrecked: what is left of its witnesses, and the truth. */
export interface Wreck {
  readonly props: MatchProps;
  /** UUID of the volume with a claim's data; nothing for a claim that has none. */
  readonly truth: ReadonlyMap<string, string>;
}

/** How much of the witnesses is lost. */
export interface Losses {
  /** Chance that any one of them is gone. */
  readonly each: number;
  /** Chance that all of one sort are gone: all tags, the map, all of kubelet's. */
  readonly sort: number;
  /** Chance of each twist: claims made anew, apps removed, volumes lost, older clusters, a changed lab. */
  readonly twist: number;
}

const GIB = 2 ** 30;
const LOST = 'aaaaaaaa-0000-4000-8000-000000000000';
const OLDER = 'bbbbbbbb-0000-4000-8000-000000000000';
const NEWER = 'cccccccc-0000-4000-8000-000000000000';

/** A small generator of random numbers, the same in every run. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A claim as it lived: its pod, the volume it has, the one that it had before. */
interface Lived {
  readonly claim: WantedClaim;
  readonly pod: { readonly uid: string; readonly name: string };
  readonly volume: Draft;
}

type Draft = { -readonly [Key in keyof OldVolume]: OldVolume[Key] };

/** Makes a lab, lets it live, wrecks it, and takes witnesses away. */
export class WreckMaker {
  readonly #random: () => number;
  readonly #losses: Losses;
  #count = 0;

  constructor(seed: number, losses: Losses) {
    this.#random = randomFrom(seed);
    this.#losses = losses;
  }

  make(): Wreck {
    const { each, sort, twist } = this.#losses;
    const lived = this.#lives();
    const volumes: Draft[] = lived.map(({ volume }) => volume);
    const published: Published[] = [];
    const mapped: MappedVolume[] = [];
    const truth = new Map<string, string>();
    const tagsGone = this.#chance(sort);
    const kubeletGone = this.#chance(sort);
    // The timer that writes tags and map has run since the last change, or has not.
    const isCurrent = !this.#chance(twist / 2);
    for (const { claim, pod, volume } of lived) {
      const key = claimKey(claim);
      truth.set(key, volume.uuid);
      const entry = entryOf(claim, volume, true);
      const isMadeAnew = this.#chance(twist / 3);
      const isSeen = !isMadeAnew || isCurrent || this.#chance(0.3);
      if (isSeen) {
        volume.tags = tagsOf(key, LOST, 'k8s.pvc');
        mapped.push(entry);
      }
      if (isMadeAnew) {
        const before = this.#volume(claim);
        before.tags = tagsOf(key, LOST, isSeen ? 'k8s.released' : 'k8s.pvc');
        mapped.push(entryOf(claim, before, !isSeen));
        volumes.push(before);
        // A folder that kubelet failed to clear away.
        if (!kubeletGone && this.#chance(0.2)) {
          const orphan = { pod: this.#uid(), pv: 'pvc-x', handle: before.name };
          published.push({ ...orphan, namespace: claim.namespace, podName: pod.name });
        }
      }
      // Given back after an earlier wreck, and the timer has not run since.
      if (!isCurrent && this.#chance(twist / 3)) volume.tags = tagsOf(key, OLDER, 'k8s.pvc');
      if (this.#chance(twist / 6)) {
        const older = this.#volume(claim);
        older.tags = tagsOf(key, OLDER, 'k8s.pvc');
        volumes.push(older);
      }
      if (!kubeletGone && !this.#chance(each)) {
        const isNamed = !this.#chance(each);
        published.push({
          pod: pod.uid,
          pv: `pvc-${pod.uid}`,
          handle: this.#chance(each) ? undefined : volume.name,
          namespace: isNamed ? claim.namespace : undefined,
          podName: isNamed ? pod.name : undefined,
        });
      }
    }
    for (let i = 0; i < 3; i++) if (this.#chance(twist / 3)) volumes.push(this.#stray(lived, i));
    // A tag that is taken away is a change of the group, and so is a volume that is made or removed.
    let changes = 100;
    for (const volume of volumes) {
      const before = volume.tags.length;
      if (tagsGone || this.#chance(each / 2)) volume.tags = [];
      else if (this.#chance(each / 8)) volume.tags = volume.tags.slice(1);
      if (volume.tags.length < before) changes++;
      if (this.#chance(each)) volume.fileSystem = undefined;
    }
    const gone = new Set(volumes.filter(() => this.#chance(twist / 8)).map(({ uuid }) => uuid));
    const sealed = volumes.find(({ tags, group }) => group === 'vg' && tags.includes(`k8s.cluster=${LOST}`));
    if (sealed) sealed.tags = [...sealed.tags, 'k8s.changes=100'];
    if (!isCurrent || gone.size > 0) changes++;
    for (const [key, uuid] of truth) if (gone.has(uuid)) truth.delete(key);
    const map: VolumeMap | undefined = this.#chance(sort)
      ? undefined
      : {
          version: 1,
          kind: 'hensteeth-volume-map',
          cluster: this.#chance(twist / 10) ? OLDER : LOST,
          groups: this.#chance(each) ? [] : [{ name: 'vg', changes: 100 }],
          volumes: mapped.filter(() => !this.#chance(each)),
        };
    const evidence: Evidence = {
      version: 1,
      kind: 'hensteeth-volume-evidence',
      taken: '2026-01-01T00:00:00.000Z',
      machine: 'one',
      volumes: this.#shuffled(volumes.filter(({ uuid }) => !gone.has(uuid))),
      groups: ['vg', 'other'].map((name) => ({ name, uuid: name, bytes: 1e12, free: 1e12, extent: 4194304, changes })),
      disks: [],
      published: this.#shuffled(published),
      archives: [],
      map,
      notRead: [],
    };
    const told = this.#random();
    const cluster = told < 0.7 ? LOST : told < 0.7 + twist / 10 ? NEWER : undefined;
    const claims = this.#changed(
      lived.map(({ claim }) => claim),
      truth,
    );
    return { props: { evidence, claims, ...(cluster && { cluster }) }, truth };
  }

  #lives(): Lived[] {
    const lived: Lived[] = [];
    const apps = 1 + this.#upTo(5);
    const sameSize = this.#chance(0.4) ? 1 + this.#upTo(4) : undefined;
    for (let app = 0; app < apps; app++) {
      const namespace = this.#chance(0.5) ? 'media' : `ns-${this.#upTo(3)}`;
      const isSet = this.#chance(0.6);
      const replicas = isSet ? 1 + this.#upTo(3) : 1;
      const templates = ['data', 'wal', 'cache'].slice(0, 1 + (this.#chance(0.3) ? 1 + this.#upTo(2) : 0));
      const sizes = templates.map(() => (sameSize ?? 1 + this.#upTo(6)) * GIB);
      for (let i = 0; i < replicas; i++) {
        const name = isSet ? `app${app}-${i}` : `app${app}-bcdfg-hjkl${'bcdfg'[i]}`;
        const pod = { uid: this.#uid(), name };
        templates.forEach((template, t) => {
          const claim: WantedClaim = {
            namespace,
            name: isSet ? `${template}-app${app}-${i}` : `app${app}-${template}`,
            bytes: sizes[t]!,
            storageClass: 'topolvm-provisioner',
            deviceClass: 'ssd',
            groups: ['vg'],
            fsType: 'ext4',
            layer: `app${app}`,
            pods: [isSet ? { kind: 'pod', name } : { kind: 'deployment', name: `app${app}` }],
            mountPaths: [`/${template}`],
          };
          lived.push({ claim, pod, volume: this.#volume(claim) });
        });
      }
    }
    return lived;
  }

  /** The lab as it is rendered now: claims removed, added, renamed and resized since. */
  #changed(claims: readonly WantedClaim[], truth: Map<string, string>): WantedClaim[] {
    const { twist } = this.#losses;
    return claims.flatMap((claim) => {
      if (this.#chance(twist / 10)) return [];
      if (this.#chance(twist / 10)) return [{ ...claim, bytes: claim.bytes + GIB }];
      if (this.#chance(twist / 10)) {
        // Another claim of the same pod, for other data: no volume is right.
        const other = { ...claim, name: claim.name.replace(/data|wal|cache/, 'other'), mountPaths: ['/other'] };
        return this.#chance(0.5) ? [other] : [claim, other];
      }
      if (this.#chance(twist / 10)) {
        // The claim was named anew; what is at this place of this pod is still its data.
        const other = { ...claim, name: claim.name.replace(/data|wal|cache/, 'named') };
        const uuid = truth.get(claimKey(claim));
        if (uuid !== undefined && !truth.has(claimKey(other))) truth.set(claimKey(other), uuid);
        return [other];
      }
      return [claim];
    });
  }

  #volume(claim: WantedClaim): Draft {
    const hasPath = this.#chance(0.8);
    return {
      uuid: `uuid-${++this.#count}`,
      group: 'vg',
      name: this.#uid(),
      bytes: claim.bytes,
      tags: [],
      // The clock was wrong at times.
      created: new Date(1.7e12 + Math.floor(this.#random() * 1e11)).toISOString(),
      host: 'one',
      layout: 'linear',
      pool: '',
      origin: '',
      isActive: true,
      fileSystem: { type: 'ext4', ...(hasPath && { lastMounted: claim.mountPaths[0]! }) },
    };
  }

  /** A volume of none of the claims: of an app that is gone, of nobody, the system's own, or a namesake in another group. */
  #stray(lived: readonly Lived[], i: number): Draft {
    const like = lived[this.#upTo(lived.length)]!;
    const volume = this.#volume(like.claim);
    const kind = this.#upTo(4);
    if (kind === 0) volume.tags = tagsOf(`media/gone-${i}`, LOST, this.#chance(0.5) ? 'k8s.released' : 'k8s.pvc');
    if (kind === 1) volume.name = `root${i}`;
    if (kind === 2) {
      volume.name = like.volume.name;
      volume.group = 'other';
    }
    return volume;
  }

  #chance(of: number): boolean {
    return this.#random() < of;
  }

  #upTo(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #uid(): string {
    const digits = Array.from({ length: 32 }, () => '0123456789abcdef'[this.#upTo(16)]).join('');
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  #shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => [this.#random(), item] as const)
      .sort(([one], [other]) => one - other)
      .map(([, item]) => item);
  }
}

function tagsOf(key: string, cluster: string, kind: string): string[] {
  return [`${kind}=${key}`, 'k8s.pv=pvc-x', `k8s.cluster=${cluster}`];
}

function entryOf(claim: WantedClaim, volume: OldVolume, isBound: boolean): MappedVolume {
  const { namespace, name, storageClass, deviceClass } = claim;
  const place = { pv: 'pvc-x', storageClass, logicalVolume: 'pvc-x', node: 'one', deviceClass };
  const { group, name: handle, bytes } = volume;
  return { namespace, claim: name, ...place, group, volume: handle, bytes, uuid: undefined, isBound };
}

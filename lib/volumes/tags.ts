import type { LvmCommand, VolumeName } from './lvm.ts';
import { judgeTag } from './lvm-names.ts';
import type { MappedVolume } from './volume-map.ts';

/** What the tags of a volume say. Several values of one key contradict each other. */
export interface TagWitness {
  /** `namespace/name`. */
  readonly claims: readonly string[];
  /** UIDs of kube-system. */
  readonly clusters: readonly string[];
  /** Claims that it was kept from: they had other volumes since, or are gone. */
  readonly released: readonly string[];
  /** How many changes the group had seen when the tags were whole. */
  readonly changes: readonly number[];
}

const KEYS = ['k8s.pvc', 'k8s.pv', 'k8s.sc', 'k8s.cluster', 'k8s.released'];
const CHANGES = 'k8s.changes';
const OURS = new RegExp(`^(?:${KEYS.map((key) => key.replace('.', '\\.')).join('|')})=`);

/** The tags that say what a volume is. They travel with the data, and survive the cluster, a renaming and a new system. */
export function tagsFor(mapped: MappedVolume, cluster: string): string[] {
  const claim = `${mapped.namespace}/${mapped.claim}`;
  const tags = [
    // A volume that its claim has left must not be taken for the claim's data.
    `${mapped.isBound ? 'k8s.pvc' : 'k8s.released'}=${claim}`,
    `k8s.pv=${mapped.pv}`,
    ...(mapped.storageClass === '' ? [] : [`k8s.sc=${mapped.storageClass}`]),
    `k8s.cluster=${cluster}`,
  ];
  return tags.filter((tag) => judgeTag(tag) === undefined);
}

/**
 * Commands that give a volume these tags. Those that are there already are left alone, others of ours are taken away, after the new
 * ones are on: a run that is cut leaves a contradiction, which is asked about, and never a wrong word alone.
 *
 * @param has tags that it has now
 */
export function tagCommands(volume: VolumeName, wanted: readonly string[], has: readonly string[]): LvmCommand[] {
  return [
    ...wanted.filter((tag) => !has.includes(tag)).map((tag): LvmCommand => ({ do: 'add-tag', volume, tag })),
    ...has
      .filter((tag) => OURS.test(tag) && !wanted.includes(tag))
      .map((tag): LvmCommand => ({ do: 'remove-tag', volume, tag })),
  ];
}

/** Those of a volume's tags that say whose data it is. */
export function ownTags(tags: readonly string[]): string[] {
  return tags.filter((tag) => OURS.test(tag));
}

/**
 * Commands that write onto one volume how many changes its group has seen, this writing included: while LVM still counts as many, no
 * volume was made, removed or renamed since, and the tags of the group are true. Run last.
 *
 * @param changes of the group now
 */
export function sealCommands(volume: VolumeName, has: readonly string[], changes: number): LvmCommand[] {
  const old = has.filter((tag) => tag.startsWith(`${CHANGES}=`));
  if (old.length === 1 && old[0] === `${CHANGES}=${changes}`) return [];
  // A tag that is there twice over would be no change: it goes first.
  const after = changes + old.length + 1;
  return [
    ...old.map((tag): LvmCommand => ({ do: 'remove-tag', volume, tag })),
    { do: 'add-tag', volume, tag: `${CHANGES}=${after}` },
  ];
}

/** What tags say of a volume. */
export function readTags(tags: readonly string[]): TagWitness {
  const values = (key: string) =>
    tags.filter((tag) => tag.startsWith(`${key}=`)).map((tag) => tag.slice(key.length + 1));
  return {
    claims: values('k8s.pvc'),
    clusters: values('k8s.cluster'),
    released: values('k8s.released'),
    changes: values(CHANGES).map(Number),
  };
}

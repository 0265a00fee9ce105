import type { ChartValue } from '../check/charts-input.ts';
import { walk } from '../check/leaves.ts';
import { type Step, valueAt } from '../check/path.ts';
import type { Manifest } from '../core/manifest.ts';
import { isMapping } from './mapping.ts';

/** Anything that a value of a release can be at its end. */
export type Leaf = string | number | boolean;

/** A value of a release that a place in a rendered object may follow from. */
export interface Candidate {
  /** Path below `spec.values`. */
  readonly path: readonly Step[];
  readonly value: Leaf;
  /** Whether it is the whole of what stands in the place, not a part of a composed text. */
  readonly isWhole: boolean;
  /** How many of the last keys mean the same in both paths. */
  readonly keys: number;
  /** Whether it is the chart's default: the release does not set it. */
  readonly isDefault: boolean;
}

/** Smaller numbers stand in too many places to tell anything by themselves. */
const TELLING_NUMBER = 1000;
const TELLING_TEXT = 3;

/** Keys that charts write for one of Kubernetes; without `Name`, plural and capitals. */
const MEANINGS: Readonly<Record<string, string>> = {
  storage: 'size',
  hostname: 'host',
  replicacount: 'replica',
  repository: 'image',
  tag: 'image',
  registry: 'image',
  digest: 'image',
  existingsecret: 'secret',
  existingclaim: 'claim',
  existingconfigmap: 'configmap',
  containerport: 'port',
};

/** What stands in a place of an object; in a Secret as it is meant, not as it is encoded. */
export function standingAt(manifest: Manifest, place: readonly Step[]): unknown {
  const found = valueAt(manifest, place);
  const isEncoded = manifest.kind === 'Secret' && place[0] === 'data' && typeof found === 'string';
  return isEncoded ? Buffer.from(found, 'base64').toString('utf8') : found;
}

/**
 * Values of a release that equal what stands in a place, or are a part of it; the likeliest first. Defaults of the chart
 * come after them.
 *
 * @param defaults defaults that hold in the release, as `unsetDefaults` gives them
 */
export function candidatesFor(
  values: unknown,
  place: readonly Step[],
  found: unknown,
  defaults?: unknown,
): Candidate[] {
  const own = candidatesIn(values, place, found, false);
  const unset = candidatesIn(defaults, place, found, true);
  // A chart has hundreds of defaults, and short ones of them are in any text.
  return [...own, ...unset.filter(({ isWhole, keys }) => isWhole || keys > 0)];
}

/** The defaults of a chart that hold in a release with these values; single values alone, no lists. */
export function unsetDefaults({ default: own, keys = {} }: ChartValue, values: unknown): unknown {
  if (values !== undefined && !isMapping(values)) return undefined;
  if (Object.keys(keys).length === 0) return values === undefined && isLeaf(own) ? own : undefined;
  return Object.fromEntries(Object.entries(keys).map(([key, inner]) => [key, unsetDefaults(inner, values?.[key])]));
}

function candidatesIn(values: unknown, place: readonly Step[], found: unknown, isDefault: boolean): Candidate[] {
  if (!isLeaf(found)) return [];
  const text = String(found);
  const candidates: Candidate[] = [];
  walk(values, (value, path) => {
    if (!isLeaf(value)) return undefined;
    const isWhole = String(value) === text;
    if (!isWhole && !isPart(value, text)) return undefined;
    const keys = sameKeys(path, place);
    if (keys > 0 || isTelling(value)) candidates.push({ path: [...path], value, isWhole, keys, isDefault });
    return undefined;
  });
  return candidates.sort((a, b) => Number(b.isWhole) - Number(a.isWhole) || b.keys - a.keys);
}

/** The one candidate that no other comes near; `undefined` when two are as likely. */
export function onlyCandidate(candidates: readonly Candidate[]): Candidate | undefined {
  const [first, second] = candidates;
  if (!first || !second) return first;
  return second.isWhole === first.isWhole && second.keys === first.keys ? undefined : first;
}

/** Whether a word stands in a text with no letter or digit at its sides. */
export function standsIn(word: string, text: string): boolean {
  const isInner = (at: number): boolean => /[A-Za-z0-9]/.test(text.charAt(at));
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isInner(at - 1) && !isInner(at + word.length)) return true;
  }
  return false;
}

function isLeaf(value: unknown): value is Leaf {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isPart(value: Leaf, text: string): boolean {
  return typeof value !== 'boolean' && isTelling(value) && standsIn(String(value), text);
}

/** Whether a value says something by itself. `1`, `true` and `""` stand everywhere. */
function isTelling(value: Leaf): boolean {
  const text = String(value);
  if (text === 'true' || text === 'false') return false;
  if (/^-?\d+(\.\d+)?$/.test(text)) return Math.abs(Number(text)) >= TELLING_NUMBER;
  return text.length >= TELLING_TEXT;
}

function sameKeys(path: readonly Step[], place: readonly Step[]): number {
  const [a, b] = [path, place].map((steps) =>
    steps
      .filter((step) => typeof step === 'string')
      .map(meaning)
      .reverse(),
  );
  let same = 0;
  while (same < a!.length && a![same] === b![same]) same += 1;
  return same;
}

function meaning(key: string): string {
  const bare = key.toLowerCase().replace(/(?<=..)name$|(?<!s)s$/, '');
  return MEANINGS[bare] ?? bare;
}

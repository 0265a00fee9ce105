import type { ChartFacts, ChartValue } from '../../lib/check/charts-input.ts';
import { record } from '../../lib/check/pods.ts';
import { chartRules } from '../../lib/check/rules/chart.ts';
import type { Subject } from '../../lib/check/subject.ts';
import { World } from '../../lib/check/world.ts';

/** Paths of known keys whose neighbours are all known too, so that a misspelling must be told. */
function* closedPaths(value: ChartValue, path: readonly string[] = []): Generator<readonly string[]> {
  if (!value.keys || value.open) return;
  for (const [key, inner] of Object.entries(value.keys)) {
    if (key === 'global') continue;
    yield [...path, key];
    yield* closedPaths(inner, [...path, key]);
  }
}

/** Ways to get a key wrong: a letter twice, one left out, two the other way round, the case of one. */
const slips: readonly ((key: string) => string)[] = [
  (key) => `${key}${key.at(-1)}`,
  (key) => key.slice(0, -1),
  (key) => `${key.slice(0, -2)}${key.at(-1)}${key.at(-2)}`,
  (key) => `${key[0] === key[0]!.toUpperCase() ? key[0]!.toLowerCase() : key[0]!.toUpperCase()}${key.slice(1)}`,
];

/** The key with a slip that makes it none of its neighbours. */
function slipped(key: string, neighbours: readonly string[], turn: number): string {
  const tries = slips.map((_, i) => slips[(turn + i) % slips.length]!(key));
  return tries.find((wrong) => wrong !== '' && wrong !== key && !neighbours.includes(wrong))!;
}

/** Keys of the map that a path ends in. */
function neighboursOf(value: ChartValue, path: readonly string[]): string[] {
  const map = path.slice(0, -1).reduce((inner, step) => inner.keys![step]!, value);
  return Object.keys(map.keys!);
}

/** A release with one more value, misspelt. */
function misspelt(subject: Subject, path: readonly string[], wrong: string): Subject {
  const added = [...path.slice(0, -1), wrong].reduceRight<unknown>((inner, step) => ({ [step]: inner }), 'x');
  const spec = { ...record(subject.manifest['spec']), values: added };
  return { ...subject, source: undefined, manifest: { ...subject.manifest, spec } };
}

/** A known key of a chart. */
export interface KnownKey {
  readonly facts: ChartFacts;
  readonly path: readonly string[];
}

/** Paths spread over all: the depths and subcharts of each chart in turn, so that a large one does not crowd out the others. */
export function spread(charts: readonly ChartFacts[], count: number): KnownKey[] {
  const groups = charts.flatMap((facts) => {
    const byPlace = new Map<string, (readonly string[])[]>();
    for (const path of closedPaths(facts.values)) {
      const place = `${path.length > 1 ? path[0] : ''} ${path.length}`;
      byPlace.set(place, [...(byPlace.get(place) ?? []), path]);
    }
    return [...byPlace.values()].map((paths) => paths.map((path) => ({ facts, path })));
  });
  const chosen: KnownKey[] = [];
  for (let turn = 0; chosen.length < count && groups.some((group) => turn < group.length); turn++) {
    for (const group of groups) {
      // From the ends and the middle of each group, not its beginning alone.
      const one = group[(turn * 7) % group.length];
      if (one && turn < group.length && chosen.length < count && !chosen.includes(one)) chosen.push(one);
    }
  }
  return chosen;
}

/** Keys whose misspelling no rule refuses, when it is written into the release of their chart alone. */
export function passedOver(world: World, keys: readonly KnownKey[]): KnownKey[] {
  return keys.filter(({ facts, path }, i) => {
    const release = world.ofKind('HelmRelease').find(({ manifest }) => manifest.metadata.name === facts.name)!;
    const wrong = slipped(path.at(-1)!, neighboursOf(facts.values, path), i);
    const one = new World({ ...world.props, subjects: [misspelt(release, path, wrong)] });
    const codes = [...chartRules.judge(one).reports].map(({ code }) => code);
    return !codes.includes('chart-value-unknown') && !codes.includes('chart-value-refused');
  });
}

import { factsOf, selectedLabels } from '../charts/lock-facts.ts';
import { check } from '../check/engine.ts';
import { chartUses } from '../check/releases.ts';
import { changeRules } from '../check/rules/change.ts';
import type { Subject } from '../check/subject.ts';
import type { PlacedFinding } from '../check/verdict.ts';
import { World } from '../check/world.ts';
import { type ObjectChange, objectChanges } from './object-changes.ts';
import { type Restart, restartsOf } from './restarts.ts';
import { type Summary, summaryOf } from './summary.ts';

/** A layer that the change touches. */
export interface TouchedLayer {
  /** `undefined` for what steers Flux itself. */
  readonly name: string | undefined;
  readonly changes: readonly ObjectChange[];
}

/** What a change does to the cluster. */
export interface Comparison {
  readonly summary: Summary;
  /** In the order in which Flux applies them; what steers Flux itself comes first. */
  readonly layers: readonly TouchedLayer[];
  /** What the rules of change tell; notices among them. */
  readonly dangers: readonly PlacedFinding[];
  readonly restarts: readonly Restart[];
  /** What could not be compared, and why. */
  readonly notCompared: readonly string[];
}

/** Compares two worlds whose charts are known as well as they can be. */
export function compare(before: World, after: World): Comparison {
  const [old, now] = alike(before, after);
  const changes = objectChanges(now, old.subjects);
  const judged = new World({ ...now.props, before: old.subjects });
  return {
    summary: summaryOf(old, now),
    layers: byLayer(changes, now),
    dangers: check(judged, [changeRules]).findings,
    restarts: restartsOf(changes),
    notCompared: notCompared(old, now),
  };
}

/**
 * Makes releases alike that one world has whole and the other only by the facts of the lock: then the facts of both are compared. A
 * release whose objects only one world has at all is left to its HelmRelease.
 */
function alike(before: World, after: World): readonly [World, World] {
  const [old, now] = [statesOf(before), statesOf(after)];
  const reduce = (world: World, mine: ReadonlyMap<string, State>, others: ReadonlyMap<string, State>): World => {
    const selected = selectedLabels(world.subjects.map(({ manifest }) => manifest));
    const subjects = world.subjects.flatMap((subject): Subject[] => {
      const { release } = subject;
      const other = release === undefined ? undefined : others.get(release);
      if (release === undefined || other === undefined || other === mine.get(release)) return [subject];
      if (other === 'none') return [];
      return subject.locked
        ? [subject]
        : [{ ...subject, manifest: factsOf(subject.manifest, selected), source: subject.source }];
    });
    return new World({ ...world.props, subjects });
  };
  return [reduce(before, old, now), reduce(after, now, old)];
}

type State = 'whole' | 'locked' | 'none';

/** How well the objects of each release are known. */
function statesOf(world: World): Map<string, State> {
  const states = new Map<string, State>(chartUses(world).map(({ subject }) => [releaseKey(subject), 'none']));
  for (const { release, locked } of world.subjects)
    if (release !== undefined) states.set(release, locked ? 'locked' : 'whole');
  return states;
}

function releaseKey({ manifest: { metadata } }: Subject): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`;
}

function notCompared(before: World, after: World): string[] {
  const [old, now] = [statesOf(before), statesOf(after)];
  return [...now].flatMap(([release, state]) => {
    const was = old.get(release);
    if (state === 'none' || was === 'none')
      return [`objects of release ${release}: its chart is neither at hand nor locked`];
    return state === 'locked' ? [`objects of release ${release} beyond the facts in charts.lock.json`] : [];
  });
}

function byLayer(changes: readonly ObjectChange[], { props }: World): TouchedLayer[] {
  const layers = new Map<string | undefined, ObjectChange[]>();
  for (const change of changes) {
    const name = change.subject.layer;
    layers.set(name, [...(layers.get(name) ?? []), change]);
  }
  const order = [undefined, ...(props.layers ?? []).map(({ name }) => name)];
  const rank = (name: string | undefined) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...layers]
    .map(([name, own]) => ({ name, changes: own }))
    .sort((a, b) => rank(a.name) - rank(b.name) || ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
}

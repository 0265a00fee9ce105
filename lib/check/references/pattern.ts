import type { Step } from '../path.ts';
import { getOrMake } from './maps.ts';

/** Every item of a list, or every value of a record. */
const EACH = Symbol('each');
const ANY = Symbol('any');
type PatternStep = string | typeof EACH | typeof ANY;

/** What was found at a place: its value, what holds it, and where it is. */
export interface Place {
  readonly value: unknown;
  readonly holder: unknown;
  readonly path: readonly Step[];
}

/** Patterns of places, merged so that one walk through an object finds all of them. */
export class PatternTree<T> {
  readonly #keys = new Map<string, PatternTree<T>>();
  readonly #found: T[] = [];
  #each: PatternTree<T> | undefined;
  #any: PatternTree<T> | undefined;

  add(pattern: string, what: T): void {
    for (const steps of stepsOf(pattern)) {
      let node: PatternTree<T> = this;
      for (const step of steps) node = node.#child(step);
      node.#found.push(what);
    }
  }

  /** Calls back for each place that is there, in the order of the object. */
  walk(value: unknown, found: (what: T, place: Place) => void): void {
    this.#walk(value, undefined, [], found);
  }

  #walk(value: unknown, holder: unknown, path: Step[], found: (what: T, place: Place) => void): void {
    if (value === undefined || value === null) return;
    for (const what of this.#found) found(what, { value, holder, path: [...path] });
    if (typeof value !== 'object') return;
    if (Array.isArray(value)) {
      const each = this.#each;
      if (each) for (const [i, item] of value.entries()) each.#step(item, value, path, i, found);
      return;
    }
    const record = value as Readonly<Record<string, unknown>>;
    for (const [key, child] of this.#keys) {
      if (Object.hasOwn(record, key)) child.#step(record[key], record, path, key, found);
    }
    if (!this.#any) return;
    for (const key of Object.keys(record)) this.#any.#step(record[key], record, path, key, found);
  }

  #step(value: unknown, holder: unknown, path: Step[], step: Step, found: (what: T, place: Place) => void): void {
    path.push(step);
    this.#walk(value, holder, path, found);
    path.pop();
  }

  #child(step: PatternStep): PatternTree<T> {
    if (step === EACH) {
      this.#each ??= new PatternTree<T>();
      return this.#each;
    }
    if (step === ANY) {
      this.#any ??= new PatternTree<T>();
      return this.#any;
    }
    return getOrMake(this.#keys, step, () => new PatternTree<T>());
  }
}

/** All places of one pattern in a value. */
export class Pattern {
  readonly #tree = new PatternTree<undefined>();
  /** The keys of a pattern that has one place, which is read without a walk. */
  readonly #keys: readonly string[] | undefined;

  constructor(pattern: string) {
    this.#tree.add(pattern, undefined);
    const [only = [], ...others] = stepsOf(pattern);
    const keys = only.filter((step) => typeof step === 'string');
    if (others.length === 0 && keys.length === only.length) this.#keys = keys;
  }

  /** Places of the pattern, in the order of the object. */
  all(value: unknown): Place[] {
    const places: Place[] = [];
    this.#tree.walk(value, (_, place) => places.push(place));
    return places;
  }

  /** The first place of the pattern. */
  first(value: unknown): Place | undefined {
    return this.all(value)[0];
  }

  /** What is at the first place of the pattern. */
  read(value: unknown): unknown {
    if (!this.#keys) return this.first(value)?.value;
    let at = value;
    for (const key of this.#keys) {
      if (at === null || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
      at = (at as Readonly<Record<string, unknown>>)[key];
    }
    return at;
  }
}

function stepsOf(pattern: string): PatternStep[][] {
  return alternatives(pattern).map((plain) =>
    [...plain.matchAll(/\['([^']*)'\]|\[(\*)\]|(\*)|([^.[\]]+)/g)].map(([, quoted, each, any, key]) =>
      each ? EACH : any ? ANY : (quoted ?? key ?? ''),
    ),
  );
}

/** `{a,b}.c` is `a.c` and `b.c`. */
function alternatives(pattern: string): string[] {
  const group = /\{([^}]*)\}/.exec(pattern);
  if (!group) return [pattern];
  const [text, inner = ''] = group;
  const before = pattern.slice(0, group.index);
  const after = pattern.slice(group.index + text.length);
  return inner.split(',').flatMap((choice) => alternatives(before + choice + after));
}

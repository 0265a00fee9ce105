import { record } from '../pods.ts';
import { spell } from '../spell.ts';
import { getOrMake } from './maps.ts';
import { labelsOf, recordsOf, textOf } from './scope.ts';

/** One condition on a label. */
interface Expression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** A readable selector of labels. */
export interface Selector {
  readonly labels: ReadonlyMap<string, string>;
  readonly expressions: readonly Expression[];
}

/** What has labels. */
export interface Labelled {
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Whether a controller gives it a label beside those that are written, one of `CONTROLLER_LABELS`. */
  readonly alsoHas?: (key: string, value: string) => boolean;
}

/** Labels that controllers give to each pod by itself; no template has them. */
export const CONTROLLER_LABELS: ReadonlySet<string> = new Set([
  'statefulset.kubernetes.io/pod-name',
  'job-name',
  'batch.kubernetes.io/job-name',
]);

const OPERATORS = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);

/** A map of labels as a selector. */
export function selectorOfLabels(value: unknown): Selector {
  return { labels: labelsOf(value), expressions: [] };
}

/** A label selector of Kubernetes; expressions that cannot be read are left out. */
export function selectorOf(value: unknown): Selector {
  const { matchLabels, matchExpressions } = record(value);
  const expressions = recordsOf(matchExpressions).flatMap(({ key, operator, values }) => {
    const name = textOf(key);
    if (name === undefined || !OPERATORS.has(spell(operator))) return [];
    const texts = (Array.isArray(values) ? values : []).map(String);
    return [{ key: name, operator: operator as Expression['operator'], values: texts }];
  });
  return { labels: labelsOf(matchLabels), expressions };
}

/** Whether a selector takes everything. */
export function isEmpty({ labels, expressions }: Selector): boolean {
  return labels.size === 0 && expressions.length === 0;
}

/** A selector as people write it: `app=web, tier in (a, b)`. */
export function selectorText({ labels, expressions }: Selector): string {
  const words: Readonly<Record<Expression['operator'], string>> = {
    In: ' in ',
    NotIn: ' not in ',
    Exists: ' is there',
    DoesNotExist: ' is not there',
  };
  return [
    ...[...labels].map(([key, value]) => `${key}=${value}`),
    ...expressions.map(({ key, operator, values }) =>
      operator.endsWith('n') ? `${key}${words[operator]}(${values.join(', ')})` : `${key}${words[operator]}`,
    ),
  ].join(', ');
}

/** Whether a selector takes something. */
export function selects(selector: Selector, { labels, alsoHas }: Omit<Labelled, 'namespace'>): boolean {
  for (const [key, value] of selector.labels) {
    if (labels.get(key) !== value && !alsoHas?.(key, value)) return false;
  }
  return selector.expressions.every(({ key, operator, values }) => {
    const value = labels.get(key);
    if (operator === 'Exists') return value !== undefined;
    if (operator === 'DoesNotExist') return value === undefined;
    const isIn = value !== undefined && values.includes(value);
    return operator === 'In' ? isIn : !isIn;
  });
}

interface Shelf<T> {
  readonly all: T[];
  readonly byLabel: Map<string, T[]>;
}

/** Things with labels, found by selector without a look at all of them. */
export class LabelIndex<T extends Labelled> {
  readonly #shelves = new Map<string, Shelf<T>>();
  readonly #everywhere: Shelf<T> = { all: [], byLabel: new Map() };

  constructor(things: Iterable<T>) {
    for (const thing of things) {
      put(this.#everywhere, thing);
      put(
        getOrMake(this.#shelves, thing.namespace, () => ({ all: [], byLabel: new Map<string, T[]>() })),
        thing,
      );
    }
  }

  /** What a selector takes in the namespaces given, or in all of them. */
  select(selector: Selector, namespaces: readonly string[] | 'all'): T[] {
    return this.#shelvesOf(namespaces).flatMap((shelf) =>
      candidates(shelf, selector).filter((thing) => selects(selector, thing)),
    );
  }

  /** How many things `select` would have to look at. */
  cost(selector: Selector, namespaces: readonly string[] | 'all'): number {
    return this.#shelvesOf(namespaces).reduce((sum, shelf) => sum + candidates(shelf, selector).length, 0);
  }

  /** Everything in a namespace. */
  in(namespace: string): readonly T[] {
    return this.#shelves.get(namespace)?.all ?? [];
  }

  #shelvesOf(namespaces: readonly string[] | 'all'): Shelf<T>[] {
    return namespaces === 'all' ? [this.#everywhere] : namespaces.flatMap((name) => this.#shelves.get(name) ?? []);
  }
}

function put<T extends Labelled>(shelf: Shelf<T>, thing: T): void {
  shelf.all.push(thing);
  for (const [key, value] of thing.labels) {
    getOrMake(shelf.byLabel, `${key}=${value}`, () => []).push(thing);
  }
}

/** The fewest things that can be meant: those with the rarest of the labels that anything here has. */
function candidates<T>({ all, byLabel }: Shelf<T>, { labels }: Selector): readonly T[] {
  let least = all;
  for (const [key, value] of labels) {
    const having = byLabel.get(`${key}=${value}`);
    if (!having && !CONTROLLER_LABELS.has(key)) return [];
    if (having && having.length < least.length) least = having;
  }
  return least;
}

import { type Step, pathText } from '../check/path.ts';

/** A value that differs. */
export interface Change {
  /** `spec.template.spec.containers[web].image`. */
  readonly path: string;
  /** Left out where there was nothing. */
  readonly before?: unknown;
  /** Left out where there is nothing. */
  readonly after?: unknown;
}

/** Stands for what nobody is to read. */
export const HIDDEN = '(hidden)';

/** Keys of a Secret with its values. */
const SECRET_KEYS: ReadonlySet<Step | undefined> = new Set(['data', 'stringData']);

type Values = Readonly<Record<string, unknown>>;
/** A step, or the name of an item of a list whose items have names. */
type NamedStep = Step | { readonly item: string };

/** All values that differ between two objects of one kind, leaf by leaf. Values of Secrets are hidden. */
export function pathDiff(before: Values, after: Values, kind: string): Change[] {
  const found = [...differences(before, after, [])];
  return found.map(({ steps, ...values }) => {
    const isSecret = kind === 'Secret' && SECRET_KEYS.has(steps[0] as Step);
    const shown = isSecret ? Object.fromEntries(Object.keys(values).map((key) => [key, HIDDEN])) : values;
    return { path: pathOf(steps), ...shown };
  });
}

interface Difference {
  readonly steps: readonly NamedStep[];
  readonly before?: unknown;
  readonly after?: unknown;
}

function* differences(before: unknown, after: unknown, steps: readonly NamedStep[]): Generator<Difference> {
  if (isList(before) && isList(after)) {
    yield* inLists(before, after, steps);
  } else if (isMap(before) || isMap(after) || isList(before) || isList(after)) {
    // What is there on one side only is told leaf by leaf, too.
    if (isMap(before ?? {}) && isMap(after ?? {})) yield* inMaps((before ?? {}) as Values, (after ?? {}) as Values, steps);
    else if (before === undefined || after === undefined) {
      yield* inLists((before ?? []) as readonly unknown[], (after ?? []) as readonly unknown[], steps);
    } else yield { steps, before, after };
  } else if (before !== after) {
    yield { steps, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  }
}

function* inMaps(before: Values, after: Values, steps: readonly NamedStep[]): Generator<Difference> {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of [...keys].sort()) yield* differences(before[key], after[key], [...steps, key]);
}

function* inLists(
  before: readonly unknown[],
  after: readonly unknown[],
  steps: readonly NamedStep[],
): Generator<Difference> {
  const all = [...before, ...after];
  if (all.every((each) => !isMap(each) && !isList(each))) {
    yield* inScalars(before, after, steps);
    return;
  }
  const [named, others] = [byName(before), byName(after)];
  if (named && others) {
    const names = new Set([...named.keys(), ...others.keys()]);
    for (const item of names) yield* differences(named.get(item), others.get(item), [...steps, { item }]);
    return;
  }
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    yield* differences(before[i], after[i], [...steps, i]);
  }
}

/** Items that go and items that come; one for one where as many come as go. */
function* inScalars(
  before: readonly unknown[],
  after: readonly unknown[],
  steps: readonly NamedStep[],
): Generator<Difference> {
  const gone = without(before, after);
  const come = without(after, before);
  const at = [...steps, { item: '' }];
  if (gone.length === come.length) {
    for (const [i, each] of gone.entries()) yield { steps: at, before: each, after: come[i] };
    if (gone.length === 0 && before.some((each, i) => each !== after[i])) yield { steps, before, after };
    return;
  }
  for (const each of gone) yield { steps: at, before: each };
  for (const each of come) yield { steps: at, after: each };
}

function without(some: readonly unknown[], others: readonly unknown[]): unknown[] {
  const left = [...others];
  return some.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The items of a list by name; `undefined` where one has none or two have the same. */
export function byName(list: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const items = new Map<string, unknown>();
  for (const each of list) {
    const name = isMap(each) ? each['name'] : undefined;
    if (typeof name !== 'string' || items.has(name)) return undefined;
    items.set(name, each);
  }
  return items;
}

function pathOf(steps: readonly NamedStep[]): string {
  let text = '';
  for (const step of steps) {
    if (typeof step === 'object') text += `[${step.item}]`;
    else {
      const more = pathText([step]);
      text += text === '' || more.startsWith('[') ? more : `.${more}`;
    }
  }
  return text;
}

function isMap(value: unknown): value is Values {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

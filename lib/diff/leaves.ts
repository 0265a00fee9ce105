import { parse } from 'yaml';
import { pathText, type Step } from '../check/path.ts';
import { iniOf } from './ini.ts';

/** One value that is not what it was. */
export interface Leaf {
  /** As `pathText` writes it; what stands behind an arrow is inside of a text: `data['grafana.ini'] > server.domain`. */
  readonly path: string;
  /** `undefined` where there was nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Lines of a text that came and went. */
export interface TextChange {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Keys by which items of lists are the same item, the first that all items have. */
const ITEM_KEYS = ['name', 'mountPath', 'containerPort', 'host', 'path', 'key', 'ip', 'uid', 'record', 'alert'];
/** Deeper nesting than any real object has; what is below is told as one value. */
const DEEPEST = 60;

/** A step to the item of a list that has a name: `[name=web]`. No key of Kubernetes begins so. */
function itemStep(key: string, name: unknown): string {
  return `\0[${key}=${name}]`;
}

function placeText(path: readonly Step[]): string {
  let text = '';
  for (const step of path) {
    const isItem = typeof step === 'string' && step.startsWith('\0');
    const next = isItem ? step.slice(1) : pathText([step]);
    text += text === '' || next.startsWith('[') ? next : `.${next}`;
  }
  return text;
}

/** What differs between two values, a path a leaf. Order of keys does not count; items of lists are matched by their names. */
export function leaves(before: unknown, after: unknown): Leaf[] {
  return [...walk(before, after, [], '')];
}

function* walk(before: unknown, after: unknown, path: readonly Step[], inside: string): Generator<Leaf> {
  if (Object.is(before, after)) return;
  const place = () => ({ path: inside + placeText(path), before, after });
  if (path.length > DEEPEST) {
    if (JSON.stringify(before) !== JSON.stringify(after)) yield place();
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    yield* lists(before, after, path, inside);
  } else if (isMap(before) && isMap(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* walk(own(before, key), own(after, key), [...path, key], inside);
    }
  } else if (typeof before === 'string' && typeof after === 'string') {
    yield* texts(before, after, path, inside);
  } else if (!(isNothing(before) && isNothing(after))) yield place();
}

function* lists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: readonly Step[],
  inside: string,
): Generator<Leaf> {
  const key = ITEM_KEYS.find((each) => isKeyOf(each, before) && isKeyOf(each, after));
  if (key === undefined) {
    const isPlain = [...before, ...after].every((item) => item === null || typeof item !== 'object');
    if (isPlain) {
      const [gone, come] = [without(before, after), without(after, before)];
      const isOrder = gone.length + come.length === 0 && JSON.stringify(before) !== JSON.stringify(after);
      if (isOrder) yield { path: inside + placeText(path), before, after };
      if (gone.length === 1 && come.length === 1) {
        yield { path: `${inside}${placeText(path)}[]`, before: gone[0], after: come[0] };
        return;
      }
      for (const item of gone) yield { path: `${inside}${placeText(path)}[]`, before: item, after: undefined };
      for (const item of come) yield { path: `${inside}${placeText(path)}[]`, before: undefined, after: item };
      return;
    }
    for (let i = 0; i < Math.max(before.length, after.length); i++)
      yield* walk(before[i], after[i], [...path, i], inside);
    return;
  }
  const [old, now] = [byKey(before, key), byKey(after, key)];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    yield* walk(old.get(name), now.get(name), [...path, itemStep(key, name)], inside);
  }
}

/** Looks into a text that holds YAML, JSON or an ini file; white space alone is no change of a query. */
function* texts(before: string, after: string, path: readonly Step[], inside: string): Generator<Leaf> {
  const name = String(path.at(-1) ?? '');
  if (name === 'expr' && flat(before) === flat(after)) return;
  const [old, now] = [structureOf(before, name), structureOf(after, name)];
  if (old !== undefined && now !== undefined) yield* walk(old, now, [], `${inside}${placeText(path)} > `);
  else yield { path: inside + placeText(path), before, after };
}

/** A text of several lines that is a structure; `undefined` for plain text. */
function structureOf(text: string, name: string): unknown {
  if (!/[\n{[]/.test(text) || text.length > 4_000_000) return undefined;
  if (name.endsWith('.ini')) return iniOf(text);
  try {
    const value: unknown = /^\s*[{[]/.test(text) ? JSON.parse(text) : parse(text, { logLevel: 'error' });
    return isMap(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Lines that came and went between two texts, in their order. */
export function textChange(before: string, after: string): TextChange {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return { removed: without(old, now) as string[], added: without(now, old) as string[] };
}

/** Items of one list that the other lacks, as often as it lacks them. */
function without(items: readonly unknown[], others: readonly unknown[]): unknown[] {
  const left = new Map<unknown, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return items.filter((item) => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}

function isKeyOf(key: string, items: readonly unknown[]): boolean {
  const values = items.map((item) => (isMap(item) ? own(item, key) : undefined));
  const isThere = values.every((value) => typeof value === 'string' || typeof value === 'number');
  return isThere && new Set(values).size === values.length;
}

function byKey(items: readonly unknown[], key: string): Map<unknown, unknown> {
  return new Map(items.map((item) => [(item as Readonly<Record<string, unknown>>)[key], item]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function own(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** To the API server what is empty is as good as absent. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

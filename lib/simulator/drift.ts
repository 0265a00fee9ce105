import type { Manifest } from '../core/manifest.ts';
import type { Api } from '../live/api.ts';
import { Quantity } from '../values/quantity.ts';
import { type Change, pathDiff } from './path-diff.ts';

/** An object that the lab asks for. */
export interface Asked {
  readonly layer: string | undefined;
  /** `namespace/name` of the release that makes it. */
  readonly release: string | undefined;
  readonly manifest: Manifest;
}

/** An object that is not as it was asked for. */
export interface Drift extends Omit<Asked, 'manifest'> {
  /** `Service monitoring/grafana`. */
  readonly object: string;
  readonly isMissing: boolean;
  /** `before` is what was asked for, `after` what the API server has. */
  readonly changes: readonly Change[];
}

/** Requests under way at once. */
const AT_ONCE = 16;
/** The simulator writes these anew. */
const REWRITTEN = new Set(['HelmRepository']);

/** What the API server has otherwise than it was asked for; what it added is left out. @throws ApiError */
export async function driftOf(api: Api, asked: readonly Asked[]): Promise<Drift[]> {
  const left = asked.filter(({ manifest }) => !REWRITTEN.has(manifest.kind)).values();
  const found: Drift[] = [];
  const work = async () => {
    for (const { layer, release, manifest } of left) {
      const { apiVersion, kind, metadata } = manifest;
      const live = await api.get(apiVersion, kind, metadata.name, metadata.namespace).catch(() => undefined);
      const changes = live ? askedOtherwise(manifest, live) : [];
      const place = `${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
      if (live && changes.length === 0) continue;
      found.push({ object: `${kind} ${place}`, layer, release, isMissing: !live, changes });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/** Values that were asked for and are others, or not there. */
export function askedOtherwise(asked: Manifest, live: Readonly<Record<string, unknown>>): Change[] {
  const { status: _status, stringData: _written, ...wanted } = asked;
  return pathDiff(wanted, within(wanted, live) as Readonly<Record<string, unknown>>, asked.kind);
}

/** The part of a value that was asked for; what was added is left out, and what means the same is as it was asked for. */
function within(asked: unknown, live: unknown): unknown {
  if (asked === null) return asked;
  if (Array.isArray(asked) && Array.isArray(live)) {
    const [named, others] = [byName(asked), byName(live)];
    if (named && others) {
      return [...named].flatMap(([name, each]) => (others.has(name) ? [within(each, others.get(name))] : []));
    }
    return live.map((each, i) => (i < asked.length ? within(asked[i], each) : each));
  }
  if (isMap(asked) && isMap(live)) {
    return Object.fromEntries(Object.keys(asked).map((key) => [key, within(asked[key], live[key])]));
  }
  return isSame(asked, live) ? asked : live;
}

/** Whether two values mean the same: a zero value is not written, and a quantity has more than one spelling. */
function isSame(asked: unknown, live: unknown): boolean {
  if (asked === live || (live === undefined && isZero(asked))) return true;
  if (!isAmount(asked) || !isAmount(live)) return false;
  try {
    return Quantity.parse(asked).compare(Quantity.parse(live)) === 0;
  } catch {
    return false;
  }
}

function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isMap(value)) return Object.values(value).every(isZero);
  return value === null || value === '' || value === false || value === 0;
}

function isAmount(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** The items of a list by name; `undefined` where one has none or two have the same. */
function byName(items: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const named = new Map<string, unknown>();
  for (const each of items) {
    const name = isMap(each) ? each['name'] : undefined;
    if (typeof name !== 'string' || named.has(name)) return undefined;
    named.set(name, each);
  }
  return named;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function orderOf({ layer, release, object }: Drift): string {
  return [layer ?? '\uffff', release ?? '', object].join('\0');
}

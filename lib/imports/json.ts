/** Anything that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Orders by code unit, so that the order does not hang on a locale. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compact JSON with sorted keys: equal values give equal text. A key whose value is `undefined` is left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(byName);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** One sorted entry a line, each compact, so that a diff shows which entry changed. */
export function entryLines(entries: Readonly<Record<string, unknown>>): string {
  const lines = Object.keys(entries)
    .sort(byName)
    .map((key) => `${JSON.stringify(key)}:${canonical(entries[key])}`);
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n}`;
}

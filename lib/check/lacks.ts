import { distance } from 'fastest-levenshtein';

/** Most letters by which a field may differ from its name and still be meant for it. */
const SLIP = 2;

/**
 * Whether an object lacks a field: it is not there, null, or an empty list. A field that is there under a misspelt name
 * does not count as lacking, since the schemas tell it as an unknown one.
 */
export function lacks(object: Readonly<Record<string, unknown>>, field: string): boolean {
  const value = object[field];
  if (value !== undefined && value !== null) return Array.isArray(value) && value.length === 0;
  const slip = Math.min(SLIP, Math.floor(field.length / 3));
  return !Object.keys(object).some((key) => key !== field && distance(key, field) <= slip);
}

import type { ChartValue, ChartValueType } from '../check/charts-input.ts';
import { isMapping } from './mapping.ts';

type Schema = Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<string, readonly ChartValueType[]>> = {
  string: ['string'],
  number: ['number'],
  integer: ['number'],
  boolean: ['boolean'],
  object: ['object'],
  array: ['array'],
  null: [],
};
/** Forms among which a value may choose: none of them is certain alone. */
const CHOICES = ['oneOf', 'anyOf', 'allOf', 'if', 'not'];
const DEPTH = 30;

/** Adds what a chart's own schema says to what is known otherwise, at the path of the chart's values. */
export function withSchema(value: ChartValue, path: readonly string[], schema: Schema | undefined): ChartValue {
  if (!schema) return value;
  const [step, ...rest] = path;
  if (step === undefined) return joined(value, schema, schema, 0);
  return { ...value, keys: { ...value.keys, [step]: withSchema(value.keys?.[step] ?? {}, rest, schema) } };
}

function joined(before: ChartValue, written: Schema, root: Schema, depth: number): ChartValue {
  const schema = resolved(written, root);
  const isDeprecated = schema['deprecated'] === true || written['deprecated'] === true;
  const value = isDeprecated && before.deprecated === undefined ? { ...before, deprecated: true as const } : before;
  if (depth > DEPTH || CHOICES.some((word) => word in schema)) return opened(value);
  const types = typesOf(schema) ?? value.types;
  const items = isMapping(schema['items']) ? joined(value.items ?? {}, schema['items'], root, depth + 1) : value.items;
  const all = isMapping(schema['properties']) ? Object.entries(schema['properties']) : [];
  const closed = schema['additionalProperties'] === false && !('patternProperties' in schema);
  const isFree = isMapping(schema['additionalProperties']) || 'patternProperties' in schema;
  const isPlainMap = schema['type'] === 'object' && all.length === 0 && !closed;
  if (all.length === 0) return isPlainMap ? { ...opened(value), types, items } : { ...value, types, items };
  // What a closed schema does not name, Helm refuses, even where a template reads it.
  const keys: Record<string, ChartValue> = closed ? {} : { ...value.keys };
  for (const [key, inner] of all) {
    const known = value.keys?.[key] ?? {};
    keys[key] = isMapping(inner) ? joined(known, inner, root, depth + 1) : known;
  }
  return { ...value, types, items, keys, closed, open: !closed && (value.open || isFree) };
}

/** Keys of the owner's choice are taken. */
function opened(value: ChartValue): ChartValue {
  return value.keys ? { ...value, open: true } : value;
}

function typesOf(schema: Schema): readonly ChartValueType[] | undefined {
  const written = [schema['type']].flat().filter((type) => type !== undefined);
  if (written.length === 0) return undefined;
  const types = written.flatMap((type) => TYPES[String(type)] ?? []);
  return types.length > 0 ? [...new Set(types)] : undefined;
}

/** Follows `$ref` inside the same file. */
function resolved(written: Schema, root: Schema): Schema {
  let schema = written;
  for (let hops = 0; typeof schema['$ref'] === 'string' && hops < DEPTH; hops++) {
    const steps = schema['$ref'].startsWith('#') ? schema['$ref'].split('/').slice(1) : undefined;
    const target = steps?.reduce<unknown>((at, step) => (isMapping(at) ? at[unescaped(step)] : undefined), root);
    if (!isMapping(target)) return {};
    schema = target;
  }
  return schema;
}

function unescaped(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
}

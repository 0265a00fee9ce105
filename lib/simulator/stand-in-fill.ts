import { isMapping } from '../charts/mapping.ts';
import type { KindSchema, Schema } from '../check/schema-catalog.ts';

type Definitions = KindSchema['definitions'];

const TEXT = 'stand-in';

/** A value with every property that its schema requires: the least that fits where there was none. What is there stays. */
export function filled(value: unknown, { schema, definitions }: Pick<KindSchema, 'schema' | 'definitions'>): unknown {
  return fill(value, schema, definitions);
}

function fill(value: unknown, given: Schema, definitions: Definitions): unknown {
  const schema = resolved(given, definitions);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.map((item) => fill(item, items, definitions)) : value;
  }
  if (!isMapping(value)) return value;
  const { properties = {}, additionalProperties, required = [] } = schema;
  const others = isMapping(additionalProperties) ? (additionalProperties as Schema) : undefined;
  const whole = Object.entries(value).map(([key, inner]): [string, unknown] => {
    const own = Object.hasOwn(properties, key) ? properties[key] : others;
    return [key, own ? fill(inner, own, definitions) : inner];
  });
  const lacking = required
    .filter((key) => !Object.hasOwn(value, key))
    .map((key): [string, unknown] => [key, least(properties[key] ?? {}, definitions)]);
  return Object.fromEntries([...whole, ...lacking]);
}

/** The least that fits a schema. Patterns are left to whoever knows the kind. */
function least(given: Schema, definitions: Definitions): unknown {
  const schema = resolved(given, definitions);
  if (schema.default !== undefined) return schema.default;
  if (schema.enum?.length) return schema.enum[0];
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') return 0;
  switch (schema.type) {
    case 'string':
      return schema.format === 'date-time' ? '1970-01-01T00:00:00Z' : TEXT;
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'boolean':
      return false;
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => least(schema.items ?? {}, definitions));
    default:
      return fill({}, schema, definitions);
  }
}

function resolved(schema: Schema, definitions: Definitions): Schema {
  const { $ref, allOf } = schema;
  if ($ref !== undefined) return resolved(definitions[$ref.slice('#/definitions/'.length)] ?? {}, definitions);
  // A reference with a default beside it.
  return allOf?.length === 1 && schema.type === undefined ? { ...resolved(allOf[0]!, definitions), ...schema } : schema;
}

/** The schema without references: a definition of custom resources has none. */
export function inlined({ schema, definitions }: Pick<KindSchema, 'schema' | 'definitions'>): Schema {
  const inline = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inline);
    if (!isMapping(value)) return value;
    const { $ref } = value;
    if (typeof $ref === 'string') return inline(definitions[$ref.slice('#/definitions/'.length)]);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inline(inner)]));
  };
  return inline(schema) as Schema;
}

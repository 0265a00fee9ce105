import { isObject } from './json.ts';
import {
  anything,
  array,
  freeForm,
  literals,
  numeric,
  type Property,
  record,
  type TypeNode,
  text,
} from './type-node.ts';

/** The part of JSON Schema that Kubernetes, CRDs and charts use. Other keywords pass through untouched. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly [keyword: string]: unknown;
}

/** Keywords that hold one schema. */
const single = new Set(['items', 'additionalProperties', 'not']);
/** Keywords that hold a list of schemas. */
const listed = new Set(['allOf', 'anyOf', 'oneOf']);

/** A copy with `change` applied to each direct sub-schema. Names of properties are never taken for keywords. */
export function mapSubSchemas(schema: Schema, change: (sub: Schema) => Schema): Schema {
  const copy: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties' && isObject(value)) {
      copy[keyword] = Object.fromEntries(Object.entries(value).map(([name, sub]) => [name, change(sub as Schema)]));
    } else if (single.has(keyword) && isObject(value)) copy[keyword] = change(value);
    else if (listed.has(keyword) && Array.isArray(value)) copy[keyword] = value.map((sub) => change(sub as Schema));
    else copy[keyword] = value;
  }
  return copy;
}

/** Keywords that are prose, or that only other programs read. */
const dropped = new Set([
  'description',
  'example',
  'externalDocs',
  'title',
  'x-kubernetes-group-version-kind',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-unions',
]);

/** The schema without descriptions, at any depth. Properties that are called `description` stay. */
export function stripped(schema: Schema): Schema {
  const kept = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !dropped.has(keyword)));
  return mapSubSchemas(kept, stripped);
}

/**
 * The TypeScript type of a schema. What types cannot say (patterns, limits, `oneOf` over `required`) is left to validation.
 *
 * @param resolve gives the type of a `$ref`
 */
export function schemaType(schema: Schema, resolve: (ref: string) => TypeNode): TypeNode {
  if (schema.$ref !== undefined) return resolve(schema.$ref);
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') return numeric;
  if (schema.enum?.length && schema.enum.every((value) => typeof value === 'string')) return literals(schema.enum);
  switch (schema.type) {
    case 'string':
      return text('string');
    case 'boolean':
      return text('boolean');
    case 'integer':
    case 'number':
      return text('number');
    case 'array':
      return array(schema.items ? schemaType(schema.items, resolve) : anything);
    case 'object':
      return objectType(schema, resolve);
    default:
      return scalarUnion(schema.oneOf ?? schema.anyOf) ?? anything;
  }
}

/** `oneOf: [string, integer]` and the like. */
function scalarUnion(forms: unknown): TypeNode | undefined {
  if (!Array.isArray(forms) || forms.length === 0) return undefined;
  const types = new Set(forms.map((form) => (isObject(form) ? form.type : undefined)));
  if (![...types].every((type) => type === 'string' || type === 'number' || type === 'integer')) return undefined;
  return types.has('string') ? (types.size > 1 ? numeric : text('string')) : text('number');
}

function objectType(schema: Schema, resolve: (ref: string) => TypeNode): TypeNode {
  const more = schema.additionalProperties;
  if (schema.properties === undefined) return isObject(more) ? record(schemaType(more, resolve)) : freeForm;
  const required = new Set(schema.required);
  const properties: Record<string, Property> = {};
  for (const [key, sub] of Object.entries(schema.properties)) {
    properties[key] = {
      type: schemaType(sub, resolve),
      // The API server fills a default in before it looks for what is required.
      required: required.has(key) && sub.default === undefined,
      nullable: sub.nullable === true,
      default: sub.default,
    };
  }
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || more === true || isObject(more);
  return { kind: 'object', properties, open };
}

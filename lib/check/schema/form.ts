import { list } from '../pods.ts';
import type { Schema } from '../schema-catalog.ts';
import { REFUSED } from './fault.ts';
import { type Definitions, resolve } from './reference.ts';
import type { Blame } from './scalar.ts';
import { blameScalar, hasType } from './scalar.ts';

/** What is wrong with a value by the alternatives that a schema combines: `allOf`, `anyOf`, `oneOf`, `not`. */
export function blameForm(schema: Schema, value: unknown, definitions: Definitions): Blame | undefined {
  const { allOf, anyOf, oneOf, not } = schema;
  const fits = (form: Schema) => satisfies(form, value, definitions);
  const unmet = allOf?.find((form) => !fits(form));
  if (unmet) return blame([unmet], 'lacks a form that it must have');
  if (anyOf && !anyOf.some(fits)) return blame(anyOf, 'has none of the allowed forms');
  if (oneOf) {
    const count = oneOf.filter(fits).length;
    if (count === 0) return blame(oneOf, 'has none of the allowed forms');
    if (count > 1) return blame(oneOf, `has ${count} of the forms that exclude each other`);
  }
  return not && fits(not) ? blame([not], 'has a form that is forbidden') : undefined;
}

function blame(forms: readonly Schema[], what: string): Blame {
  const wanted = forms.map(formText).filter((text) => text !== '');
  return {
    code: 'schema-form',
    message: `The value ${what}${wanted.length > 0 ? ` (${wanted.join('; ')})` : ''}: ${REFUSED}`,
    hint: wanted.length > 1 ? `Keep one of: ${wanted.join('; ')}.` : 'Correct the fields that the message names.',
  };
}

function formText({ required, type, enum: values }: Schema): string {
  if (required) return `with ${required.join(' and ')}`;
  return values ? `one of ${values.join(', ')}` : (type ?? '');
}

/** Whether a value has a form. Forms say nothing of fields that they do not name. */
function satisfies(given: Schema, value: unknown, definitions: Definitions): boolean {
  const schema = resolve(given, definitions);
  if (schema.type !== undefined && !hasType(schema.type, value)) return value === null && schema.nullable === true;
  if (blameForm(schema, value, definitions) || blameScalar(schema, value)) return false;
  if (Array.isArray(value)) return fitsList(schema, value, definitions);
  return (
    value === null || typeof value !== 'object' || fitsObject(schema, value as Record<string, unknown>, definitions)
  );
}

function fitsList(schema: Schema, value: readonly unknown[], definitions: Definitions): boolean {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  if (value.length < minItems || value.length > maxItems) return false;
  return !items || value.every((item) => satisfies(items, item, definitions));
}

function fitsObject(schema: Schema, value: Readonly<Record<string, unknown>>, definitions: Definitions): boolean {
  if (list(schema.required).some((key) => !Object.hasOwn(value, key as string))) return false;
  const { properties = {}, minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
  const count = Object.keys(value).length;
  if (count < minProperties || count > maxProperties) return false;
  return Object.entries(properties).every(
    ([key, property]) => !Object.hasOwn(value, key) || satisfies(property, value[key], definitions),
  );
}

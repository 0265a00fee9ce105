import { isObject } from './json.ts';
import { unsetType } from './kubernetes-shapes.ts';
import type { Schema } from './openapi.ts';
import { anything, type ObjectType, type Property, type TypeNode, text } from './type-node.ts';
import type { ValueTypes } from './value-types.ts';

/**
 * The type of a chart's values from its `values.schema.json`.
 *
 * Helm refuses what the schema refuses, so numbers stay numbers; where the schema only says "object" or "array", the name of the key and
 * the default tell more.
 *
 * @returns `undefined` when the schema lets unknown keys pass at the top: then the default values know more
 */
export function schemaValues(document: Schema, guess: ValueTypes): ObjectType | undefined {
  const resolve = (schema: Schema, depth = 0): Schema => {
    if (schema.$ref === undefined || depth > 20) return schema;
    return resolve(pointer(document, schema.$ref) ?? {}, depth + 1);
  };
  const type = (schema: Schema, path: readonly string[]): TypeNode => {
    const key = path.at(-1) ?? '';
    if (schema.properties) return form(schema, path);
    switch (schema.type) {
      case 'string':
        return text('string');
      case 'boolean':
        return text('boolean');
      case 'number':
      case 'integer':
        return text('number');
      case 'array':
        return guess.type(Array.isArray(schema.default) ? schema.default : [], { path });
      case 'object':
        return guess.type(isObject(schema.default) ? schema.default : {}, { path });
      default:
        return unsetType(key, path.at(-2) ?? '', anything);
    }
  };
  const form = (schema: Schema, path: readonly string[]): ObjectType => {
    const properties: Record<string, Property> = {};
    for (const [key, sub] of Object.entries(schema.properties ?? {})) {
      const target = resolve(sub);
      properties[key] = {
        type: type(target, [...path, key]),
        required: false,
        nullable: true,
        default: isObject(target.default) ? undefined : target.default,
      };
    }
    // Charts leave `global` open for the sake of others; a key that the schema does not name still does nothing here.
    const open = schema.additionalProperties === true || isObject(schema.additionalProperties);
    return { kind: 'object', properties, open };
  };
  const root = resolve(document);
  return root.additionalProperties === false ? form(root, []) : undefined;
}

function pointer(document: Schema, ref: string): Schema | undefined {
  let place: unknown = document;
  for (const step of ref.replace(/^#\//, '').split('/')) place = isObject(place) ? place[step] : undefined;
  return isObject(place) ? place : undefined;
}

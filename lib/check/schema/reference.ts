import type { Schema } from '../schema-catalog.ts';

/** Definitions that the references of a schema point into. */
export type Definitions = Readonly<Record<string, Schema>>;

const PREFIX = '#/definitions/';
const ANYTHING: Schema = {};

/** Follows references to the schema itself. What points nowhere, or in a circle, allows anything. */
export function resolve(schema: Schema, definitions: Definitions): Schema {
  let found = schema;
  for (let hops = 0; found.$ref !== undefined; hops++) {
    found = hops < 100 ? (definitions[found.$ref.slice(PREFIX.length)] ?? ANYTHING) : ANYTHING;
  }
  return found;
}

/** Last part of the name of the definition that a schema refers to: `PodSpec`; empty where it refers to none. */
export function definitionName({ $ref }: Schema): string {
  return $ref === undefined ? '' : $ref.slice(Math.max(PREFIX.length, $ref.lastIndexOf('.') + 1));
}

import type { Schema } from '../schema-catalog.ts';

/** Definitions that the references of a schema point into. */
export type Definitions = Readonly<Record<string, Schema>>;

/** What a schema refers to in the end. */
export interface Target {
  readonly schema: Schema;
  /** Last part of the name of the definition: `PodSpec`; empty where the schema refers to none. */
  readonly name: string;
}

const PREFIX = '#/definitions/';
const ANYTHING: Schema = {};
const MOST_HOPS = 100;

const targets = new WeakMap<Definitions, Map<string, Target>>();

/** Follows references to the schema itself. What points nowhere, or in a circle, allows anything. */
export function resolve(schema: Schema, definitions: Definitions): Schema {
  return schema.$ref === undefined ? schema : targetOf(schema.$ref, definitions).schema;
}

/** Follows a reference, and says where it leads. */
export function targetOf($ref: string, definitions: Definitions): Target {
  let known = targets.get(definitions);
  if (!known) {
    known = new Map();
    targets.set(definitions, known);
  }
  let target = known.get($ref);
  if (!target) {
    target = {
      schema: follow($ref, definitions),
      name: $ref.slice(Math.max(PREFIX.length, $ref.lastIndexOf('.') + 1)),
    };
    known.set($ref, target);
  }
  return target;
}

function follow($ref: string, definitions: Definitions): Schema {
  let found = definitions[$ref.slice(PREFIX.length)] ?? ANYTHING;
  for (let hops = 0; found.$ref !== undefined; hops++) {
    found = hops < MOST_HOPS ? (definitions[found.$ref.slice(PREFIX.length)] ?? ANYTHING) : ANYTHING;
  }
  return found;
}

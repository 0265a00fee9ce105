import type { Schema } from '../schema-catalog.ts';
import { type FieldRule, fieldRules } from './field-rules.ts';
import { builtInKey } from './list-rules.ts';
import { type Definitions, resolve, targetOf } from './reference.ts';
import { type Shape, shapes } from './shapes.ts';

type CelRules = NonNullable<Schema['x-kubernetes-validations']>;

/** A field of an object, with what holds for it beyond its schema. */
export interface Field {
  readonly plan: Plan;
  readonly rule: FieldRule | undefined;
  /** Key that the items of a built-in list may not share. */
  readonly key: string | undefined;
}

/** What keywords of a schema say of, as bits. */
const SCALAR = 1;
const COUNT = 2;
const FORM = 4;
const UNIQUE = 8;
const MARK = 16;

const keywords: Readonly<Record<string, number>> = {
  enum: SCALAR,
  exclusiveMaximum: SCALAR,
  exclusiveMinimum: SCALAR,
  format: SCALAR,
  maxLength: SCALAR,
  maximum: SCALAR,
  minLength: SCALAR,
  minimum: SCALAR,
  multipleOf: SCALAR,
  pattern: SCALAR,
  maxItems: COUNT,
  maxProperties: COUNT,
  minItems: COUNT,
  minProperties: COUNT,
  allOf: FORM,
  anyOf: FORM,
  not: FORM,
  oneOf: FORM,
  uniqueItems: UNIQUE,
  'x-kubernetes-list-type': UNIQUE,
  nullable: MARK,
  'x-kubernetes-embedded-resource': MARK,
  'x-kubernetes-int-or-string': MARK,
  'x-kubernetes-preserve-unknown-fields': MARK,
  'x-kubernetes-validations': MARK,
};

/**
 * A schema made ready to judge by. Schemas are objects of a thousand different forms, and asking each of them for each of
 * thirty keywords that it mostly lacks takes longer than all the judging: a plan asks once.
 */
export class Plan {
  readonly schema: Schema;
  /** Last part of the definition's name, of a built-in kind: `PodSpec`. */
  readonly definition: string;
  readonly type: string | undefined;
  readonly intOrString: boolean;
  readonly nullable: boolean;
  /** What a text, a number or a truth value has to fulfil beyond its type. */
  readonly scalar: Schema | undefined;
  /** Whether fields that the schema does not name are mistakes. */
  readonly closed: boolean;
  /** Whether it is an object of its own, with metadata. */
  readonly embedded: boolean;
  readonly required: readonly string[] | undefined;
  /** Whether it has bounds for the number of its items or fields. */
  readonly counted: boolean;
  /** Keys that its items may not share; none for a set, `undefined` for a list that may repeat itself. */
  readonly unique: readonly string[] | undefined;
  /** Whether it combines other schemas. */
  readonly combined: boolean;
  readonly rules: CelRules | undefined;
  readonly shape: Shape | undefined;
  readonly #definitions: Definitions;
  readonly #builtIn: boolean;
  readonly #properties: Readonly<Record<string, Schema>> | undefined;
  readonly #itemSchema: Schema | undefined;
  readonly #restSchema: Schema | undefined;
  #fields: Map<string, Field> | undefined;
  #items: Plan | undefined;
  #rest: Plan | undefined;

  /**
   * @param schema without a reference
   * @param definition name of the definition it stands in; empty for none
   * @param builtIn whether types of Go stand behind it: they leave objects open where the schema names no field
   */
  constructor(schema: Schema, definition: string, builtIn: boolean, definitions: Definitions) {
    let bits = 0;
    for (const keyword in schema) bits |= keywords[keyword] ?? 0;
    const marked = (bits & MARK) !== 0;
    this.schema = schema;
    this.definition = builtIn ? definition : '';
    this.type = schema.type;
    this.intOrString = (marked && schema['x-kubernetes-int-or-string'] === true) || this.definition === 'IntOrString';
    this.nullable = marked && schema.nullable === true;
    this.embedded = marked && schema['x-kubernetes-embedded-resource'] === true;
    this.rules = marked ? schema['x-kubernetes-validations'] : undefined;
    const { properties, items, additionalProperties: rest } = schema;
    const open = (marked && schema['x-kubernetes-preserve-unknown-fields'] === true) || rest === true;
    this.closed = !open && (properties !== undefined || (!builtIn && this.type === 'object'));
    this.#properties = properties;
    this.#itemSchema = items;
    this.#restSchema = typeof rest === 'object' ? rest : undefined;
    this.required = schema.required;
    this.scalar = bits & SCALAR ? scalarOf(schema) : undefined;
    this.counted = (bits & COUNT) !== 0;
    this.unique = bits & UNIQUE ? uniqueOf(schema) : undefined;
    this.combined = (bits & FORM) !== 0 && !(builtIn && this.intOrString);
    this.shape = this.definition === '' ? undefined : shapes[this.definition];
    this.#definitions = definitions;
    this.#builtIn = builtIn;
  }

  /** The field of a name that the schema knows. */
  field(name: string): Field | undefined {
    if (!this.#properties) return undefined;
    this.#fields ??= new Map();
    let field = this.#fields.get(name);
    if (!field) {
      field = this.#fieldOf(name);
      if (field) this.#fields.set(name, field);
    }
    return field;
  }

  /** What the items of a list are. */
  get items(): Plan | undefined {
    if (!this.#items && this.#itemSchema) this.#items = planOf(this.#itemSchema, this.#builtIn, this.#definitions);
    return this.#items;
  }

  /** What fields are that the schema does not name. */
  get rest(): Plan | undefined {
    if (!this.#rest && this.#restSchema) this.#rest = planOf(this.#restSchema, this.#builtIn, this.#definitions);
    return this.#rest;
  }

  /** Names of the fields that the schema knows. */
  get known(): readonly string[] {
    return Object.keys(this.#properties ?? {});
  }

  #fieldOf(name: string): Field | undefined {
    const property = Object.hasOwn(this.#properties ?? {}, name) ? this.#properties?.[name] : undefined;
    if (!property) return undefined;
    const plan = planOf(property, this.#builtIn, this.#definitions);
    if (this.definition === '') return { plan, rule: undefined, key: undefined };
    return { plan, rule: fieldRules.get(this.definition)?.get(name), key: builtInKey(this.definition, name) };
  }
}

/** The keywords for scalars alone, as objects of one form. */
function scalarOf(schema: Schema): Schema {
  const { type, format, pattern, minLength, maxLength, minimum, maximum, multipleOf } = schema;
  const { enum: values, exclusiveMinimum, exclusiveMaximum } = schema;
  const bounds = { minLength, maxLength, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf };
  return { type, format, pattern, enum: values, ...bounds };
}

function uniqueOf(schema: Schema): readonly string[] | undefined {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'map') return schema['x-kubernetes-list-map-keys'];
  return type === 'set' || schema.uniqueItems ? [] : undefined;
}

const plans = new WeakMap<Schema, Plan>();

/** Plans of the schemas that say no more than a type, which most do. */
const plain = new Map(
  ['boolean', 'integer', 'number', 'string'].map((type) => [type, new Plan({ type }, '', false, {})]),
);

/** The plan of a schema. Places that refer to one definition share one plan. */
export function planOf(given: Schema, builtIn: boolean, definitions: Definitions): Plan {
  const shared = isPlain(given) ? plain.get(given.type ?? '') : undefined;
  if (shared) return shared;
  const schema = resolve(given, definitions);
  let plan = plans.get(schema);
  if (!plan) {
    const name = given.$ref === undefined ? '' : targetOf(given.$ref, definitions).name;
    plan = new Plan(schema, name, builtIn, definitions);
    plans.set(schema, plan);
  }
  return plan;
}

function isPlain(schema: Schema): boolean {
  for (const keyword in schema) if (keyword !== 'type') return false;
  return true;
}

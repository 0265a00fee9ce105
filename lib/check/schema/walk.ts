import { nearest } from '../../values/nearest.ts';
import { judgeQuantity } from '../../values/quantity.ts';
import type { Refusal } from '../../values/refusal.ts';
import { quoted } from '../../values/value-error.ts';
import type { Step } from '../path.ts';
import { pathText } from '../path.ts';
import type { KindSchema, Schema } from '../schema-catalog.ts';
import { evaluate } from './cel.ts';
import { type Fault, Place, REFUSED } from './fault.ts';
import { fieldRules } from './field-rules.ts';
import { blameForm } from './form.ts';
import { blameRepetition, builtInKeys } from './list-rules.ts';
import { type Definitions, resolve, targetOf } from './reference.ts';
import { type Blame, blameScalar, blameType, hasType } from './scalar.ts';
import { shapes } from './shapes.ts';

/** Deeper than this no object of a cluster nests. Only schemas that contain themselves lead there. */
const DEEPEST = 200;

/** Fields that the schema requires and the API server fills in all the same. */
const optional: Readonly<Record<string, readonly string[]>> = {
  EndpointSlice: ['endpoints'],
  HTTPHeader: ['value'],
  NetworkPolicySpec: ['podSelector'],
  PriorityClass: ['value'],
  StatefulSetSpec: ['serviceName'],
  Sysctl: ['value'],
};

type Fields = Readonly<Record<string, unknown>>;

/** What judging one object by its schema brings up. */
export interface Outcome {
  readonly faults: Fault[];
  /** What could not be judged, and why. */
  readonly open: string[];
}

/** Settings of one walk. */
export interface WalkProps {
  readonly kind: KindSchema;
  /** Schema of every object's metadata. */
  readonly metadata: KindSchema | undefined;
  /** Whether Flux applies the object itself, by a merge that needs unique keys. A release creates it as it is. */
  readonly applied: boolean;
  /** Whether values are encrypted in place by SOPS: `ENC[...]` may stand for any text. */
  readonly encrypted: boolean;
}

/** Judges one object by its schema, as strictly as the API server with strict field validation. */
export class Walk {
  readonly faults: Fault[] = [];
  readonly open: string[] = [];
  readonly #props: WalkProps;
  readonly #path: Step[] = [];
  #definitions: Definitions;
  /** Types of Go decode built-in kinds: `null` is the zero value, and free-form objects have no marker. */
  #builtIn: boolean;
  /** Status is written by controllers: what it lacks is no mistake. */
  #inStatus = false;

  constructor(props: WalkProps) {
    this.#props = props;
    this.#definitions = props.kind.definitions;
    this.#builtIn = isBuiltIn(props.kind);
  }

  /** Judges the whole object. */
  run(manifest: Fields): Outcome {
    const { schema: given } = this.#props.kind;
    const schema = resolve(given, this.#definitions);
    const definition = given.$ref !== undefined && this.#builtIn ? targetOf(given.$ref, this.#definitions).name : '';
    this.#object(schema, manifest, definition, true);
    this.#combined(schema, manifest);
    return this;
  }

  #value(given: Schema, value: unknown): void {
    if (this.#path.length > DEEPEST) {
      this.open.push(`${pathText(this.#path.slice(0, 3))} nests more than ${DEEPEST} levels deep`);
      return;
    }
    const target = given.$ref === undefined ? undefined : targetOf(given.$ref, this.#definitions);
    const schema = target?.schema ?? given;
    const definition = target !== undefined && this.#builtIn ? target.name : '';
    if (value === null) this.#null(schema);
    else if (definition === 'Quantity') this.#quantity(value);
    else if (!this.#isEncrypted(value)) this.#present(schema, value, definition);
  }

  #present(schema: Schema, value: unknown, definition: string): void {
    const intOrString = definition === 'IntOrString' || schema['x-kubernetes-int-or-string'] === true;
    const type = intOrString ? (typeof value === 'string' ? 'string' : 'integer') : schema.type;
    if (type !== undefined && !hasType(type, value)) {
      this.#blame(blameType(intOrString ? { ...schema, type: 'integer' } : schema, value));
      return;
    }
    if (Array.isArray(value)) this.#list(schema, value);
    else if (typeof value === 'object') this.#object(schema, value as Fields, definition, false);
    else this.#blame(blameScalar(schema, value));
    if (!intOrString || !this.#builtIn) this.#combined(schema, value);
  }

  /** The API server takes away a field that is null and may not be; an item of a list it refuses. */
  #null(schema: Schema): void {
    const isFree = schema.type === undefined && schema['x-kubernetes-int-or-string'] === undefined;
    if (typeof this.#path.at(-1) === 'number' && !schema.nullable && !isFree) this.#blame(blameType(schema, null));
  }

  #quantity(value: unknown): void {
    const refusal = judgeQuantity(value);
    if (refusal && !this.#isEncrypted(value)) this.#refuse('schema-quantity', value, refusal);
  }

  #list(schema: Schema, value: readonly unknown[]): void {
    const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
    if (value.length < minItems || value.length > maxItems) {
      const [bound, word] = value.length < minItems ? [minItems, 'least'] : [maxItems, 'most'];
      const message = `The list has ${value.length} items, ${bound} are the ${word}: ${REFUSED}`;
      this.#blame({ code: 'schema-range', message, hint: `Give the list at ${word} ${bound}.` });
    }
    if (items) for (let i = 0; i < value.length; i++) this.#at(i, items, value[i]);
    const listType = schema['x-kubernetes-list-type'];
    const keys = listType === 'map' ? schema['x-kubernetes-list-map-keys'] : undefined;
    if (listType === 'set' || keys || schema.uniqueItems) this.#unique(schema, value, keys);
  }

  #unique(schema: Schema, value: readonly unknown[], keys: readonly string[] | undefined): void {
    const repetition = blameRepetition(schema, value, keys, this.#definitions);
    if (!repetition) return;
    this.#path.push(repetition.index);
    this.#blame(repetition.blame);
    this.#path.pop();
  }

  #object(schema: Schema, value: Fields, definition: string, root: boolean): void {
    const { properties, additionalProperties } = schema;
    const whole = root || schema['x-kubernetes-embedded-resource'] === true;
    const closed = properties !== undefined || (!this.#builtIn && schema.type === 'object');
    const open = additionalProperties === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
    for (const key of Object.keys(value)) {
      if (whole && this.#identity(key, value[key], properties)) continue;
      const property = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (property) this.#field(key, property, value[key], definition, root);
      else if (typeof additionalProperties === 'object') this.#at(key, additionalProperties, value[key]);
      else if (closed && !open && !(root && key === 'sops' && this.#props.encrypted)) this.#unknown(key, schema);
    }
    this.#required(schema, value, definition);
    const count = Object.keys(value).length;
    if (count < (schema.minProperties ?? 0) || count > (schema.maxProperties ?? count)) this.#count(schema, count);
    if (definition !== '') shapes[definition]?.(value, new Place([...this.#path], this.faults));
  }

  #field(key: string, property: Schema, value: unknown, definition: string, root: boolean): void {
    const outer = this.#inStatus;
    if (root && key === 'status') this.#inStatus = true;
    const before = this.faults.length;
    this.#at(key, property, value);
    this.#inStatus = outer;
    if (definition === '' || value === null || this.faults.length > before) return;
    const keys = Array.isArray(value) ? builtInKeys(definition, key, this.#props.applied) : undefined;
    const rule = fieldRules.get(definition)?.get(key);
    if (!keys && !rule) return;
    this.#path.push(key);
    if (keys) this.#unique(resolve(property, this.#definitions), value as unknown[], keys);
    if (rule) this.#judge(rule.code, rule.judge, value);
    this.#path.pop();
  }

  /** A rule for a list holds for each of its items. */
  #judge(code: string, judge: (value: unknown) => Refusal | undefined, value: unknown): void {
    if (!Array.isArray(value)) {
      const refusal = this.#isEncrypted(value) ? undefined : judge(value);
      if (refusal) this.#refuse(code, value, refusal);
      return;
    }
    for (const [index, item] of value.entries()) {
      this.#path.push(index);
      this.#judge(code, judge, item);
      this.#path.pop();
    }
  }

  #isEncrypted(value: unknown): boolean {
    return this.#props.encrypted && typeof value === 'string' && value.startsWith('ENC[');
  }

  /** What every object has, whatever its schema says of it. */
  #identity(key: string, value: unknown, properties: Fields | undefined): boolean {
    if (key === 'metadata' && (!this.#builtIn || !properties)) {
      this.#path.push(key);
      this.#metadata(value);
      this.#path.pop();
      return true;
    }
    return (key === 'apiVersion' || key === 'kind') && !(properties && Object.hasOwn(properties, key));
  }

  /** Metadata of a custom resource: its own schema only calls it an object. */
  #metadata(value: unknown): void {
    const { metadata } = this.#props;
    if (!metadata || value === undefined) return;
    const [definitions, builtIn] = [this.#definitions, this.#builtIn];
    this.#definitions = metadata.definitions;
    this.#builtIn = true;
    this.#value(metadata.schema, value);
    this.#definitions = definitions;
    this.#builtIn = builtIn;
  }

  #at(step: Step, schema: Schema, value: unknown): void {
    this.#path.push(step);
    this.#value(schema, value);
    this.#path.pop();
  }

  #unknown(key: string, schema: Schema): void {
    const known = Object.keys(schema.properties ?? {});
    const meant = key.length < 100 ? nearest(key, known) : undefined;
    const below = meant === undefined ? this.#fieldWith(key, schema) : undefined;
    const place = this.#path.length === 0 ? 'the object' : pathText(this.#path);
    const listed = known.length > 12 ? `${known.slice(0, 12).join(', ')} and others` : known.join(', ');
    const hint =
      (meant !== undefined && `Did you mean ${meant}?`) ||
      (below !== undefined && `Move it into ${below}, which has such a field.`) ||
      (known.length > 0 ? `Remove it, or write one of ${listed}.` : 'Remove it.');
    this.#path.push(key);
    const message = `${place} has no field ${quoted(key)}: ${REFUSED}, or drops the field in silence where a release makes it`;
    this.#blame({ code: 'schema-field', message, hint });
    this.#path.pop();
  }

  /** The field next to an unknown one that has a field of that name itself: a wrong indentation. */
  #fieldWith(key: string, schema: Schema): string | undefined {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const field = resolve(property, this.#definitions);
      const inner = field.items ? resolve(field.items, this.#definitions) : field;
      if (inner.properties && Object.hasOwn(inner.properties, key)) return field.items ? `an item of ${name}` : name;
    }
    return undefined;
  }

  #required(schema: Schema, value: Fields, definition: string): void {
    if (!schema.required || (this.#inStatus && this.#builtIn)) return;
    for (const key of schema.required) {
      const property = schema.properties?.[key] && resolve(schema.properties[key], this.#definitions);
      if (Object.hasOwn(value, key) && (value[key] !== null || property?.nullable)) continue;
      if (optional[definition]?.includes(key) || property?.default !== undefined) continue;
      this.#path.push(key);
      this.#blame({ code: 'schema-required', message: `${key} is missing: ${REFUSED}`, hint: `Write ${key}.` });
      this.#path.pop();
    }
  }

  #count({ minProperties = 0, maxProperties }: Schema, count: number): void {
    const bound = count < minProperties ? `at least ${minProperties}` : `at most ${maxProperties}`;
    const message = `The object has ${count} fields and must have ${bound}: ${REFUSED}`;
    this.#blame({ code: 'schema-range', message, hint: `Give it ${bound}.` });
  }

  #combined(schema: Schema, value: unknown): void {
    if (schema.allOf || schema.anyOf || schema.oneOf || schema.not) {
      this.#blame(blameForm(schema, value, this.#definitions));
    }
    const rules = schema['x-kubernetes-validations'];
    if (rules) this.#rules(rules, schema, value);
  }

  #rules(rules: NonNullable<Schema['x-kubernetes-validations']>, schema: Schema, value: unknown): void {
    for (const { rule, message } of rules) {
      const verdict = evaluate(rule, schema, value, this.#definitions);
      if (verdict === false) {
        const what = message ?? `the rule ${rule} does not hold`;
        this.#blame({ code: 'schema-cel', message: `${what}: ${REFUSED}`, hint: `Make this hold: ${rule}` });
      } else if (verdict !== true) {
        const place = this.#path.length === 0 ? 'the object' : pathText(this.#path);
        this.open.push(`the CEL rule ${rule} of ${place} could not be evaluated: ${verdict.why}`);
      }
    }
  }

  #refuse(code: string, value: unknown, { expected, fix }: Refusal): void {
    this.#blame({ code, message: `${quoted(value)} is not ${expected}: ${REFUSED}`, hint: fix });
  }

  #blame(blame: Blame | undefined): void {
    if (blame) this.faults.push({ ...blame, path: [...this.#path] });
  }
}

function isBuiltIn({ schema }: KindSchema): boolean {
  return schema.$ref?.startsWith('#/definitions/io.k8s.') ?? false;
}

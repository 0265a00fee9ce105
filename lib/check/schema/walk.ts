import { nearest } from '../../values/nearest.ts';
import { judgeQuantity } from '../../values/quantity.ts';
import type { Judge, Refusal } from '../../values/refusal.ts';
import { quoted } from '../../values/value-error.ts';
import { pathText, type Step } from '../path.ts';
import type { KindSchema } from '../schema-catalog.ts';
import { evaluate } from './cel.ts';
import { type Fault, Place, REFUSED } from './fault.ts';
import { blameForm } from './form.ts';
import { blameRepetition, isAlwaysUnique } from './list-rules.ts';
import { type Field, type Plan, planOf } from './plan.ts';
import type { Definitions } from './reference.ts';
import { type Blame, blameScalar, blameType, hasType } from './scalar.ts';

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
  readonly faults: readonly Fault[];
  /** What could not be judged, and why. */
  readonly open: readonly string[];
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

/** Judges an object by its schema, as strictly as the API server with strict field validation. */
export function judgeObject(manifest: Fields, props: WalkProps): Outcome {
  const walk = new Walk(props);
  walk.root(manifest);
  return walk;
}

/** One pass over one object. */
class Walk {
  readonly faults: Fault[] = [];
  readonly open: string[] = [];
  readonly #props: WalkProps;
  readonly #path: Step[] = [];
  readonly #here = new Place(this.#path, this.faults);
  #definitions: Definitions;
  /** Types of Go decode built-in kinds. They know metadata themselves. */
  #builtIn: boolean;
  /** Status is written by controllers: what it lacks is no mistake. */
  #inStatus = false;

  constructor(props: WalkProps) {
    this.#props = props;
    this.#definitions = props.kind.definitions;
    this.#builtIn = isBuiltIn(props.kind);
  }

  root(manifest: Fields): void {
    const plan = planOf(this.#props.kind.schema, this.#builtIn, this.#definitions);
    this.#object(plan, manifest, true);
    this.#whole(plan, manifest);
  }

  #at(step: Step, plan: Plan, value: unknown): void {
    this.#path.push(step);
    if (value === null) this.#null(plan);
    else if (this.#path.length <= DEEPEST) this.#value(plan, value);
    else this.open.push(`${pathText(this.#path.slice(0, 3))} nests more than ${DEEPEST} levels deep`);
    this.#path.pop();
  }

  /** The API server takes away a field that is null and may not be; an item of a list it refuses. */
  #null(plan: Plan): void {
    const isFree = plan.type === undefined && !plan.intOrString;
    if (typeof this.#path.at(-1) === 'number' && !plan.nullable && !isFree) this.#blame(blameType(plan.schema, null));
  }

  #value(plan: Plan, value: unknown): void {
    if (this.#isEncrypted(value)) return;
    if (plan.definition === 'Quantity') {
      this.#judge('schema-quantity', judgeQuantity, value);
      return;
    }
    const type = plan.intOrString ? (typeof value === 'string' ? 'string' : 'integer') : plan.type;
    if (type !== undefined && !hasType(type, value)) {
      this.#blame(blameType(plan.intOrString ? { ...plan.schema, type: 'integer' } : plan.schema, value));
      return;
    }
    if (Array.isArray(value)) this.#list(plan, value);
    else if (typeof value === 'object') this.#object(plan, value as Fields, false);
    else if (plan.scalar) this.#blame(blameScalar(plan.scalar, value, this.#undecided));
    this.#whole(plan, value);
  }

  #list(plan: Plan, value: readonly unknown[]): void {
    if (plan.counted) this.#count(plan, value.length, 'items');
    const { items, unique } = plan;
    if (items) for (let i = 0; i < value.length; i++) this.#at(i, items, value[i]);
    if (unique) this.#unique(plan, value, unique);
  }

  #unique(plan: Plan, value: readonly unknown[], keys: readonly string[]): void {
    const repetition = blameRepetition(plan.schema, value, keys, this.#definitions);
    if (!repetition) return;
    this.#path.push(repetition.index);
    this.#blame(repetition.blame);
    this.#path.pop();
  }

  #object(plan: Plan, value: Fields, root: boolean): void {
    const keys = Object.keys(value);
    const whole = root || plan.embedded;
    // Counted, not iterated: this is the innermost loop, and it mostly runs before it is compiled.
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (whole && this.#identity(key, value[key], plan)) continue;
      const field = plan.field(key);
      if (field) this.#field(key, field, value[key], root);
      else if (plan.rest) this.#at(key, plan.rest, value[key]);
      else if (plan.closed && !(root && key === 'sops' && this.#props.encrypted)) this.#unknown(key, plan);
    }
    const { required } = plan;
    if (required) for (let i = 0; i < required.length; i++) this.#required(required[i]!, plan, value);
    if (plan.counted) this.#count(plan, keys.length, 'fields');
    plan.shape?.(value, this.#here);
  }

  #field(key: string, { plan, rule, key: mergeKey }: Field, value: unknown, root: boolean): void {
    const outer = this.#inStatus;
    const before = this.faults.length;
    if (root && key === 'status') this.#inStatus = true;
    this.#at(key, plan, value);
    this.#inStatus = outer;
    if ((!rule && mergeKey === undefined) || value === null || this.faults.length > before) return;
    this.#path.push(key);
    if (rule) this.#judge(rule.code, rule.judge, value);
    if (mergeKey !== undefined && Array.isArray(value) && (this.#props.applied || isAlwaysUnique(key))) {
      this.#unique(plan, value, [mergeKey]);
    }
    this.#path.pop();
  }

  /** Judges a value; of a list, each of its items. */
  #judge(code: string, judge: Judge, value: unknown): void {
    if (!Array.isArray(value)) {
      const refusal = this.#isEncrypted(value) ? undefined : judge(value);
      if (refusal) this.#refuse(code, value, refusal);
      return;
    }
    for (const [index, item] of value.entries()) {
      if (item === null) continue;
      this.#path.push(index);
      this.#judge(code, judge, item);
      this.#path.pop();
    }
  }

  #isEncrypted(value: unknown): boolean {
    return this.#props.encrypted && typeof value === 'string' && value.startsWith('ENC[');
  }

  /** What every object has, whatever its schema says of it. */
  #identity(key: string, value: unknown, plan: Plan): boolean {
    if (key === 'metadata' && !this.#builtIn) {
      this.#metadata(value);
      return true;
    }
    return (key === 'apiVersion' || key === 'kind') && plan.field(key) === undefined;
  }

  readonly #undecided = (pattern: string): void => {
    this.open.push(`${this.#place()} is not compared with the pattern ${pattern}: it is written for another engine`);
  };

  /** Metadata of a custom resource: its own schema only calls it an object. */
  #metadata(value: unknown): void {
    const { metadata } = this.#props;
    if (!metadata) return;
    const definitions = this.#definitions;
    this.#definitions = metadata.definitions;
    this.#builtIn = true;
    this.#at('metadata', planOf(metadata.schema, true, metadata.definitions), value);
    this.#definitions = definitions;
    this.#builtIn = false;
  }

  #unknown(key: string, plan: Plan): void {
    const { known } = plan;
    const meant = key.length < 100 ? nearest(key, known) : undefined;
    const below = meant === undefined ? fieldWith(key, plan) : undefined;
    const listed = known.length > 12 ? `${known.slice(0, 12).join(', ')} and others` : known.join(', ');
    const hint =
      (meant !== undefined && `Did you mean ${meant}?`) ||
      (below !== undefined && `Move it into ${below}, which has such a field.`) ||
      (known.length > 0 ? `Remove it, or write one of ${listed}.` : 'Remove it.');
    const what = `${this.#place()} has no field ${quoted(key)}`;
    this.#blameAt(key, {
      code: 'schema-field',
      message: `${what}: ${REFUSED}; where a release makes the object, the field is dropped in silence`,
      hint,
    });
  }

  /** A field that is null is taken away first, unless its schema lets it be null. */
  #required(key: string, plan: Plan, value: Fields): void {
    if (this.#inStatus && this.#builtIn) return;
    const field = plan.field(key)?.plan;
    if (Object.hasOwn(value, key) && (value[key] !== null || field?.nullable)) return;
    if (optional[plan.definition]?.includes(key) || field?.schema.default !== undefined) return;
    this.#blameAt(key, { code: 'schema-required', message: `${key} is missing: ${REFUSED}`, hint: `Write ${key}.` });
  }

  #count({ schema }: Plan, count: number, noun: 'items' | 'fields'): void {
    const least = (noun === 'items' ? schema.minItems : schema.minProperties) ?? 0;
    const most = (noun === 'items' ? schema.maxItems : schema.maxProperties) ?? count;
    if (count >= least && count <= most) return;
    const bound = count < least ? `at least ${least}` : `at most ${most}`;
    const message = `There are ${count} ${noun}, ${bound} are allowed: ${REFUSED}`;
    this.#blame({ code: 'schema-range', message, hint: `Give it ${bound} ${noun}.` });
  }

  /** What a schema says of a value as a whole. */
  #whole(plan: Plan, value: unknown): void {
    if (plan.combined) this.#blame(blameForm(plan.schema, value, this.#definitions));
    if (!plan.rules) return;
    for (const { rule, message } of plan.rules) {
      const verdict = evaluate(rule, plan.schema, value, this.#definitions);
      if (verdict === false) {
        const what = typeof message === 'string' ? message : `the rule ${rule} does not hold`;
        this.#blame({ code: 'schema-cel', message: `${what}: ${REFUSED}`, hint: `Make this hold: ${rule}` });
      } else if (verdict !== true) {
        this.open.push(`the CEL rule ${rule} of ${this.#place()} could not be evaluated: ${verdict.why}`);
      }
    }
  }

  #place(): string {
    return this.#path.length === 0 ? 'The object' : pathText(this.#path);
  }

  #refuse(code: string, value: unknown, { expected, fix }: Refusal): void {
    this.#blame({ code, message: `${quoted(value)} is not ${expected}: ${REFUSED}`, hint: fix });
  }

  #blame(blame: Blame | undefined): void {
    if (blame) this.faults.push({ ...blame, path: [...this.#path] });
  }

  #blameAt(step: Step, blame: Blame): void {
    this.faults.push({ ...blame, path: [...this.#path, step] });
  }
}

/** The field next to an unknown one that has a field of that name itself: a wrong indentation. */
function fieldWith(key: string, plan: Plan): string | undefined {
  for (const name of plan.known) {
    const inner = plan.field(name)?.plan;
    if (inner?.field(key)) return name;
    if (inner?.items?.field(key)) return `an item of ${name}`;
  }
  return undefined;
}

function isBuiltIn({ schema }: KindSchema): boolean {
  return schema.$ref?.startsWith('#/definitions/io.k8s.') ?? false;
}

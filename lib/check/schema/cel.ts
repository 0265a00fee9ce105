import type { Schema } from '../schema-catalog.ts';
import { type Definitions, resolve } from './reference.ts';

/** Whether a rule holds, or why that could not be found out. */
export type CelVerdict = boolean | { readonly why: string };

type Rule = (context: Readonly<Record<string, unknown>>) => unknown;

let compile: ((rule: string) => Rule) | undefined;
const rules = new Map<string, Rule | string>();

/** Judges one rule of `x-kubernetes-validations` on a value, as the API server does when the object is made. */
export function evaluate(rule: string, schema: Schema, value: unknown, definitions: Definitions): CelVerdict {
  // Rules of change have nothing to compare with: the API server passes them over when an object is made.
  if (/\boldSelf\b/.test(rule)) return true;
  const compiled = compiledRule(rule);
  if (typeof compiled === 'string') return { why: compiled };
  try {
    const result = compiled({ self: celValue(schema, value, definitions) });
    return typeof result === 'boolean' ? result : { why: 'it gives no truth value' };
  } catch (error) {
    return { why: firstLine(error) };
  }
}

function compiledRule(rule: string): Rule | string {
  let compiled = rules.get(rule);
  if (compiled === undefined) {
    try {
      compile ??= loadLibrary();
      compiled = compile(rule);
    } catch (error) {
      compiled = firstLine(error);
    }
    rules.set(rule, compiled);
  }
  return compiled;
}

/** The library costs more to load than all other checks of a lab to run, and few labs have an object with a rule. */
function loadLibrary(): (rule: string) => Rule {
  const { Environment } = require('@marcbachmann/cel-js') as typeof import('@marcbachmann/cel-js');
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  return (rule) => environment.parse(rule);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}

/** Words of the language that Kubernetes escapes where they are names of fields. */
const reserved = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return ' +
    'var void while'
  ).split(' '),
);

/** A value as rules see it: whole numbers as integers, defaults filled in, names of fields escaped. */
function celValue(given: Schema, value: unknown, definitions: Definitions): unknown {
  const schema = resolve(given, definitions);
  if (typeof value === 'number') {
    return Number.isInteger(value) && schema.type !== 'number' ? BigInt(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => celValue(schema.items ?? {}, item, definitions));
  if (value === null || typeof value !== 'object') return value;
  const { properties = {}, additionalProperties } = schema;
  const rest = typeof additionalProperties === 'object' ? additionalProperties : {};
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return [property ? escaped(key) : key, celValue(property ?? rest, item, definitions)];
  });
  for (const [key, property] of Object.entries(properties)) {
    const { default: preset } = resolve(property, definitions);
    if (preset !== undefined && !Object.hasOwn(value, key)) {
      entries.push([escaped(key), celValue(property, preset, definitions)]);
    }
  }
  return Object.fromEntries(entries);
}

function escaped(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}

import { nearest } from '../../values/nearest.ts';
import type { ChartFacts, ChartValue, ChartValueType } from '../charts-input.ts';
import { pathText, type Step } from '../path.ts';
import { record } from '../pods.ts';
import type { ChartUse } from '../releases.ts';
import type { Report } from '../rule.ts';
import { spell } from '../spell.ts';

/** Letters. */
const LONGEST_DEFAULT = 40;
/** Keys that Helm and every chart take beside their own. */
const ALWAYS = new Set(['global', 'tags']);
const WORDS: Readonly<Record<ChartValueType, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
};

/** The values of one release against the tree of its chart. */
export class ValuesJudge {
  readonly #use: ChartUse;
  readonly #facts: ChartFacts;

  constructor(use: ChartUse, facts: ChartFacts) {
    this.#use = use;
    this.#facts = facts;
  }

  *reports(): Generator<Report> {
    yield* this.#map(this.#use.values, this.#facts.values, []);
  }

  *#value(value: unknown, known: ChartValue, path: readonly Step[]): Generator<Report> {
    // Null takes a default away, and Helm drops it.
    if (value === null || value === undefined) return;
    const type = typeOf(value);
    if (known.types && !known.types.includes(type)) {
      yield this.#typeReport(value, type, known, known.types, path);
      return;
    }
    if (Array.isArray(value)) {
      if (known.items) for (const [i, item] of value.entries()) yield* this.#value(item, known.items, [...path, i]);
    } else if (type === 'object') yield* this.#map(record(value), known, path);
  }

  *#map(values: Readonly<Record<string, unknown>>, known: ChartValue, path: readonly Step[]): Generator<Report> {
    if (!known.keys) return;
    for (const [key, value] of Object.entries(values)) {
      const inner = Object.hasOwn(known.keys, key) ? known.keys[key] : undefined;
      if (inner) {
        if (inner.deprecated !== undefined && value !== null) yield this.#deprecated(inner.deprecated, [...path, key]);
        yield* this.#value(value, inner, [...path, key]);
      } else if (!known.open && !ALWAYS.has(key)) yield this.#unknown(key, known, path);
    }
  }

  #unknown(key: string, { keys, closed }: ChartValue, path: readonly Step[]): Report {
    const { subject, chart } = this.#use;
    const names = Object.keys(keys!);
    const meant = nearest(key, names);
    const place = pathText(path);
    const where =
      place === '' ? `chart ${chart} has no value '${key}'` : `chart ${chart} has no value '${key}' under ${place}`;
    return {
      code: closed ? 'chart-value-refused' : 'chart-value-unknown',
      subject,
      path: pathText(['spec', 'values', ...path, key]),
      message: closed
        ? `${where}, and its schema forbids others: Helm refuses the release`
        : `${where}: Helm passes it over without a word`,
      hint: meant
        ? `Did you mean '${meant}'${defaultText(keys![meant]!)}?`
        : `Remove it, or write one of ${names.slice(0, 12).join(', ')}.`,
    };
  }

  #deprecated(replacement: true | string, path: readonly Step[]): Report {
    const { subject, chart } = this.#use;
    return {
      code: 'chart-value-deprecated',
      subject,
      path: pathText(['spec', 'values', ...path]),
      message: `chart ${chart} calls ${pathText(path)} deprecated: a later version passes it over without a word`,
      hint:
        replacement === true ? 'Read in the values of the chart what takes its place.' : `Set ${replacement} instead.`,
    };
  }

  #typeReport(
    value: unknown,
    type: ChartValueType,
    known: ChartValue,
    types: readonly ChartValueType[],
    path: readonly Step[],
  ): Report {
    const { subject, chart } = this.#use;
    const expected = types.map((each) => WORDS[each]).join(' or ');
    const shown = type === 'object' || type === 'array' ? WORDS[type] : `${WORDS[type]}, ${JSON.stringify(value)}`;
    return {
      code: 'chart-value-type',
      subject,
      path: pathText(['spec', 'values', ...path]),
      message: `${pathText(path)} is ${shown}, and chart ${chart} expects ${expected}: its templates fail, or make something else of it`,
      hint: hintFor(value, type, types).replace(/\.$/, `${defaultText(known)}.`),
    };
  }
}

function typeOf(value: unknown): ChartValueType {
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

function hintFor(value: unknown, type: ChartValueType, types: readonly ChartValueType[]): string {
  if (types.includes('string') && (type === 'number' || type === 'boolean'))
    return `Write "${spell(value)}" in quotes.`;
  if (type === 'string' && types.includes('number') && value !== '' && Number.isFinite(Number(value)))
    return `Write ${spell(value)} without quotes.`;
  if (type === 'string' && types.includes('boolean') && /^(true|false)$/.test(spell(value)))
    return `Write ${spell(value)} without quotes.`;
  if (types.includes('array')) return 'Write it as a list.';
  if (types.includes('object')) return 'Write the keys below it.';
  return `Write ${types.map((each) => WORDS[each]).join(' or ')}.`;
}

/** What the chart takes when the value is not set, where it is short enough to stand beside a hint. */
function defaultText({ default: value, keys }: ChartValue): string {
  if (keys || value === undefined || value === null) return '';
  const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  return text.length <= LONGEST_DEFAULT ? ` (default: ${text})` : '';
}

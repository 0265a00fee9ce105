import { judgeFluxDuration, judgePrometheusDuration } from '../../values/duration.ts';
import { nearest } from '../../values/nearest.ts';
import { judgeQuantity } from '../../values/quantity.ts';
import type { Judge } from '../../values/refusal.ts';
import { kindOf, quoted } from '../../values/value-error.ts';
import type { Schema } from '../schema-catalog.ts';
import { REFUSED } from './fault.ts';
import { isBase64, isDateTime } from './format.ts';
import { matches } from './pattern.ts';

/** A fault before its place is known. */
export interface Blame {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** Whether a value is of a type of OpenAPI. */
export function hasType(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value) || typeof value === 'bigint';
  if (type === 'number') return typeof value === 'number' || typeof value === 'bigint';
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value);
  return typeof value === type;
}

/** A value that is not of the type that its schema names. */
export function blameType(schema: Schema, value: unknown): Blame {
  const type = schema.type ?? 'string';
  const expected = typeNames[type] ?? type;
  const message = `${describe(value)} stands where ${expected} belongs: ${REFUSED}`;
  return { code: 'schema-type', message, hint: fixForType(type, value, schema) };
}

function describe(value: unknown): string {
  const kind = value === null || typeof value === 'object' ? kindOf(value) : `${quoted(value)}, ${kindOf(value)},`;
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

function fixForType(type: string, value: unknown, schema: Schema): string {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return durationJudge(schema)?.(value)?.fix ?? `Write "${value}" in quotes.`;
  }
  if (typeof value === 'string') {
    const number = value.trim() === '' ? Number.NaN : Number(value);
    if (type === 'number' && Number.isFinite(number)) return `Write ${number} without quotes.`;
    if (type === 'integer' && Number.isSafeInteger(number)) return `Write ${number} without quotes.`;
    if (type === 'boolean' && /^(true|yes|on)$/i.test(value)) return 'Write true without quotes.';
    if (type === 'boolean' && /^(false|no|off)$/i.test(value)) return 'Write false without quotes.';
  }
  if (type === 'integer' && typeof value === 'number') return `Write a whole number, such as ${Math.round(value)}.`;
  if (type === 'array' && value !== null) return 'Write it as an item of a list: a line that begins with a hyphen.';
  if (value === null) return 'Write a value, or leave the field out.';
  return `Write ${typeNames[type] ?? type} in its place.`;
}

/**
 * What is wrong with a text, a number or a truth value of the right type.
 *
 * @param undecided is told the pattern when it cannot be judged here
 */
export function blameScalar(schema: Schema, value: unknown, undecided?: (pattern: string) => void): Blame | undefined {
  if (schema.enum && !schema.enum.includes(value)) return blameEnum(schema.enum, value);
  if (typeof value === 'string') return blameLength(schema, value) ?? blameText(schema, value, undecided);
  return typeof value === 'number' ? blameNumber(schema, value) : undefined;
}

function blameEnum(allowed: readonly unknown[], value: unknown): Blame {
  const texts = allowed.filter((one) => typeof one === 'string' && one !== '') as string[];
  const meant = typeof value === 'string' && value.length < 100 ? nearest(value, texts) : undefined;
  return {
    code: 'schema-enum',
    message: `${quoted(value)} is not one of ${allowed.map(quoted).join(', ')}: ${REFUSED}`,
    hint: meant === undefined ? `Write one of ${texts.join(', ')}.` : `Did you mean ${meant}?`,
  };
}

function blameNumber(schema: Schema, value: number): Blame | undefined {
  const { minimum: least = Number.NEGATIVE_INFINITY, maximum: most = Number.POSITIVE_INFINITY, format } = schema;
  const low = schema.exclusiveMinimum ? value <= least : value < least;
  const high = schema.exclusiveMaximum ? value >= most : value > most;
  if (low) return blameRange(value, `${schema.exclusiveMinimum ? 'more than' : 'at least'} ${least}`);
  if (high) return blameRange(value, `${schema.exclusiveMaximum ? 'less than' : 'at most'} ${most}`);
  if (format === 'int32' && Math.abs(value) > 2 ** 31 - 1 && value !== -(2 ** 31)) {
    return blameRange(value, `at most ${2 ** 31 - 1}`);
  }
  if (schema.multipleOf && !Number.isInteger(value / schema.multipleOf)) {
    return blameRange(value, `a multiple of ${schema.multipleOf}`);
  }
  return undefined;
}

function blameRange(value: unknown, expected: string): Blame {
  return {
    code: 'schema-range',
    message: `${quoted(value)} is not ${expected}: ${REFUSED}`,
    hint: `Write a number that is ${expected}.`,
  };
}

function blameLength(
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema,
  value: string,
): Blame | undefined {
  // Characters count, as in Go. JavaScript counts those beyond the first plane twice.
  if (value.length <= maxLength && value.length >= minLength * 2) return undefined;
  const length = [...value].length;
  if (length > maxLength) {
    return {
      code: 'schema-range',
      message: `${quoted(value)} has ${length} characters, ${maxLength} are the most: ${REFUSED}`,
      hint: `Shorten it by ${length - maxLength}.`,
    };
  }
  if (length >= minLength) return undefined;
  return {
    code: 'schema-range',
    message: `${quoted(value)} has ${length} characters, ${minLength} are the least: ${REFUSED}`,
    hint: length === 0 ? 'Write a value, or leave the field out.' : `Write at least ${minLength} characters.`,
  };
}

function blameText(schema: Schema, value: string, undecided?: (pattern: string) => void): Blame | undefined {
  const { pattern, format } = schema;
  const fits = pattern === undefined || matches(pattern, value);
  if (pattern !== undefined && fits === undefined) undecided?.(pattern);
  if (pattern !== undefined && fits === false) {
    const refusal = patternJudge(pattern)?.(value);
    return {
      code: 'schema-pattern',
      message: `${quoted(value)} is not ${refusal?.expected ?? `of the form ${pattern}`}: ${REFUSED}`,
      hint: refusal?.fix ?? `Write a text that matches ${pattern}.`,
    };
  }
  if (format === 'byte' && !isBase64(value)) {
    return {
      code: 'schema-base64',
      message: `${quoted(value)} is not base64: ${REFUSED}`,
      hint: 'Write the base64 of the value, or put the plain text under stringData where it is a Secret.',
    };
  }
  if (format === 'date-time' && !isDateTime(value)) {
    return {
      code: 'schema-format',
      message: `${quoted(value)} is not a date and time of RFC 3339: ${REFUSED}`,
      hint: 'Write it as 2026-01-31T12:00:00Z.',
    };
  }
  return undefined;
}

/** The judge that explains what a pattern is about, by a text that such patterns have in common. */
function patternJudge(pattern: string): Judge | undefined {
  if (/\(ms\|s\|m(\|h)?\)\)\+\$/.test(pattern)) return judgeFluxDuration;
  if (pattern.includes('([0-9]+)w)?(([0-9]+)d)?')) return judgePrometheusDuration;
  return pattern.includes('[numkMGTPE]') ? judgeQuantity : undefined;
}

function durationJudge({ pattern }: Schema): Judge | undefined {
  const judge = pattern === undefined ? undefined : patternJudge(pattern);
  return judge === judgeQuantity ? undefined : judge;
}

import type { Refusal } from './refusal.ts';

/** One of the five fields of a schedule: its range and the names it knows. */
export interface CronField {
  readonly noun: string;
  readonly min: number;
  readonly max: number;
  /** Names in the order of their numbers, from `min` on. */
  readonly names: readonly string[];
}

/** The five fields, in the order in which a schedule writes them. */
export const cronFields = {
  minute: { noun: 'minute', min: 0, max: 59, names: [] },
  hour: { noun: 'hour', min: 0, max: 23, names: [] },
  dayOfMonth: { noun: 'day of month', min: 1, max: 31, names: [] },
  month: { noun: 'month', min: 1, max: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  dayOfWeek: { noun: 'day of week', min: 0, max: 6, names: 'sun mon tue wed thu fri sat'.split(' ') },
} as const satisfies Record<string, CronField>;

/** What a field matches. */
export interface CronSet {
  /** The numbers, ascending. */
  readonly values: readonly number[];
  /** Whether a star stands in it, which decides how the two day fields combine. */
  readonly star: boolean;
}

/** What a field accepts, as a noun phrase that names its range. */
function expectedOf({ noun, min, max, names }: CronField): string {
  const named = names.length === 0 ? '' : ` or ${names[0]}-${names.at(-1)}`;
  return `a valid ${noun} field (${min}-${max}${named})`;
}

/** Reads a field as the parser of the CronJob controller does, its indulgences included. */
export function readCronField(text: string, field: CronField): CronSet | Refusal {
  const values: number[] = [];
  let star = false;
  const parts = text.split(',').filter((part) => part !== '');
  for (const part of parts) {
    const range = readRange(part, field);
    if (typeof range === 'string') return { expected: expectedOf(field), fix: range };
    for (let value = range.start; value <= range.end; value += range.step) values.push(value);
    star ||= range.star;
  }
  // One part is in order already; several may overlap.
  return { values: parts.length > 1 ? [...new Set(values)].sort((a, b) => a - b) : values, star };
}

interface CronRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly star: boolean;
}

/** Reads one member of a field's list, or tells the fix. */
function readRange(part: string, field: CronField): CronRange | string {
  const [span = '', stepText, ...moreSteps] = part.split('/');
  const [low = '', high, ...more] = span.split('-');
  const any = low === '*' || low === '?';
  if (moreSteps.length > 0) return `Write one step at most in place of ${part}.`;
  if (!any && more.length > 0) return `Write one range at most in place of ${part}.`;
  const start = any ? field.min : readNumber(low, field);
  if (typeof start === 'string') return start;
  // Behind a star the parser reads no upper end; a single number with a step runs to the end of the field.
  const openEnd = any || (high === undefined && stepText !== undefined);
  const end = openEnd ? field.max : high === undefined ? start : readNumber(high, field);
  if (typeof end === 'string') return end;
  const step = stepText === undefined ? 1 : integerOf(stepText);
  if (step === undefined || step < 1) return `Write a step of 1 or more in place of ${part}.`;
  if (start < field.min) return `Write ${field.min} or more in place of ${part}.`;
  if (end > field.max || start > field.max) return fixForExcess(end > field.max ? end : start, part, field);
  if (start > end) return `Write ${split(start, end, field)} in place of ${part}: a range cannot wrap around.`;
  return { start, end, step, star: any && step === 1 };
}

/** Go's `Atoi` takes a sign and leading zeros, and no more than 63 bits. */
function integerOf(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text) || text.length > 400) return undefined;
  const exact = BigInt(text.replace('+', ''));
  return exact < 1n << 63n && exact >= -(1n << 63n) ? Number(exact) : undefined;
}

function readNumber(text: string, field: CronField): number | string {
  const named = field.names.indexOf(text.toLowerCase());
  if (named >= 0) return field.min + named;
  const number = integerOf(text);
  if (number !== undefined && number >= 0) return number;
  const meant = field.names.find((name) => text.length > 3 && text.toLowerCase().startsWith(name));
  if (meant !== undefined) return `Write ${meant} in place of ${text}.`;
  const numbers = `a number from ${field.min} to ${field.max}`;
  return `Write ${numbers}${field.names.length > 0 ? ` or a name such as ${field.names[1]}` : ''} in place of ${text || 'nothing'}.`;
}

function fixForExcess(value: number, part: string, field: CronField): string {
  if (field === cronFields.dayOfWeek && value === 7) return `Write 0 or sun for Sunday in place of ${part}.`;
  const wraps = field.min === 0 && value === field.max + 1 && part === String(value);
  return wraps ? `Write 0 in place of ${part}.` : `Write ${field.max} or less in place of ${part}.`;
}

/** A range that wraps around, as the two ranges it means: 22-2 is 22-23,0-2. */
function split(start: number, end: number, { min, max }: CronField): string {
  const range = (from: number, to: number) => (from === to ? String(from) : `${from}-${to}`);
  return `${range(start, max)},${range(min, end)}`;
}

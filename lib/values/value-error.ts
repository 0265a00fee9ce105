import type { Judge, Refusal } from './refusal.ts';

/** Names what a value is: `a number`, `a list`, `null`. Total: it never calls into the value. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A value as a message quotes it, at most 80 characters. Total: it never calls into the value. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 78 ? `${value.slice(0, 75)}...` : value);
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value).slice(0, 80)
    : kindOf(value);
}

/** Thrown by a parser whose text is not in its grammar. It carries the refusal that the judge of the same value gives. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
  /** What was given. */
  readonly value: unknown;
  /** What would be accepted, as a noun phrase. */
  readonly expected: string;
  /** What to do, as a sentence. */
  readonly fix: string;

  constructor(value: unknown, refusal: Refusal) {
    super(`${quoted(value)} is not ${refusal.expected}. ${refusal.fix}`);
    this.value = value;
    this.expected = refusal.expected;
    this.fix = refusal.fix;
  }
}

/**
 * Throws unless the judge accepts the value.
 *
 * @throws ValueError with the judge's refusal
 */
export function insist(value: unknown, judge: Judge): void {
  const refusal = judge(value);
  if (refusal) throw new ValueError(value, refusal);
}

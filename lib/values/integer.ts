import type { Judge } from './refusal.ts';
import { kindOf } from './value-error.ts';

/** Accepts the whole numbers from `min` to `max`, both included. A text of digits is not a number. */
export function integerBetween(min: number, max: number): Judge {
  const expected = `a whole number from ${min} to ${max}`;
  const within = (value: number) => Number.isInteger(value) && value >= min && value <= max;
  return (value) => {
    if (typeof value === 'number') {
      if (within(value)) return undefined;
      return { expected, fix: fixForNumber(value, min, max) };
    }
    if (typeof value === 'string' && /^-?[0-9]{1,16}$/.test(value) && within(Number(value))) {
      return { expected, fix: `Write ${Number(value)} without quotes.` };
    }
    const given = typeof value === 'string' ? 'the text' : kindOf(value);
    return { expected, fix: `Write a number from ${min} to ${max} in place of ${given}.` };
  };
}

function fixForNumber(value: number, min: number, max: number): string {
  if (value > max) return `Write ${max} or less.`;
  if (value < min) return `Write ${min} or more.`;
  return Number.isNaN(value) ? `Write a number from ${min} to ${max}.` : `Write ${Math.max(min, Math.floor(value))}.`;
}

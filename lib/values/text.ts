import { nearest } from './nearest.ts';
import type { Judge } from './refusal.ts';
import { kindOf } from './value-error.ts';

/**
 * Makes a judge of texts.
 *
 * @param expected what would be accepted, as a noun phrase
 * @param fixFor the fix for a text that is not accepted, `undefined` for one that is
 */
export function textJudge(expected: string, fixFor: (text: string) => string | undefined): Judge {
  return (value) => {
    const fix = typeof value === 'string' ? fixFor(value) : fixForOther(value, fixFor);
    return fix === undefined ? undefined : { expected, fix };
  };
}

/** YAML reads an unquoted `1.10`, `8080` or `true` as no text, so a scalar that would do as a text only lacks its quotes. */
function fixForOther(value: unknown, fixFor: (text: string) => string | undefined): string {
  if (typeof value !== 'number' && typeof value !== 'boolean') return `Write a text in place of ${kindOf(value)}.`;
  return fixFor(String(value)) ?? `Write "${value}" in quotes.`;
}

/** Accepts any text with at least one character that is not white space. */
export const nonEmptyText: Judge = textJudge('a text that is not empty', (text) =>
  text.trim() === '' ? 'Write at least one visible character.' : undefined,
);

/** Accepts exactly the texts given; a near miss is told what it most likely meant. */
export function oneOf(values: readonly string[]): Judge {
  const accepted = new Set(values);
  return textJudge(`one of ${values.join(', ')}`, (text) => {
    if (accepted.has(text)) return undefined;
    // Edit distance grows with the product of the lengths: a long text is near no candidate anyway.
    const meant = text.length > 100 ? undefined : nearest(text, values);
    return meant === undefined ? `Write one of ${values.join(', ')}.` : `Write ${meant}.`;
  });
}

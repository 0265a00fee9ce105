import { judgeSubdomainName } from './dns-name.ts';
import { causeOf, fixForLength } from './name-spelling.ts';
import type { Judge } from './refusal.ts';
import { textJudge } from './text.ts';

const limit = 63;
const qualified = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const allowed = /[-A-Za-z0-9_.]/;

/** The fix for a text that is no name of a label, `undefined` for one that is. `before` is what stands ahead of it. */
function fixForName(text: string, part: string, before = ''): string | undefined {
  const tooLong = fixForLength(text, limit, part);
  if (tooLong) return tooLong;
  if (qualified.test(text)) return undefined;
  const better = text.replace(/[^-A-Za-z0-9_.]+/g, '-').replace(/^[-_.]+|(?<![-_.])[-_.]+$/g, '');
  return better === ''
    ? `Write letters and digits as ${part}.`
    : `Write ${before}${better}: ${causeOf(text, allowed)}.`;
}

function fixForKey(text: string): string | undefined {
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2) return 'Keep one slash: it parts the prefix from the name.';
  if (name === '') return `Write a name${text === '' ? '' : ' after the slash'}, such as tier.`;
  if (parts.length === 1) return fixForName(name, 'the name');
  const prefix = parts[0] ?? '';
  if (prefix === '') return `Write ${name} without the slash, or a domain before it.`;
  const refusal = judgeSubdomainName(prefix);
  return refusal ? `Correct the prefix before the slash. ${refusal.fix}` : fixForName(name, 'the name', `${prefix}/`);
}

const keyExpected =
  'a key of at most 63 letters, digits, hyphens, underscores and dots that starts and ends with a letter or digit, after an optional domain and slash';

/** Accepts the key of a label, by the API server's rule for qualified names. */
export const judgeLabelKey: Judge = textJudge(keyExpected, fixForKey);

/** Accepts the key of an annotation: a label's key, but its prefix may be in upper case, since the API server lowers it first. */
export const judgeAnnotationKey: Judge = textJudge(
  keyExpected,
  (text) => fixForKey(text.toLowerCase()) && fixForKey(text),
);

/** Accepts the value of a label; the empty text is one. */
export const judgeLabelValue: Judge = textJudge(
  'a label value of at most 63 letters, digits, hyphens, underscores and dots that starts and ends with a letter or digit',
  (text) => (text === '' ? undefined : fixForName(text, 'the value')),
);

import type { Refusal } from '../../values/refusal.ts';

const LOOK_AROUND = /(?<!\\)(?:\\\\)*\(\?<?[=!]/;
const BACK_REFERENCE = /(?<!\\)(?:\\\\)*\\[1-9]/;
/** Where the dialects differ in what is closed by what: not judged by JavaScript's own parser. */
const UNLIKE = /\[\^?\]|\\Q|\[\[:/;
/** A named group or flags, which JavaScript writes otherwise. */
const GO_GROUP = /\(\?(?:P?<\w+>|[imsU]*(?:-[imsU]+)?:)/g;
const GO_FLAGS = /\(\?[imsU]*(?:-[imsU]+)?\)/g;

/** Judges a regular expression of RE2, which Prometheus, Loki and Alertmanager use. Only what RE2 surely refuses is refused. */
export function judgeRe2(text: string): Refusal | undefined {
  if (LOOK_AROUND.test(text)) {
    return {
      expected: 'a regular expression of RE2, which cannot look around with (?=, (?! or (?<',
      fix: 'Write a second matcher with !~ for what must not match.',
    };
  }
  if (BACK_REFERENCE.test(text)) {
    return {
      expected: 'a regular expression of RE2, which has no references back to a group',
      fix: 'Write out what the group stands for.',
    };
  }
  if (UNLIKE.test(text)) return undefined;
  try {
    new RegExp(text.replace(GO_FLAGS, '').replace(GO_GROUP, '(?:'));
    return undefined;
  } catch (error) {
    const cause =
      error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '').replace(/^.*: /s, '') : '';
    return {
      expected: `a regular expression that can be read (${cause.toLowerCase()})`,
      fix: 'Close every bracket, and write \\\\ before a sign that stands for itself.',
    };
  }
}

/** Whether an expression of the matchers' kind, which match from end to end, also matches the empty text. */
export function matchesEmpty(text: string): boolean {
  if (text === '') return true;
  if (judgeRe2(text)) return false;
  try {
    return new RegExp(`^(?:${text.replace(GO_FLAGS, '').replace(GO_GROUP, '(?:')})$`).test('');
  } catch {
    return false;
  }
}

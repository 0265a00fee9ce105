import type { Refusal } from '../../values/refusal.ts';
import { judgeRe2 } from './re2.ts';

const ONE =
  /^\s*(?:"(?:\\.|[^"\\])*"|[^\s{}!=~,\\"'`]+)\s*(?<operator>=~|!~|!=|=)\s*(?<value>"(?:\\.|[^"\\])*"|[^",]*)\s*(?:,|$)/;

/** Judges a matcher as Alertmanager reads it: `severity="critical"`, or several between braces. */
export function judgeMatcher(matcher: string): Refusal | undefined {
  const trimmed = matcher.trim();
  if (trimmed.startsWith('{') !== trimmed.endsWith('}') && !trimmed.includes('"')) {
    return { expected: 'enclosed in braces on both sides', fix: 'Write both braces, or none.' };
  }
  let rest = trimmed.startsWith('{') && trimmed.endsWith('}') ? trimmed.slice(1, -1).trim() : trimmed;
  while (rest !== '') {
    const found = ONE.exec(rest);
    if (!found)
      return { expected: 'a label, one of =, !=, =~ and !~, and a value', fix: 'Write it as severity="critical".' };
    const { operator = '=', value = '' } = found.groups!;
    const refusal = judgeValue(operator, value.trim());
    if (refusal) return refusal;
    rest = rest.slice(found[0].length).trim();
  }
  return undefined;
}

function judgeValue(operator: string, value: string): Refusal | undefined {
  if (/^[=~]/.test(value)) {
    return {
      expected: `a matcher that can match: its value would be '${value}'`,
      fix: 'Write = to compare, =~ for a regular expression.',
    };
  }
  if (!operator.endsWith('~')) return undefined;
  const pattern = value.startsWith('"') ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value;
  return judgeRe2(pattern);
}

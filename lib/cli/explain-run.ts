import { codesText, explain, unknownCode } from '../check/explain.ts';
import { allRules } from '../check/rule-sets.ts';
import type { ExitCode } from './context.ts';
import { styleOf } from './style.ts';

/** Explains one rule, or lists all. */
export function runExplain(code: string | undefined): ExitCode {
  const paint = styleOf(process.stdout);
  const text = code === undefined ? codesText(allRules, paint) : explain(code, allRules, paint);
  if (text === undefined) {
    process.stderr.write(`error: ${unknownCode(code!, allRules)}\n`);
    return 2;
  }
  process.stdout.write(text);
  return 0;
}

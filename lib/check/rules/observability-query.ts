import type { Fault } from '../promql/expr.ts';
import type { Judged } from '../promql/judge.ts';
import { positionText } from '../promql/text.ts';
import type { Report } from '../rule.ts';

const CODES: Readonly<Record<Fault['kind'], string>> = {
  syntax: 'promql-syntax',
  function: 'promql-function',
  type: 'promql-type',
  matcher: 'promql-matcher',
};

/** What is wrong with a query, as reports at one place of an object. */
export function queryReports(
  { faults }: Judged,
  query: string,
  place: Pick<Report, 'subject' | 'path'>,
  consequence: string,
  which = '',
): Report[] {
  return faults.map(({ kind, from, message, hint }) => ({
    code: CODES[kind],
    ...place,
    message: `${which}${positionText(query, from)}: ${message}; ${consequence}`,
    hint,
  }));
}

import { type Expr, eachExpr, type Fault, type Matcher } from './expr.ts';
import { judgeRe2, matchesEmpty } from './re2.ts';
import type { Unknowns } from './types.ts';

/** Judges the matchers of every metric in a query, but for texts that a dashboard fills in. */
export function judgeMatchers(expr: Expr, faults: Fault[], unknowns: Unknowns): void {
  eachExpr(expr, (at) => {
    if (at.kind !== 'selector') return;
    const { name, matchers, from, to } = at;
    for (const matcher of matchers) judgeRegex(matcher, faults, unknowns);
    const names = matchers.filter(({ label, operator }) => label === '__name__' && operator === '=');
    if (names.length + Number(name !== undefined) > 1) {
      const message = 'the name of the metric is given twice';
      faults.push({ kind: 'matcher', from, to, message, hint: 'Keep one of the names.' });
    }
    const selects =
      name !== undefined || matchers.some((matcher) => unknowns.has(matcher.from, matcher.to) || demandsText(matcher));
    if (!selects) {
      const message =
        'these braces match series without any of their labels: Prometheus refuses to read every series there is';
      faults.push({
        kind: 'matcher',
        from,
        to,
        message,
        hint: 'Name the metric, or demand a label that is not empty.',
      });
    }
  });
}

function judgeRegex(matcher: Matcher, faults: Fault[], unknowns: Unknowns): void {
  const { operator, value, from, to } = matcher;
  if (!operator.endsWith('~') || unknowns.has(from, to)) return;
  const refusal = judgeRe2(value);
  if (!refusal) return;
  faults.push({ kind: 'matcher', from, to, message: `'${value}' is not ${refusal.expected}`, hint: refusal.fix });
}

/** Whether no series without the label passes. */
function demandsText({ operator, value }: Matcher): boolean {
  switch (operator) {
    case '=':
      return value !== '';
    case '!=':
      return value === '';
    case '=~':
      return !matchesEmpty(value);
    case '!~':
      return matchesEmpty(value);
  }
}

import { type Expr, eachExpr } from './expr.ts';

/** Names of the metrics that a query reads, with the place of each. */
export function metricsOf(expr: Expr): { readonly name: string; readonly from: number }[] {
  const found: { name: string; from: number }[] = [];
  eachExpr(expr, (at) => {
    if (at.kind !== 'selector') return;
    if (at.name !== undefined) found.push({ name: at.name, from: at.from });
    for (const { label, operator, value, from } of at.matchers) {
      if (label === '__name__' && operator === '=') found.push({ name: value, from });
    }
  });
  return found;
}

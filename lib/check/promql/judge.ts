import type { Expr, Fault } from './expr.ts';
import type { ValueType } from './functions.ts';
import { fillVariables } from './grafana-variables.ts';
import { judgeMatchers } from './matchers.ts';
import { parsePromql } from './parse.ts';
import { judgeTypes, type Unknowns } from './types.ts';

/** A query that was judged. */
export interface Judged {
  /** `undefined` when it could not be read. */
  readonly expr: Expr | undefined;
  readonly type: ValueType | undefined;
  readonly faults: readonly Fault[];
  /** Names of the dashboard's variables in it. */
  readonly variables: readonly string[];
}

/** Judges a query as Prometheus reads it. Pure; `@prometheus-io/lezer-promql` is loaded with the first query. */
export function judgePromql(text: string): Judged {
  return judged(text, { is: () => false, has: () => false });
}

/** Judges a query of a dashboard, whose variables may stand for anything. */
export function judgeGrafanaPromql(query: string): Judged {
  const { text, variables, names } = fillVariables(query);
  const unknowns: Unknowns = {
    is: (from, to) => variables.some((variable) => variable.from === from && variable.to === to),
    has: (from, to) => variables.some((variable) => variable.from < to && variable.to > from),
  };
  const { expr, type, faults } = judged(text, unknowns);
  // What cannot be read at a variable may be read with the variable's value.
  const isTold = ({ kind, from, to }: Fault): boolean =>
    kind === 'type' || kind === 'matcher' || !unknowns.has(from - 1, to + 1);
  return { expr, type, faults: faults.filter(isTold), variables: names };
}

function judged(text: string, unknowns: Unknowns): Judged {
  const parsed = parsePromql(text);
  if (!parsed.expr) return { expr: undefined, type: undefined, faults: parsed.faults, variables: [] };
  const faults = [...parsed.faults];
  const type = judgeTypes(parsed.expr, faults, unknowns);
  judgeMatchers(parsed.expr, faults, unknowns);
  return { expr: parsed.expr, type, faults, variables: [] };
}

/** A judge that reads equal queries once. */
export function remembering(judge: (query: string) => Judged): (query: string) => Judged {
  const known = new Map<string, Judged>();
  return (query) => {
    const before = known.get(query);
    if (before) return before;
    const made = judge(query);
    known.set(query, made);
    return made;
  };
}

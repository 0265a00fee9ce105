import type { SyntaxNode } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import type { Expr, Fault } from './expr.ts';
import { exprOf } from './from-tree.ts';
import { syntaxFault } from './syntax-fault.ts';

let loaded: LRParser | undefined;

/** Prometheus's own grammar. It takes a while to load, so only who has a query to read pays for it. */
function parser(): LRParser {
  loaded ??= (require('@prometheus-io/lezer-promql') as typeof import('@prometheus-io/lezer-promql')).parser;
  return loaded;
}

/** A query that was read, or the first place where it could not be. */
export type Parsed =
  | { readonly expr: Expr; readonly faults: readonly Fault[] }
  | { readonly expr: undefined; readonly faults: readonly [Fault] };

/** Longer queries than any server takes are refused unread. */
const LONGEST = 100_000;

/** Reads a query. One mistake in the syntax makes the rest unreadable, so at most one is told. */
export function parsePromql(text: string): Parsed {
  if (text.length > LONGEST) {
    const message = `the query has ${text.length} characters, more than any server takes`;
    return { expr: undefined, faults: [{ kind: 'syntax', from: 0, to: 0, message, hint: 'Split it into recording rules.' }] };
  }
  const top = parser().parse(text).topNode;
  const error = firstError(top);
  if (error) return { expr: undefined, faults: [syntaxFault(text, error)] };
  const faults: Fault[] = [];
  const expr = exprOf(top, text, faults);
  return { expr, faults };
}

function firstError(top: SyntaxNode): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  const cursor = top.cursor();
  do {
    if (cursor.type.isError) found ??= cursor.node;
  } while (!found && cursor.next());
  return found;
}

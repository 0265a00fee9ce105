import type { SyntaxNode, SyntaxNodeRef } from '@lezer/common';
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
  const error = firstOf(top, (node) => node.type.isError);
  if (error) return { expr: undefined, faults: [syntaxFault(text, error)] };
  const later = firstOf(top, isLater);
  if (later) return { expr: undefined, faults: [laterFault(text, later)] };
  const faults: Fault[] = [];
  const expr = exprOf(top, text, faults);
  return { expr, faults };
}

/** What the grammar knows already and Prometheus 3.5, the one of the charts, does not. */
function isLater({ name, node }: SyntaxNodeRef): boolean {
  if (name === 'AnchoredExpr' || name === 'SmoothedExpr' || name === 'FillModifier') return true;
  if (name !== 'DurationExpr' && name !== 'OffsetDurationExpr') return false;
  return node.firstChild?.name !== 'UnaryOp' && node.firstChild?.name !== 'NumberDurationLiteralInDurationContext';
}

function laterFault(text: string, { from, to }: SyntaxNode): Fault {
  const message = `'${text.slice(from, to)}' needs a newer Prometheus than 3.5`;
  return { kind: 'syntax', from, to, message, hint: 'Write plain durations, and no fill, anchored or smoothed.' };
}

function firstOf(top: SyntaxNode, is: (node: SyntaxNodeRef) => boolean): SyntaxNode | undefined {
  const cursor = top.cursor();
  do {
    if (is(cursor)) return cursor.node;
  } while (cursor.next());
  return undefined;
}

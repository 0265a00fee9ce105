import type { SyntaxNode, SyntaxNodeRef } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import type { Expr, Fault } from './expr.ts';
import { exprOf } from './from-tree.ts';
import { syntaxFault } from './syntax-fault.ts';

/** One grammar, read in two ways: `strict` throws at the first mistake, `patient` marks it and goes on. */
interface Parsers {
  readonly strict: LRParser;
  readonly patient: LRParser;
}

let loaded: Parsers | undefined;

/** Prometheus's own grammar. It takes a while to load, so only who has a query to read pays for it. */
function parsers(): Parsers {
  if (loaded) return loaded;
  const { parser } = require('@prometheus-io/lezer-promql') as typeof import('@prometheus-io/lezer-promql');
  loaded = { patient: parser, strict: parser.configure({ strict: true }) };
  return loaded;
}

/** A query that was read, or the first place where it could not be. */
export type Parsed =
  | { readonly expr: Expr; readonly faults: readonly Fault[] }
  | { readonly expr: undefined; readonly faults: readonly [Fault] };

/** Longer queries than any server takes are refused unread. */
const LONGEST = 100_000;
/** Deeper ones would overflow the stack of whoever walks them. */
const DEEPEST = 500;
/** A query of fewer characters than levels cannot be too deep. */
const ORDINARY = DEEPEST;
/** What newer grammar is written with: words, and operators between durations. */
const SIGNS = /\b(?:anchored|smoothed|fill\w*)\b|(?:\[|\boffset)[^\]]*[-+*/^%(]/i;

/** Reads a query. One mistake in the syntax makes the rest unreadable, so at most one is told. */
export function parsePromql(text: string): Parsed {
  if (text.length > LONGEST) return tooMuch(`the query has ${text.length} characters`);
  const clean = parseClean(text);
  // A clean query of ordinary length without a sign of newer grammar needs no second look: that is nearly every one.
  const top = clean ?? parsers().patient.parse(text).topNode;
  if (!clean || text.length > ORDINARY || SIGNS.test(text)) {
    const { error, later, depth } = survey(top);
    if (error) return { expr: undefined, faults: [syntaxFault(text, error)] };
    if (later) return { expr: undefined, faults: [laterFault(text, later)] };
    if (depth > DEEPEST) return tooMuch(`the query is nested ${depth} deep`);
  }
  const faults: Fault[] = [];
  const expr = exprOf(top, text, faults);
  return { expr, faults };
}

/** The tree of a query without mistakes; `undefined` for any other. */
function parseClean(text: string): SyntaxNode | undefined {
  try {
    return parsers().strict.parse(text).topNode;
  } catch {
    return undefined;
  }
}

function tooMuch(what: string): Parsed {
  const fault: Fault = {
    kind: 'syntax',
    from: 0,
    to: 0,
    message: `${what}, more than any server takes`,
    hint: 'Split it into recording rules.',
  };
  return { expr: undefined, faults: [fault] };
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

/** What must be known of a tree before it is taken apart. */
interface Survey {
  readonly error: SyntaxNode | undefined;
  readonly later: SyntaxNode | undefined;
  readonly depth: number;
}

function survey(top: SyntaxNode): Survey {
  let [error, later]: (SyntaxNode | undefined)[] = [];
  let [depth, deepest] = [0, 0];
  top.cursor().iterate(
    (node) => {
      depth += 1;
      deepest = Math.max(deepest, depth);
      if (node.type.isError) error ??= node.node;
      else if (isLater(node)) later ??= node.node;
    },
    () => {
      depth -= 1;
    },
  );
  return { error, later, depth: deepest };
}

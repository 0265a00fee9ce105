import type { Expr } from './expr.ts';

/** Labels that the series of a result have at most; `undefined` when they may have any. */
export type Labels = ReadonlySet<string> | undefined;

const NONE: ReadonlySet<string> = new Set();
const SETS = new Set(['and', 'unless']);
const KEEP_ALL = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);
/** Functions whose result has labels of its own, or those of something else. */
const OWN_LABELS = new Set(['absent', 'absent_over_time', 'info']);

/** The labels that the result of a query can have: after `sum by (a)` only `a` is left. */
export function labelsOf(expr: Expr): Labels {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return NONE;
    case 'selector':
      return undefined;
    case 'call':
      return ofCall(expr.name, expr.args);
    case 'aggregate':
      return ofAggregate(expr);
    case 'binary':
      return ofBinary(expr);
    default:
      return labelsOf(expr.of);
  }
}

function ofCall(name: string, args: readonly Expr[]): Labels {
  // What takes no argument tells the time, and time has no labels.
  if (name === 'vector' || name === 'scalar' || args.length === 0) return NONE;
  if (name === 'label_replace' || name === 'label_join') {
    const inner = labelsOf(args[0]!);
    const target = args[1];
    return inner && target?.kind === 'string' ? new Set([...inner, target.value]) : undefined;
  }
  if (OWN_LABELS.has(name)) return undefined;
  const vector = args.find((arg) => arg.kind !== 'string' && !isNumber(arg));
  return vector && labelsOf(vector);
}

function ofAggregate({ name, grouping, args }: Expr & { readonly kind: 'aggregate' }): Labels {
  const inner = args.length > 0 ? labelsOf(args.at(-1)!) : undefined;
  if (KEEP_ALL.has(name)) return inner;
  const first = args[0];
  const counted = name === 'count_values' ? (first?.kind === 'string' ? [first.value] : undefined) : [];
  if (!counted) return undefined;
  if (!grouping) return new Set(counted);
  if (grouping.without) {
    const kept = inner && minus(inner, grouping.labels);
    return kept && new Set([...kept, ...counted]);
  }
  const kept = inner ? grouping.labels.filter((label) => inner.has(label)) : grouping.labels;
  return new Set([...kept, ...counted]);
}

function ofBinary({ operator, matching, left, right }: Expr & { readonly kind: 'binary' }): Labels {
  if (SETS.has(operator)) return labelsOf(left);
  const [first, second] = [labelsOf(left), labelsOf(right)];
  if (operator === 'or') return first && second && new Set([...first, ...second]);
  if (isNumber(left)) return second;
  if (isNumber(right)) return first;
  if (matching?.group) {
    const many = matching.group === 'left' ? first : second;
    return many && new Set([...many, ...matching.include]);
  }
  if (matching?.on) return new Set(matching.labels);
  if (matching) return first && minus(first, matching.labels);
  // Without a clause both sides must have the same labels, so either one tells.
  return first ?? second;
}

function minus(labels: ReadonlySet<string>, dropped: readonly string[]): Labels {
  return new Set([...labels].filter((label) => !dropped.includes(label)));
}

/** Whether an expression is a number for sure. */
function isNumber(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
      return true;
    case 'paren':
    case 'unary':
      return isNumber(expr.of);
    case 'call':
      return expr.name === 'scalar' || expr.name === 'time' || expr.name === 'pi';
    case 'binary':
      return isNumber(expr.left) && isNumber(expr.right);
    default:
      return false;
  }
}

import type { Expr, Fault, Matching } from './expr.ts';
import { AGGREGATIONS, FUNCTIONS, type Signature, type ValueType } from './functions.ts';
import { functionFault } from './syntax-fault.ts';

const WORDS: Readonly<Record<ValueType, string>> = {
  scalar: 'a number',
  string: 'a text',
  vector: 'an instant vector',
  range: 'a range vector',
};
const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=']);
const SETS = new Set(['and', 'or', 'unless']);

/** What a dashboard fills in: of it nothing is known. */
export interface Unknowns {
  /** Whether a place of the text is one variable and nothing else. */
  readonly is: (from: number, to: number) => boolean;
  /** Whether a place of the text has a variable in it. */
  readonly has: (from: number, to: number) => boolean;
}

/** Judges by the types of Prometheus what the grammar alone lets pass. Gives the type of the whole, if it is known. */
export function judgeTypes(expr: Expr, faults: Fault[], unknowns: Unknowns): ValueType | undefined {
  const tell = (at: Expr | Matching, message: string, hint: string) =>
    faults.push({ kind: 'type', from: at.from, to: at.to, message, hint });

  const typeOf = (at: Expr): ValueType | undefined => {
    switch (at.kind) {
      case 'number':
        return 'scalar';
      case 'string':
        return 'string';
      case 'selector':
        // A variable that stands for a whole name may as well stand for a number.
        return unknowns.is(at.from, at.to) ? undefined : 'vector';
      case 'paren':
        return typeOf(at.of);
      case 'unary':
        return ofUnary(at.of);
      case 'range':
        return ofRange(at.of);
      case 'subquery':
        want(at.of, ['vector'], 'a subquery');
        return 'range';
      case 'offset':
      case 'at':
        return ofMoved(at.of, at.kind);
      case 'call':
        return ofCall(at);
      case 'aggregate':
        return ofAggregate(at);
      case 'binary':
        return ofBinary(at);
    }
  };

  const want = (at: Expr, types: readonly ValueType[], by: string): ValueType | undefined => {
    const type = typeOf(at);
    if (type !== undefined && !types.includes(type)) {
      const expected = types.map((each) => WORDS[each]).join(' or ');
      tell(at, `${by} takes ${expected}, here stands ${WORDS[type]}`, hintFor(types[0]!, type));
    }
    return type;
  };

  const ofUnary = (of: Expr): ValueType | undefined => want(of, ['vector', 'scalar'], 'a sign');

  const ofRange = (of: Expr): ValueType => {
    const type = typeOf(of);
    if (of.kind !== 'selector' && type !== undefined) {
      tell(of, 'only a metric takes a range', 'Write [5m:] for a subquery, or move the range to the metric.');
    }
    return 'range';
  };

  const ofMoved = (of: Expr, kind: 'offset' | 'at'): ValueType | undefined => {
    const word = kind === 'at' ? '@' : 'offset';
    const target = of.kind === 'offset' || of.kind === 'at' ? of.of : of;
    if (!['selector', 'range', 'subquery'].includes(target.kind)) {
      tell(of, `${word} belongs to a metric, a range or a subquery`, `Move ${word} next to the metric.`);
    } else if (of.kind === kind) {
      tell(of, `${word} stands twice`, 'Keep one of them.');
    }
    return typeOf(of);
  };

  const ofCall = (at: Expr & { readonly kind: 'call' }): ValueType | undefined => {
    if (unknowns.has(at.from, at.from + at.name.length)) return undefined;
    const signature = FUNCTIONS.get(at.name);
    if (!signature) {
      faults.push(functionFault(at.name, at.from));
      return undefined;
    }
    judgeCount(at, signature);
    at.args.forEach((arg, i) => {
      const type = signature.args[Math.min(i, signature.args.length - 1)];
      if (type) want(arg, [type], `${at.name}()`);
    });
    return signature.gives;
  };

  const judgeCount = (at: Expr & { readonly kind: 'call' }, signature: Signature) => {
    const most = signature.repeats ? Number.POSITIVE_INFINITY : signature.args.length;
    const least = signature.args.length - signature.optional;
    if (at.args.length >= least && at.args.length <= most) return;
    const expected =
      least === most ? `${most}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
    const given = `${at.name}() takes ${expected} argument${most === 1 ? '' : 's'}, here are ${at.args.length}`;
    tell(at, given, `Give it ${signature.args.map((type) => WORDS[type]).join(', ') || 'none'}.`);
  };

  const ofAggregate = (at: Expr & { readonly kind: 'aggregate' }): ValueType => {
    const parameter = AGGREGATIONS.get(at.name);
    const wanted: ValueType[] = parameter ? [parameter, 'vector'] : ['vector'];
    if (unknowns.has(at.from, at.from + at.name.length)) return 'vector';
    if (at.args.length !== wanted.length) {
      const plural = wanted.length === 1 ? 'argument' : 'arguments';
      const text = `${at.name}() takes ${wanted.length} ${plural}, here are ${at.args.length}`;
      tell(
        at,
        text,
        parameter
          ? `Write ${at.name}(${parameter === 'string' ? '"label"' : '5'}, metric).`
          : `Write ${at.name}(metric).`,
      );
      return 'vector';
    }
    for (const [i, arg] of at.args.entries()) want(arg, [wanted[i]!], `${at.name}()`);
    return 'vector';
  };

  const ofBinary = (at: Expr & { readonly kind: 'binary' }): ValueType | undefined => {
    const { operator, bool, matching } = at;
    const by = `the operator ${operator}`;
    const [left, right] = [at.left, at.right].map((side) =>
      want(side, SETS.has(operator) ? ['vector'] : ['vector', 'scalar'], by),
    );
    const isComparison = COMPARISONS.has(operator);
    if (bool && !isComparison) tell(at, `bool belongs to comparisons, not to ${operator}`, 'Remove bool.');
    if (isComparison && !bool && left === 'scalar' && right === 'scalar') {
      tell(at, 'two numbers are compared without bool', `Write ${operator} bool.`);
    }
    if (matching) judgeMatching(matching, operator, left, right);
    if (left === undefined || right === undefined)
      return left === 'vector' || right === 'vector' ? 'vector' : undefined;
    return left === 'scalar' && right === 'scalar' ? 'scalar' : 'vector';
  };

  const judgeMatching = (at: Matching, operator: string, left: ValueType | undefined, right: ValueType | undefined) => {
    const word = at.on ? 'on' : 'ignoring';
    if (left === 'scalar' || right === 'scalar') {
      tell(at, `${word}(...) matches series, and one side is a number`, `Remove ${word}(...).`);
    }
    if (at.group && SETS.has(operator)) {
      tell(at, `group_${at.group} does not go with ${operator}`, `Remove group_${at.group}.`);
    }
    const both = at.on ? at.include.find((label) => at.labels.includes(label)) : undefined;
    if (both !== undefined) {
      tell(at, `label ${both} stands in on() and in group_${at.group}()`, `Remove it from group_${at.group}().`);
    }
  };

  return typeOf(expr);
}

function hintFor(wanted: ValueType, given: ValueType): string {
  if (wanted === 'range' && given === 'vector')
    return 'Add a range such as [5m] to the metric; to a function, a subquery [5m:].';
  if (given === 'range') return 'Remove the range in brackets, or put rate() or avg_over_time() around it.';
  if (wanted === 'vector' && given === 'scalar') return 'Write vector(...) around the number.';
  if (wanted === 'scalar' && given === 'vector') return 'Write scalar(...) around it, or exchange the arguments.';
  return wanted === 'string' ? 'Write it in quotes.' : 'Exchange the arguments, or remove the quotes.';
}

import type { SyntaxNode } from '@lezer/common';
import type { Around, Expr, Fault, Grouping, Matcher, Matching } from './expr.ts';
import { unquote } from './text.ts';

const AROUND: Readonly<Record<string, Around>> = {
  ParenExpr: 'paren',
  UnaryExpr: 'unary',
  MatrixSelector: 'range',
  SubqueryExpr: 'subquery',
  OffsetExpr: 'offset',
  StepInvariantExpr: 'at',
};
const BEHIND: ReadonlySet<Around> = new Set(['range', 'subquery', 'offset', 'at']);
const WORDS = new Set(['LineComment', 'UnaryOp', 'Offset', 'At']);

/** Makes a query of a syntax tree without errors; texts with unknown escapes are added to the faults. */
export function exprOf(top: SyntaxNode, text: string, faults: Fault[]): Expr {
  const reader = new TreeReader(text, faults);
  return reader.expr(childrenOf(top)[0]!);
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}

class TreeReader {
  readonly #text: string;
  readonly #faults: Fault[];

  constructor(text: string, faults: Fault[]) {
    this.#text = text;
    this.#faults = faults;
  }

  expr(node: SyntaxNode): Expr {
    const { from, to } = node;
    const around = AROUND[node.name];
    if (around) {
      const inner = this.expr(childrenOf(node).find((child) => !WORDS.has(child.name))!);
      return BEHIND.has(around) ? bindToLast(around, inner, to) : { kind: around, of: inner, from, to };
    }
    switch (node.name) {
      case 'StringLiteral':
        return { kind: 'string', value: this.#string(node), from, to };
      case 'VectorSelector':
        return this.#selector(node);
      case 'FunctionCall':
        return {
          kind: 'call',
          name: this.#textOf(node.getChild('FunctionIdentifier')!),
          args: this.#args(node),
          from,
          to,
        };
      case 'AggregateExpr': {
        const name = this.#textOf(node.getChild('AggregateOp')!).toLowerCase();
        return { kind: 'aggregate', name, grouping: this.#grouping(node), args: this.#args(node), from, to };
      }
      case 'BinaryExpr':
        return this.#binary(node);
      default:
        return { kind: 'number', from, to };
    }
  }

  #textOf({ from, to }: SyntaxNode): string {
    return this.#text.slice(from, to);
  }

  #string(node: SyntaxNode): string {
    const { value, badEscape } = unquote(this.#textOf(node));
    if (badEscape !== undefined) {
      const from = node.from + badEscape;
      const sequence = this.#text.slice(from, from + 2);
      this.#faults.push({
        kind: 'syntax',
        from,
        to: from + 2,
        message: `${sequence} is no escape that Prometheus knows`,
        hint: `Write \\${sequence}, or put the text in back quotes.`,
      });
    }
    return value;
  }

  #args(node: SyntaxNode): Expr[] {
    const body = node.getChild('FunctionCallBody');
    return body ? childrenOf(body).map((child) => this.expr(child)) : [];
  }

  #selector(node: SyntaxNode): Expr {
    const { from, to } = node;
    const name = node.getChild('Identifier');
    const braces = node.getChild('LabelMatchers');
    const matchers = braces ? childrenOf(braces).map((child) => this.#matcher(child)) : [];
    return { kind: 'selector', name: name ? this.#textOf(name) : undefined, matchers, from, to };
  }

  #matcher(node: SyntaxNode): Matcher {
    const { from, to } = node;
    if (node.name === 'QuotedLabelName') {
      return { label: '__name__', operator: '=', value: this.#label(node), from, to };
    }
    const [label, operator, value] = childrenOf(node);
    return {
      label: this.#label(label!),
      operator: this.#textOf(operator!) as Matcher['operator'],
      value: this.#string(value!),
      from,
      to,
    };
  }

  #label(node: SyntaxNode): string {
    return node.name === 'QuotedLabelName' ? this.#string(node.firstChild!) : this.#textOf(node);
  }

  #labels(node: SyntaxNode | undefined): string[] {
    return node ? childrenOf(node).map((child) => this.#label(child)) : [];
  }

  #grouping(node: SyntaxNode): Grouping | undefined {
    const modifier = node.getChild('AggregateModifier');
    if (!modifier) return undefined;
    return {
      without: modifier.getChild('Without') !== null,
      labels: this.#labels(modifier.getChild('GroupingLabels') ?? undefined),
    };
  }

  #binary(node: SyntaxNode): Expr {
    const children = childrenOf(node);
    const matching = node.getChild('MatchingModifierClause');
    return {
      kind: 'binary',
      operator: this.#textOf(children[1]!).toLowerCase(),
      bool: node.getChild('BoolModifier') !== null,
      matching: matching ? this.#matching(matching) : undefined,
      left: this.expr(children[0]!),
      right: this.expr(children.at(-1)!),
      from: node.from,
      to: node.to,
    };
  }

  #matching(node: SyntaxNode): Matching {
    const [first, ...lists] = node.getChildren('GroupingLabels');
    const group = node.getChild('GroupLeft') ? 'left' : node.getChild('GroupRight') ? 'right' : undefined;
    return {
      on: node.getChild('On') !== null,
      labels: this.#labels(first),
      group,
      include: this.#labels(lists[0]),
      from: node.from,
      to: node.to,
    };
  }
}

/** The grammar takes `a + b[5m]` for `(a + b)[5m]`; Prometheus binds what stands behind to the last operand alone. */
function bindToLast(around: Around, inner: Expr, to: number): Expr {
  if (inner.kind === 'binary') return { ...inner, right: bindToLast(around, inner.right, to), to };
  if (inner.kind === 'unary') return { ...inner, of: bindToLast(around, inner.of, to), to };
  return { kind: around, of: inner, from: inner.from, to };
}

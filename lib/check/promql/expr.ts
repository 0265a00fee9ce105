/** Where a part of a query stands: offsets into its text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A matcher inside braces: `job=~"node.*"`. A quoted metric name is the matcher of `__name__`. */
export interface Matcher extends Span {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  /** Text between the quotes, with escapes resolved. */
  readonly value: string;
}

/** How the series of both sides of an operator find each other. */
export interface Matching extends Span {
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly group: 'left' | 'right' | undefined;
  /** Labels that `group_left` or `group_right` brings over. */
  readonly include: readonly string[];
}

/** The labels that an aggregation keeps or drops. */
export interface Grouping {
  readonly without: boolean;
  readonly labels: readonly string[];
}

/** What surrounds one inner expression. */
export type Around = 'paren' | 'unary' | 'range' | 'subquery' | 'offset' | 'at';

/** A query, taken apart. */
export type Expr = Span &
  (
    | { readonly kind: 'number' }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'selector'; readonly name: string | undefined; readonly matchers: readonly Matcher[] }
    | { readonly kind: Around; readonly of: Expr }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
    | {
        readonly kind: 'aggregate';
        readonly name: string;
        readonly grouping: Grouping | undefined;
        readonly args: readonly Expr[];
      }
    | {
        readonly kind: 'binary';
        readonly operator: string;
        readonly bool: boolean;
        readonly matching: Matching | undefined;
        readonly left: Expr;
        readonly right: Expr;
      }
  );

/** What is wrong in a query, and where. */
export interface Fault extends Span {
  readonly kind: 'syntax' | 'function' | 'type' | 'matcher';
  readonly message: string;
  readonly hint: string;
}

/** The expressions directly inside one. */
export function inside(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'selector':
      return [];
    case 'call':
    case 'aggregate':
      return expr.args;
    case 'binary':
      return [expr.left, expr.right];
    default:
      return [expr.of];
  }
}

/** Calls `visit` for an expression and all inside it. */
export function eachExpr(expr: Expr, visit: (expr: Expr) => void): void {
  visit(expr);
  for (const inner of inside(expr)) eachExpr(inner, visit);
}

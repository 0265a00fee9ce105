import { type Token, templatePieces } from './template-tokens.ts';

/** What an action computes. */
export type Expression =
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fields'; readonly of: Expression; readonly path: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  /** A number, true, nil, or a method with arguments. */
  | { readonly kind: 'other'; readonly args: readonly Expression[] };

/** An expression with the variables that it sets: `$key, $value := .Values.labels`. */
export interface Pipeline {
  readonly names: readonly string[];
  /** `=` in place of `:=`: the variable was declared outside. */
  readonly assigns: boolean;
  readonly value: Expression;
}

/** One part of a template. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipeline: Pipeline;
      readonly body: readonly Part[];
      readonly otherwise: readonly Part[];
    };

/** A template file: what it prints, and the templates that it defines by name. */
export interface TemplateTree {
  readonly parts: readonly Part[];
  readonly defines: ReadonlyMap<string, readonly Part[]>;
}

const DOT: Expression = { kind: 'dot' };

/** Reads the text of a template. What does not read as one is left out: Helm refuses such a template. */
export function templateTree(text: string): TemplateTree {
  const defines = new Map<string, readonly Part[]>();
  return { parts: new TreeReader(text, defines).parts(), defines };
}

class TreeReader {
  readonly #pieces: ReturnType<typeof templatePieces>;
  readonly #defines: Map<string, readonly Part[]>;
  #at = 0;
  /** The `else` that ended the parts, with the tokens behind it. */
  #else: readonly Token[] | undefined;

  constructor(text: string, defines: Map<string, readonly Part[]>) {
    this.#pieces = templatePieces(text);
    this.#defines = defines;
  }

  /** Parts up to an `end` or an `else`. */
  parts(): Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#pieces.length) {
      const piece = this.#pieces[this.#at++]!;
      if (piece.kind === 'text') {
        parts.push(piece);
        continue;
      }
      const [first, ...rest] = piece.tokens;
      const word = first?.kind === 'name' ? first.word : '';
      if (word === 'end' || word === 'else') {
        this.#else = word === 'else' ? rest : undefined;
        return parts;
      }
      if (word === 'if' || word === 'with' || word === 'range') parts.push(this.#block(word, rest));
      else if (word === 'define' || word === 'block') parts.push(...this.#define(word, rest));
      else if (word === 'template') parts.push({ kind: 'print', pipeline: plain(templateCall(rest)) });
      else if (word !== 'break' && word !== 'continue')
        parts.push({ kind: 'print', pipeline: pipelineOf(piece.tokens) });
    }
    this.#else = undefined;
    return parts;
  }

  #block(kind: 'if' | 'with' | 'range', tokens: readonly Token[]): Part {
    const pipeline = pipelineOf(tokens);
    const body = this.parts();
    const [next, ...rest] = this.#else ?? [];
    if (!this.#else) return { kind, pipeline, body, otherwise: [] };
    // `else if` and `else with` share the `end` of the block that they are in.
    const isChain = next?.word === 'if' || next?.word === 'with';
    const otherwise = isChain ? [this.#block(next.word === 'if' ? 'if' : 'with', rest)] : this.parts();
    return { kind, pipeline, body, otherwise };
  }

  #define(word: string, tokens: readonly Token[]): Part[] {
    const name = tokens[0]?.word ?? '';
    this.#defines.set(name, this.parts());
    return word === 'block' ? [{ kind: 'print', pipeline: plain(templateCall(tokens)) }] : [];
  }
}

function plain(value: Expression): Pipeline {
  return { names: [], assigns: false, value };
}

function templateCall([name, ...rest]: readonly Token[]): Expression {
  const args: Expression[] = [{ kind: 'text', text: name?.word ?? '' }];
  if (rest.length > 0) args.push(new ExpressionReader(rest).pipe());
  return { kind: 'call', name: 'include', args };
}

function pipelineOf(tokens: readonly Token[]): Pipeline {
  const at = tokens.findIndex(({ kind, word }) => kind === 'mark' && (word === ':=' || word === '='));
  const names = tokens.slice(0, Math.max(at, 0)).flatMap(({ kind, word }) => (kind === 'variable' ? [word] : []));
  return { names, assigns: tokens[at]?.word === '=', value: new ExpressionReader(tokens.slice(at + 1)).pipe() };
}

class ExpressionReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Commands joined by `|`: each gets the one before as its last argument. */
  pipe(): Expression {
    let value = this.#command(undefined);
    while (this.#isMark('|')) {
      this.#at++;
      value = this.#command(value);
    }
    return value;
  }

  #command(piped: Expression | undefined): Expression {
    const operands: Expression[] = [];
    const name = this.#tokens[this.#at];
    const isCall = name?.kind === 'name' && !/^(true|false|nil)$/.test(name.word);
    if (isCall) this.#at++;
    while (this.#at < this.#tokens.length && !this.#isMark('|') && !this.#isMark(')')) operands.push(this.#operand());
    if (piped) operands.push(piped);
    if (isCall) return { kind: 'call', name: name.word, args: operands };
    return operands.length === 1 ? operands[0]! : { kind: 'other', args: operands };
  }

  #operand(): Expression {
    const { kind, word } = this.#tokens[this.#at++]!;
    let value: Expression;
    if (kind === 'mark' && word === '(') {
      value = this.pipe();
      if (this.#isMark(')')) this.#at++;
    } else if (kind === 'field') value = fieldsOf(DOT, word);
    else if (kind === 'variable') value = { kind: 'variable', name: word };
    else if (kind === 'text') value = { kind: 'text', text: word };
    else if (kind === 'name' && !/^(true|false|nil)$/.test(word)) value = { kind: 'call', name: word, args: [] };
    else value = { kind: 'other', args: [] };
    for (let next = this.#tokens[this.#at]; next?.kind === 'field' && next.joined; next = this.#tokens[this.#at]) {
      value = fieldsOf(value, next.word);
      this.#at++;
    }
    return value;
  }

  #isMark(mark: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'mark' && token.word === mark;
  }
}

function fieldsOf(of: Expression, word: string): Expression {
  const path = word.split('.').slice(1);
  return word === '.' ? of : { kind: 'fields', of, path };
}

import type { Step } from '../check/path.ts';
import type { SourceLine } from '../core/finding.ts';

/** Longer calls are no list of values. */
const LONGEST_CALL = 400;

/**
 * The owner's line in which a value stands, where there is exactly one: a line with its key and its literal, else with
 * a literal that can hardly mean another; in the calls that made the release, else in their files.
 *
 * @param trail lines that led to the release, the nearest first
 * @param texts text of a file of the project
 * @returns `undefined` when no line or more than one can be meant: a value may be computed, or written twice
 */
export function sourceLineOf(
  trail: readonly SourceLine[],
  path: readonly Step[],
  value: unknown,
  texts: (file: string) => string | undefined,
): SourceLine | undefined {
  const literal = literalOf(value);
  const key = path.findLast((step) => typeof step === 'string');
  if (!literal || key === undefined) return undefined;
  const named = new RegExp(`(?<![\\w-])${escaped(key)}(?![\\w-])`);
  const files = new Map(trail.map(({ file }) => [file, codeOf(texts(file) ?? '')]));
  const whole = [...files].flatMap(([file, lines]) => numbered(file, lines, 1));
  const inCalls = new Set(trail.flatMap(({ file, line }) => linesOfCall(files.get(file)!, line, file)));
  const calls = whole.filter(({ file, line }) => inCalls.has(`${file}:${line}`));
  for (const lines of [calls, whole]) {
    const withLiteral = lines.filter(({ text }) => literal.test(text));
    const withBoth = withLiteral.filter(({ text }) => named.test(text));
    const found = withBoth.length > 0 || !isTelling(value) ? withBoth : withLiteral;
    if (found.length === 1) return { file: found[0]!.file, line: found[0]!.line };
    if (found.length > 1) return undefined;
  }
  return undefined;
}

interface CodeLine extends SourceLine {
  readonly text: string;
}

function numbered(file: string, lines: readonly string[], first: number): CodeLine[] {
  return lines.map((text, i) => ({ file, line: first + i, text }));
}

/** Lines without those of comments, which say much of values and set none. */
function codeOf(text: string): string[] {
  return text.split('\n').map((line) => (/^\s*(\/\/|\/?\*)/.test(line) ? '' : line));
}

/** The lines of a call that begins in a line, to where its brackets are closed, as `main.ts:42`. */
function linesOfCall(code: readonly string[], line: number, file: string): string[] {
  const lines: string[] = [];
  let depth = 0;
  for (let at = line; at <= Math.min(code.length, line + LONGEST_CALL); at += 1) {
    lines.push(`${file}:${at}`);
    for (const bracket of code[at - 1]!.match(/[()[\]{}]/g) ?? []) depth += '([{'.includes(bracket) ? 1 : -1;
    if (depth <= 0) break;
  }
  return lines;
}

/** A value as it is written in TypeScript; `undefined` for what is no literal. */
function literalOf(value: unknown): RegExp | undefined {
  if (typeof value === 'string' && value !== '') return new RegExp(`(['"\`])${escaped(value)}\\1`);
  if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  return new RegExp(`(?<![\\w.'"-])${escaped(String(value))}(?![\\w.'"])`);
}

/** Whether a literal says without its key what it is: a name in two parts, a size, a host. */
function isTelling(value: unknown): boolean {
  return typeof value === 'string' && value.length >= 3 && /[^A-Za-z]/.test(value) && !/^\d+$/.test(value);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

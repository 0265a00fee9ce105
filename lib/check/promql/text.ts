const ESCAPE = /\\(?:[abfnrtv\\'"]|[0-7]{3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|([\s\S]|$))/g;
const LETTERS: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A text as it stands in a query, and what it means. */
export interface Unquoted {
  readonly value: string;
  /** Offset, from the opening quote, of an escape that Prometheus does not know. */
  readonly badEscape: number | undefined;
}

/** What a quoted text means. Back quotes take everything as it stands; the others know Go's escapes. */
export function unquote(quoted: string): Unquoted {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith('`')) return { value: inner, badEscape: undefined };
  let badEscape: number | undefined;
  const value = inner.replace(ESCAPE, (sequence, unknown: string | undefined, at: number) => {
    const isOtherQuote = /['"]/.test(sequence[1] ?? '') && sequence[1] !== quoted[0];
    if (unknown !== undefined || isOtherQuote) badEscape ??= at + 1;
    return meaningOf(sequence);
  });
  return { value, badEscape };
}

function meaningOf(sequence: string): string {
  const first = sequence[1] ?? '';
  if (first in LETTERS) return LETTERS[first]!;
  if (/^[xuU]/.test(first) && sequence.length > 2) {
    const code = Number.parseInt(sequence.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  }
  if (/^[0-7]{3}$/.test(sequence.slice(1))) return String.fromCharCode(Number.parseInt(sequence.slice(1), 8));
  return sequence.slice(1);
}

/** Line and column of an offset, both from 1, as `column 5`, or `line 2, column 5` in a text of several lines. */
export function positionText(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1) + 1;
  return text.trimEnd().includes('\n') ? `line ${line}, column ${column}` : `column ${column}`;
}

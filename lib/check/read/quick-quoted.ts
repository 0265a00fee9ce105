import { type Cursor, UNSURE } from './cursor.ts';

const DOUBLE = 34;
const BACKSLASH = 92;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  ' ': ' ',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

/** Reads a quoted scalar within one line; the cursor goes behind it. */
export function readQuoted(cursor: Cursor): string {
  const { pos, text } = cursor;
  const end = closingQuote(cursor);
  const line = text.indexOf('\n', pos);
  if (line >= 0 && line < end) throw UNSURE;
  cursor.pos = end + 1;
  return decoded(text.slice(pos + 1, end), text.charCodeAt(pos) === DOUBLE);
}

/** Reads a quoted scalar that may go on in further lines, each indented by more than `parent`. */
export function readQuotedLines(cursor: Cursor, parent: number): string {
  const { pos, text } = cursor;
  const end = closingQuote(cursor);
  cursor.pos = end + 1;
  const isDouble = text.charCodeAt(pos) === DOUBLE;
  const raw = text.slice(pos + 1, end);
  return decoded(raw.includes('\n') ? joined(raw.split('\n'), parent, isDouble) : raw, isDouble);
}

/** Where the closing quote stands. */
export function closingQuote({ text, pos, end }: Cursor): number {
  if (text.charCodeAt(pos) === DOUBLE) {
    let at = pos + 1;
    for (; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === DOUBLE) return at;
      if (code === BACKSLASH) at += 1;
    }
    throw UNSURE;
  }
  let at = text.indexOf("'", pos + 1);
  while (at >= 0 && text.charCodeAt(at + 1) === 39) at = text.indexOf("'", at + 2);
  if (at < 0 || at >= end) throw UNSURE;
  return at;
}

/** Lines of a quoted scalar as one text: a line end becomes a space, blank lines between become line ends. */
function joined(lines: readonly string[], parent: number, isDouble: boolean): string {
  let text = '';
  let blanks = 0;
  let isCut = false;
  for (const [i, line] of lines.entries()) {
    const isLast = i === lines.length - 1;
    if (line.includes('\t')) throw UNSURE;
    const from = i === 0 ? line : line.trimStart();
    const part = isLast ? from : from.trimEnd();
    if (i > 0 && (from !== '' || isLast) && line.length - from.length <= parent) throw UNSURE;
    if (i > 0 && part === '' && !isLast) {
      if (isCut) throw UNSURE;
      blanks += 1;
      continue;
    }
    if (i > 0) text += blanks > 0 ? '\n'.repeat(blanks) : isCut ? '' : ' ';
    blanks = 0;
    isCut = isDouble && !isLast && endsInBackslash(part);
    if (isCut && part.length < from.length) throw UNSURE;
    text += isCut ? part.slice(0, -1) : part;
  }
  return text;
}

function endsInBackslash(text: string): boolean {
  let at = text.length;
  while (at > 0 && text.charCodeAt(at - 1) === BACKSLASH) at -= 1;
  return (text.length - at) % 2 === 1;
}

function decoded(raw: string, isDouble: boolean): string {
  if (!isDouble) return raw.includes("''") ? raw.replaceAll("''", "'") : raw;
  if (!raw.includes('\\')) return raw;
  return raw.replace(/\\(?:u([\da-fA-F]{4})|(.))/gs, (_, code: string | undefined, char: string) => {
    if (code !== undefined) {
      const point = Number.parseInt(code, 16);
      if (point >= 0xd800 && point < 0xe000) throw UNSURE;
      return String.fromCharCode(point);
    }
    const made = ESCAPES[char];
    if (made === undefined) throw UNSURE;
    return made;
  });
}

import { type Cursor, isBlank, plainKey, UNSURE } from './cursor.ts';
import { DEEPEST } from './parsed.ts';
import { readQuoted } from './quick-quoted.ts';

const NEWLINE = 10;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;

/** Reads `[a, b]` and `{a: b}`, on one line or several. Lines must be indented by more than `parent`. */
export function readFlow(cursor: Cursor, parent: number): unknown {
  cursor.depth += 1;
  if (cursor.depth > DEEPEST) throw UNSURE;
  const value = cursor.code === OPEN_LIST ? readList(cursor, parent) : readMap(cursor, parent);
  cursor.depth -= 1;
  return value;
}

function readList(cursor: Cursor, parent: number): unknown[] {
  const list: unknown[] = [];
  cursor.pos += 1;
  for (;;) {
    skip(cursor, parent);
    if (cursor.code === CLOSE_LIST) break;
    list.push(readValue(cursor, parent));
    cursor.keep(list, list.length - 1);
    if (!goesOn(cursor, parent, CLOSE_LIST)) break;
  }
  cursor.pos += 1;
  return list;
}

function readMap(cursor: Cursor, parent: number): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  cursor.pos += 1;
  for (;;) {
    skip(cursor, parent);
    if (cursor.code === CLOSE_MAP) break;
    const key = readKey(cursor);
    if (map[key] !== undefined) throw UNSURE;
    skip(cursor, parent);
    const { code } = cursor;
    map[key] = code === COMMA || code === CLOSE_MAP ? null : readValue(cursor, parent);
    cursor.keep(map, key);
    if (!goesOn(cursor, parent, CLOSE_MAP)) break;
  }
  cursor.pos += 1;
  return map;
}

/** Whether a comma follows, and so perhaps one more; `false` at the closing bracket. */
function goesOn(cursor: Cursor, parent: number, closing: number): boolean {
  skip(cursor, parent);
  if (cursor.code === closing) return false;
  if (cursor.code !== COMMA) throw UNSURE;
  cursor.pos += 1;
  return true;
}

function readValue(cursor: Cursor, parent: number): unknown {
  switch (cursor.code) {
    case OPEN_LIST:
    case OPEN_MAP:
      return readFlow(cursor, parent);
    case 34:
    case 39:
      return readQuoted(cursor);
    default:
      return readPlain(cursor);
  }
}

function readKey(cursor: Cursor): string {
  const { code } = cursor;
  if (code === 34 || code === 39) {
    const key = readQuoted(cursor);
    cursor.spaces();
    if (cursor.code !== COLON || key === '__proto__') throw UNSURE;
    cursor.pos += 1;
    return key;
  }
  if (!isSafeFirst(code)) throw UNSURE;
  const start = cursor.pos;
  let at = start;
  for (; ; at += 1) {
    const here = cursor.codeAt(at);
    if (here === COLON && isBlank(cursor.codeAt(at + 1))) break;
    if (here === NEWLINE || here === 32 || here === COLON || isIndicator(here)) throw UNSURE;
  }
  cursor.pos = at + 1;
  return plainKey(cursor.text.slice(start, at));
}

function readPlain(cursor: Cursor): unknown {
  const isNegative = cursor.code === 45 && isSafeFirst(cursor.codeAt(cursor.pos + 1));
  if (!isNegative && !isSafeFirst(cursor.code)) throw UNSURE;
  const start = cursor.pos;
  let at = start;
  for (; ; at += 1) {
    const here = cursor.codeAt(at);
    if (here === COMMA || here === CLOSE_LIST || here === CLOSE_MAP || here === NEWLINE) break;
    if (here === 9 || here === OPEN_LIST || here === OPEN_MAP) throw UNSURE;
    if (here === 35 && cursor.codeAt(at - 1) === 32) throw UNSURE;
    if (here === COLON) {
      const next = cursor.codeAt(at + 1);
      if (isBlank(next) || isIndicator(next)) throw UNSURE;
    }
  }
  cursor.pos = at;
  return cursor.plain(cursor.text.slice(start, at).trimEnd(), start);
}

/** Past spaces, line ends and comments between the parts. */
function skip(cursor: Cursor, parent: number): void {
  cursor.spaces();
  const { code } = cursor;
  if (code === 9) throw UNSURE;
  if (code !== NEWLINE && code !== 35) return;
  cursor.endLine();
  if (cursor.column <= parent) throw UNSURE;
}

/** Letters, digits and what else surely begins a plain scalar. */
function isSafeFirst(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 46 && code <= 57) ||
    code === 95 ||
    code === 36
  );
}

function isIndicator(code: number): boolean {
  return (
    code === COMMA ||
    code === OPEN_LIST ||
    code === CLOSE_LIST ||
    code === OPEN_MAP ||
    code === CLOSE_MAP ||
    code === 9 ||
    code === 34 ||
    code === 39 ||
    code === 35
  );
}

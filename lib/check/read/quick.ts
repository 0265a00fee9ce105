import { Cursor, isBlank, plainKey, UNSURE } from './cursor.ts';
import { DEEPEST, type Extent, type Parsed } from './parsed.ts';
import { readFlow } from './quick-flow.ts';
import { closingQuote, readQuoted, readQuotedLines } from './quick-quoted.ts';
import { readText } from './quick-text.ts';

const NEWLINE = 10;
const SPACE = 32;
const COLON = 58;
/** A longer key needs a form of its own in YAML. */
const LONGEST_KEY = 1000;
const NO_FAULTS: Parsed['faults'] = [];

/** A document that was read, or where the reader gave up. */
export type Quick = { readonly parsed: Parsed } | { readonly unsureAt: number };

/**
 * Reads a document of the YAML that people and generators write for Kubernetes, many times faster than the whole language
 * can be read. Gives up on anything else: anchors, tags, tabs, a key twice, a mistake.
 */
export function readQuickly(text: string, { start, body, end }: Extent): Quick {
  // Nothing opens it, and it is not the first: it stands behind `...`, which is rare.
  if (body === start && start > 0) return { unsureAt: start };
  const cursor = new Cursor(text, body, end);
  try {
    if (body > start) cursor.endLine();
    else cursor.nextLine();
    if (cursor.column < 0) return { parsed: { value: undefined, marks: undefined, faults: NO_FAULTS } };
    const value = readBlock(cursor, -1);
    // A document of one bare text is rare, and mostly a mistake.
    if (cursor.column !== -1 || value === null || typeof value !== 'object') return { unsureAt: cursor.pos };
    return { parsed: { value, marks: cursor.marks, faults: NO_FAULTS } };
  } catch (error) {
    if (error === UNSURE) return { unsureAt: Math.min(cursor.pos, end) };
    throw error;
  }
}

/** Reads what begins a line, or follows `- `: at the column of the cursor, inside something at the column `parent`. */
function readBlock(cursor: Cursor, parent: number): unknown {
  const { column } = cursor;
  if (cursor.isDash()) return readList(cursor, column);
  const key = readKey(cursor);
  return key === undefined ? readInline(cursor, parent) : readMap(cursor, column, key);
}

function readMap(cursor: Cursor, column: number, first: string): Record<string, unknown> {
  cursor.depth += 1;
  if (cursor.depth > DEEPEST) throw UNSURE;
  const map: Record<string, unknown> = {};
  let key: string | undefined = first;
  for (;;) {
    if (map[key] !== undefined) throw UNSURE;
    map[key] = readValue(cursor, column);
    cursor.keep(map, key);
    if (cursor.column !== column) break;
    key = readKey(cursor);
    if (key === undefined) throw UNSURE;
  }
  if (cursor.column > column) throw UNSURE;
  cursor.depth -= 1;
  return map;
}

/** What follows `key:`. */
function readValue(cursor: Cursor, column: number): unknown {
  cursor.spaces();
  const { code } = cursor;
  if (code !== NEWLINE && code !== 35) return readInline(cursor, column);
  cursor.endLine();
  if (cursor.column > column) return readBlock(cursor, column);
  return cursor.column === column && cursor.isDash() ? readList(cursor, column) : null;
}

function readList(cursor: Cursor, column: number): unknown[] {
  cursor.depth += 1;
  if (cursor.depth > DEEPEST) throw UNSURE;
  const list: unknown[] = [];
  do {
    const dash = cursor.pos;
    cursor.pos += 1;
    cursor.spaces();
    const { code } = cursor;
    if (code === NEWLINE || code === 35) {
      cursor.endLine();
      list.push(cursor.column > column ? readBlock(cursor, column) : null);
    } else {
      cursor.column = column + cursor.pos - dash;
      list.push(readBlock(cursor, column));
    }
    cursor.keep(list, list.length - 1);
  } while (cursor.column === column && cursor.isDash());
  if (cursor.column > column) throw UNSURE;
  cursor.depth -= 1;
  return list;
}

/** Reads a key and goes behind its colon; `undefined`, and nowhere, when what stands here is no key. */
function readKey(cursor: Cursor): string | undefined {
  const { text, pos, code } = cursor;
  if (code === 34 || code === 39) {
    const colon = closingQuote(cursor) + 1;
    if (cursor.codeAt(colon) !== COLON || !isBlank(cursor.codeAt(colon + 1))) return undefined;
    const key = readQuoted(cursor);
    if (key === '__proto__') throw UNSURE;
    cursor.pos += 1;
    return key;
  }
  if (code === 91 || code === 123 || code === 124 || code === 62) return undefined;
  if (!isPlainFirst(cursor, pos)) throw UNSURE;
  const end = cursor.end;
  for (let at = pos; at < end; at += 1) {
    const here = text.charCodeAt(at);
    if (here === COLON) {
      const next = cursor.codeAt(at + 1);
      if (!isBlank(next)) {
        if (next === 9) throw UNSURE;
        continue;
      }
      if (text.charCodeAt(at - 1) === SPACE || at - pos > LONGEST_KEY) throw UNSURE;
      cursor.pos = at + 1;
      return plainKey(text.slice(pos, at));
    }
    if (here === NEWLINE) return undefined;
    if (here === 35 && text.charCodeAt(at - 1) === SPACE) return undefined;
    if (here === 9) throw UNSURE;
  }
  return undefined;
}

/** Reads a scalar or a flow collection that ends before the next thing that is indented by `parent` or less. */
function readInline(cursor: Cursor, parent: number): unknown {
  switch (cursor.code) {
    case 34:
    case 39: {
      const value = readQuotedLines(cursor, parent);
      cursor.endLine();
      return value;
    }
    case 124:
    case 62:
      return readText(cursor, parent);
    case 91:
    case 123: {
      const value = readFlow(cursor, parent);
      cursor.endLine();
      return value;
    }
    default:
      return readPlain(cursor, parent);
  }
}

function readPlain(cursor: Cursor, parent: number): unknown {
  const { text, pos: start } = cursor;
  if (!isPlainFirst(cursor, start)) throw UNSURE;
  let value = plainLine(cursor);
  while (!isComment(cursor)) {
    const blanks = toContinuation(cursor, parent);
    if (blanks < 0) break;
    value += (blanks > 0 ? '\n'.repeat(blanks) : ' ') + plainLine(cursor);
  }
  if (isComment(cursor)) cursor.endLine();
  return cursor.plain(value, start);

  function isComment({ pos }: Cursor): boolean {
    return pos < cursor.end && text.charCodeAt(pos) === 35 && text.charCodeAt(pos - 1) === SPACE;
  }
}

/** The rest of the line as part of a plain scalar; `pos` goes to the comment behind it, or to the next line. */
function plainLine(cursor: Cursor): string {
  const { text, pos, end } = cursor;
  let at = pos;
  for (; at < end; at += 1) {
    const here = text.charCodeAt(at);
    if (here === NEWLINE) break;
    if (here === COLON && (isBlank(cursor.codeAt(at + 1)) || text.charCodeAt(at + 1) === 9)) throw UNSURE;
    if (here === 9) throw UNSURE;
    if (here === 35 && text.charCodeAt(at - 1) === SPACE) break;
  }
  let last = at;
  while (text.charCodeAt(last - 1) === SPACE) last -= 1;
  cursor.pos = at < end && text.charCodeAt(at) === NEWLINE ? at + 1 : at;
  return text.slice(pos, last);
}

/** From the line after a plain scalar to what goes on with it: the blank lines between; -1 when nothing does. */
function toContinuation(cursor: Cursor, parent: number): number {
  const { text, end } = cursor;
  let blanks = 0;
  let line = cursor.pos;
  while (line < end) {
    let at = line;
    while (text.charCodeAt(at) === SPACE) at += 1;
    if (cursor.codeAt(at) !== NEWLINE) {
      if (text.charCodeAt(at) === 9) throw UNSURE;
      if (at - line <= parent || text.charCodeAt(at) === 35) break;
      cursor.pos = at;
      return blanks;
    }
    blanks += 1;
    line = at + 1;
  }
  cursor.nextLine();
  return -1;
}

/** Whether a plain scalar may begin here: with no indicator, or with `-` and no space after it. */
function isPlainFirst(cursor: Cursor, at: number): boolean {
  const code = cursor.codeAt(at);
  if (code === 45) return !isBlank(cursor.codeAt(at + 1)) && cursor.codeAt(at + 1) !== 9;
  // ! " # % & ' * , : > ? @ [ ] ` { | }
  return !(
    (code >= 33 && code <= 35) ||
    (code >= 37 && code <= 39) ||
    code === 42 ||
    code === 44 ||
    code === 58 ||
    (code >= 62 && code <= 64) ||
    code === 91 ||
    code === 93 ||
    code === 96 ||
    (code >= 123 && code <= 125) ||
    code <= 32
  );
}

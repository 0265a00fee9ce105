import { isAscii, isUtf8 } from 'node:buffer';

/** The text of a file, or why it has none. */
export type Decoded =
  | { readonly text: string }
  | { readonly refused: string; readonly hint: string; readonly line: number };

/** Control characters but tab and line ends, which YAML forbids, and the line ends that nobody sees. */
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u2028\u2029\uFFFE\uFFFF]/;
/** Line ends of YAML 1.1 that no editor shows as such. */
const HIDDEN_LINE_END = /[\x85\u2028\u2029]/;
const UTF8_HINT = 'Save it as UTF-8.';
/** Bytes in which a file that is no text shows a zero. */
const HEAD = 8192;

/**
 * Text of a file in UTF-8, or in UTF-16 with a byte order mark, with `\n` as its line ends. Kubernetes reads no other
 * encoding.
 */
export function decode(bytes: Buffer): Decoded {
  if (isAscii(bytes)) return clean(bytes.toString('latin1'), bytes);
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return wide(bytes.subarray(2), bytes);
  if (first === 0xfe && second === 0xff) return wide(swapped(bytes.subarray(2)), bytes);
  if (isUtf8(bytes)) return clean(bytes.toString('utf8', hasMark(bytes) ? 3 : 0), bytes);
  if (bytes.subarray(0, HEAD).includes(0)) return binary();
  const at = firstInvalid(bytes);
  const line = linesIn(bytes.subarray(0, at)) + 1;
  const refused = `line ${line} has the byte 0x${bytes[at]!.toString(16)}, which is no UTF-8: kubectl and Flux refuse the file`;
  return { refused, hint: UTF8_HINT, line };
}

function clean(text: string, bytes: Buffer): Decoded {
  const normal = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  const found = FORBIDDEN.exec(normal);
  if (!found) return { text: normal };
  if (found[0] === '\0' && bytes.subarray(0, HEAD).includes(0)) return binary();
  const line = normal.slice(0, found.index).split('\n').length;
  const code = found[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
  const refused = HIDDEN_LINE_END.test(found[0])
    ? `line ${line} has the character U+${code}, which nobody sees and which kubectl and Flux take for a line end: the file breaks there, or the text changes`
    : `line ${line} has the control character U+${code}: YAML allows none, and kubectl and Flux refuse the file`;
  return { line, refused, hint: 'Remove it, or write it as an escape in double quotes.' };
}

function wide(bytes: Buffer, all: Buffer): Decoded {
  try {
    return clean(new TextDecoder('utf-16le', { fatal: true }).decode(bytes), all);
  } catch {
    return {
      refused: 'it begins as UTF-16 and then breaks off: kubectl and Flux refuse the file',
      hint: UTF8_HINT,
      line: 1,
    };
  }
}

function binary(): Decoded {
  return {
    line: 1,
    refused: 'this is no text: it has zero bytes',
    hint: 'If it is text in UTF-16 or UTF-32, save it as UTF-8. If it is data, put it into a ConfigMap under binaryData.',
  };
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
}

function hasMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Where UTF-8 ends: found by halving, as a prefix is good or ends within a character. */
function firstInvalid(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(bytes.subarray(0, wholeEnd(bytes, middle)))) good = middle;
    else bad = middle;
  }
  return wholeEnd(bytes, good);
}

/** An end at or before a place that does not cut a character in two. */
function wholeEnd(bytes: Buffer, end: number): number {
  for (let back = 1; back <= 4 && back <= end; back += 1) {
    const byte = bytes[end - back]!;
    if (byte < 0x80) return end;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? end - back : end;
  }
  return end;
}

function linesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

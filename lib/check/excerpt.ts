import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type DocumentSpan, documentSpans } from './document-spans.ts';
import { parsePath } from './parse-path.ts';
import type { Step } from './path.ts';

/** A place in a text. Both count from 1; the column in UTF-16 code units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** A line of an excerpt. */
export interface ExcerptLine {
  readonly number: number;
  readonly text: string;
  /** Whether it is the line that the excerpt is about. */
  readonly marked: boolean;
}

/** Findings come sorted by file and object, so what was read last is what is asked for next. */
const KEPT_TEXTS = 4;
const KEPT_DOCUMENTS = 64;
/** Longer documents are not parsed again for the sake of a line: their findings point at their first line. */
const LONGEST_DOCUMENT = 4 * 1024 * 1024;

interface IndexedText {
  readonly lines: LineCounter;
  readonly spans: readonly DocumentSpan[];
  readonly documents: Map<number, Document.Parsed | undefined>;
}

const texts = new Map<string, IndexedText>();

/**
 * Where a path stands in a YAML text; where there is no such path, the nearest parent that exists.
 *
 * @param document index of the document in the text, from 0; empty documents count
 * @param path as `pathText` writes it; `''` is the whole object
 * @returns `undefined` when the text has no such document
 */
export function lineOf(text: string, document: number, path: string): LineColumn | undefined {
  const indexed = indexOf(text);
  const span = indexed.spans[document];
  if (!span) return undefined;
  const parsed = remember(indexed.documents, document, KEPT_DOCUMENTS, () => parse(text.slice(span.start, span.end)));
  const { line, col } = indexed.lines.linePos(span.start + (parsed ? offsetOf(parsed, parsePath(path)) : 0));
  return { line, column: col };
}

/** The lines around a line, that one marked. Empty when the text has no such line. */
export function excerptOf(text: string, line: number, context = 2): ExcerptLine[] {
  const starts = indexOf(text).lines.lineStarts;
  const excerpt: ExcerptLine[] = [];
  if (line < 1 || line > starts.length) return excerpt;
  for (let number = Math.max(1, line - context); number <= Math.min(starts.length, line + context); number++) {
    const end = starts[number];
    // A line break at the end of the text opens no line that a person would count.
    if (end === undefined && starts[number - 1] === text.length) break;
    const content = text.slice(starts[number - 1], end === undefined ? undefined : end - 1).replace(/\r$/, '');
    excerpt.push({ number, text: content, marked: number === line });
  }
  return excerpt;
}

function indexOf(text: string): IndexedText {
  return remember(texts, text, KEPT_TEXTS, () => {
    const lines = new LineCounter();
    lines.addNewLine(0);
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
    return { lines, spans: documentSpans(text), documents: new Map() };
  });
}

/** A document that may be broken; `undefined` when it is too long, or too deep for the stack. */
function parse(text: string): Document.Parsed | undefined {
  if (text.length > LONGEST_DOCUMENT) return undefined;
  try {
    return parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  } catch {
    return undefined;
  }
}

/** Where a path begins: at its key, or at the item of a list. */
function offsetOf(document: Document.Parsed, steps: readonly Step[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of steps) {
    const [place, value] = childOf(node, step);
    const start = startOf(place);
    if (start === undefined) break;
    offset = start;
    node = value;
  }
  return offset;
}

/** What marks the place of a child, and the child itself. The last of keys that are written twice is the one that counts. */
function childOf(node: unknown, step: Step): readonly [place: unknown, value: unknown] {
  if (isMap(node)) {
    const pair = node.items.findLast(
      ({ key }) => isScalar(key) && (String(key.value) === String(step) || key.source === String(step)),
    );
    return [pair?.key, pair?.value];
  }
  const item = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
  return [item, item];
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}

/** What is kept under a key, made at the first call; the oldest goes when there is too much. */
function remember<K, V>(kept: Map<K, V>, key: K, most: number, make: () => V): V {
  if (kept.has(key)) return kept.get(key) as V;
  const made = make();
  if (kept.size >= most) kept.delete(kept.keys().next().value as K);
  kept.set(key, made);
  return made;
}

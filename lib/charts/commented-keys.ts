import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  type LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { isMapping } from './mapping.ts';

/** A parsed YAML file, with what tells its lines. */
export interface CommentedText {
  readonly text: string;
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
}

/** A key that stands commented out beside real ones. */
export interface CommentedKey {
  /** Keys that lead to the map that would hold it; empty at the top. */
  readonly parent: readonly string[];
  readonly key: string;
  /** The example value. */
  readonly value: unknown;
}

/** Where a real key stands. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly path: readonly string[];
  /** Comments behind an empty value are examples of what to put there. */
  readonly empty: 'map' | 'list' | 'null' | undefined;
}

interface CommentLine {
  readonly line: number;
  /** Column of the `#`, from 1. */
  readonly column: number;
  /** What follows the `#`. */
  readonly content: string;
}

/** Words that end in a colon in prose. */
const prose =
  /^(caution|default|defaults|eg|enum|example|examples|important|info|note|ref|refs|see|tip|todo|warning)$/i;
const keyLine = /^( ?)([a-z][\w-]*):(?: +(\S.*)|\s*)$/;

/**
 * Keys that are commented out with a single `#` where they would stand if they were live.
 *
 * Prose, examples of the content of the key above and anything that does not parse are left out: a key too few costs a
 * compile error that says so, a key too many hides a misspelling. Keys inside lists are left out.
 */
export function commentedKeys(file: CommentedText): readonly CommentedKey[] {
  const root = file.documents[0]?.contents;
  if (!root || !isMap(root)) return [];
  const places = keyPlaces(root, file.lines);
  const hidden = textLines(root, file.lines);
  return blocks(file.text, hidden).flatMap((block) => blockKeys(block, places));
}

function blockKeys(block: readonly CommentLine[], places: readonly Place[]): CommentedKey[] {
  const first = block[0]!;
  const parent = parentOf(first.column, first.line, block[block.length - 1]!.line, places);
  if (!parent || isExample(block, places)) return [];
  const found: CommentedKey[] = [];
  for (let i = 0; i < block.length; i++) {
    const match = keyLine.exec(block[i]!.content);
    if (!match?.[2] || prose.test(match[2]) || introducesExample(block[i - 1]?.content)) continue;
    // An example that repeats the name of its own map starts over from outside it.
    if (match[2] === parent.at(-1)) continue;
    const value = exampleValue(block, i, match[1]!.length, match[2], match[3]);
    if (value !== undefined) found.push({ parent, key: match[2], value: value.value });
  }
  return found;
}

/** The lines of one key must parse alone, as a map of that one key. */
function exampleValue(
  block: readonly CommentLine[],
  at: number,
  indent: number,
  key: string,
  plain: string | undefined,
) {
  if (plain !== undefined && /^[^"'[{|>#]/.test(plain) && /\s/.test(plain.replace(/\s+#.*$/, ''))) return undefined;
  const lines = [block[at]!.content];
  for (const { content } of block.slice(at + 1)) {
    const depth = content.search(/\S/);
    if (depth < indent || (depth === indent && !content.startsWith('- ', indent))) break;
    lines.push(content);
  }
  const document = parseDocument(lines.join('\n'));
  if (document.errors.length > 0) return undefined;
  const value: unknown = document.toJS();
  return isMapping(value) && Object.keys(value).length === 1 && key in value ? { value: value[key] } : undefined;
}

function introducesExample(content: string | undefined): boolean {
  if (content === undefined || keyLine.test(content)) return false;
  return /:\s*$/.test(content) || /(\bexamples?|e\.g\.?|such as)\s*$/i.test(content);
}

/** A block right below `key: {}`, `key: []` or `key:` that starts with content for it. */
function isExample(block: readonly CommentLine[], places: readonly Place[]): boolean {
  const above = places.findLast((place) => place.line < block[0]!.line);
  if (above?.empty === undefined || above.line !== block[0]!.line - 1) return false;
  const start = block[0]!.content.trimStart();
  if (above.empty === 'list') return start.startsWith('- ');
  return /^["']?[\w./-]+["']?:(\s|$)/.test(start);
}

/** The map whose keys stand in this column, judged by the nearest real key above, then by the one below. */
function parentOf(column: number, from: number, to: number, places: readonly Place[]): readonly string[] | undefined {
  const above = places.findLast((place) => place.line < from && place.column <= column);
  if (above?.column === column) return above.path.slice(0, -1);
  const below = places.find((place) => place.line > to);
  if (below?.column !== column) return undefined;
  const parent = below.path.slice(0, -1);
  return parent.join('\0') === (above?.path ?? []).join('\0') ? parent : undefined;
}

/** Runs of comment lines with the `#` in one column. `##` and `#|` are never keys, but they do not end a run. */
function blocks(text: string, hidden: ReadonlySet<number>): CommentLine[][] {
  const runs: CommentLine[][] = [];
  let run: CommentLine[] | undefined;
  text.split('\n').forEach((content, index) => {
    const match = hidden.has(index + 1) ? null : /^( *)#(.*)$/.exec(content);
    const comment = match && { line: index + 1, column: match[1]!.length + 1, content: match[2]!.trimEnd() };
    if (!comment) run = undefined;
    else if (run?.[0]?.column === comment.column) run.push(comment);
    else {
      run = [comment];
      runs.push(run);
    }
  });
  return runs;
}

/** Every key outside of lists, in the order of the lines. */
export function keyPlaces(root: Node, lines: LineCounter): Place[] {
  const places: Place[] = [];
  visit(root, {
    Seq: () => visit.SKIP,
    Map: (_, map) => (map.flow ? visit.SKIP : undefined),
    Pair: (_, pair, ancestors) => {
      if (!isScalar(pair.key) || !pair.key.range) return;
      const { line, col } = lines.linePos(pair.key.range[0]);
      const above = ancestors.flatMap((node) => (isPair(node) && isScalar(node.key) ? [String(node.key.value)] : []));
      places.push({ line, column: col, path: [...above, String(pair.key.value)], empty: emptiness(pair.value) });
    },
  });
  return places;
}

function emptiness(value: unknown): Place['empty'] {
  if (isCollection(value)) return value.items.length > 0 ? undefined : isMap(value) ? 'map' : 'list';
  return value === null || (isScalar(value) && value.value === null) ? 'null' : undefined;
}

/** Lines inside scalars: a `#` there is text. */
function textLines(root: Node, lines: LineCounter): Set<number> {
  const inside = new Set<number>();
  visit(root, {
    Scalar: (_, scalar) => {
      if (!scalar.range) return;
      const last = lines.linePos(Math.max(scalar.range[0], scalar.range[1] - 1)).line;
      for (let line = lines.linePos(scalar.range[0]).line + 1; line <= last; line++) inside.add(line);
    },
  });
  return inside;
}

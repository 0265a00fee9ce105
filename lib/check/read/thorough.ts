import { Composer, type CST, type Document, Lexer, Parser, type YAMLParseError } from 'yaml';
import { DEEPEST, type Extent, type Fault, type Parsed } from './parsed.ts';
import { deeperThan, Nesting } from './token-depth.ts';
import { TreeReader } from './tree-reader.ts';

/** Characters of a document that is read in full. The API server takes no object above 3 MiB. */
const MOST_CHARACTERS = 2 * 1024 * 1024;

const EMPTY = { value: undefined, marks: undefined };

/** Composed documents and what is wrong with how they are written; no documents when they nest too deeply. */
export interface Composed {
  readonly documents: readonly Document.Parsed[];
  readonly faults: readonly Fault[];
}

/**
 * Reads a document with the whole language, and says what is wrong with it and where. Many times slower than `readQuickly`.
 *
 * @param unsureAt where `readQuickly` gave up
 */
export function readThoroughly(text: string, extent: Extent, unsureAt = extent.start): Parsed {
  const { start, end } = extent;
  if (end - start > MOST_CHARACTERS) return { ...EMPTY, faults: [tooLarge(extent, unsureAt)] };
  const { documents, faults } = compose(text.slice(start, end), start);
  if (faults.length > 0) return { ...EMPTY, faults };
  const [document] = documents;
  if (!document?.contents) return { ...EMPTY, faults: [] };
  // A document that nothing opens, and that is not the first, stands behind `...`.
  if (start > 0 && extent.body === start)
    return { ...EMPTY, faults: [secondDocument(start + document.contents.range[0])] };
  const reader = new TreeReader(start, text.slice(start, end));
  const value = reader.read(document.contents);
  return { value: reader.isRefused ? undefined : (value ?? undefined), marks: reader.marks, faults: reader.faults };
}

/** Composes the documents of a text that begins at `base` of its file. */
function compose(text: string, base: number): Composed {
  const tokens: CST.Token[] = [];
  const parser = new Parser();
  const nesting = new Nesting();
  for (const lexeme of new Lexer().lex(text)) {
    if (nesting.add(lexeme) > DEEPEST) return { documents: [], faults: [tooDeep(base + parser.offset)] };
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());
  for (const token of tokens) {
    const deep = deeperThan(token, DEEPEST);
    if (deep !== undefined) return { documents: [], faults: [tooDeep(base + deep)] };
    if (token.type === 'directive') return { documents: [], faults: [directive(base + token.offset, token.source)] };
  }
  const composer = new Composer({
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  const documents = [...composer.compose(tokens, false, text.length)];
  // What follows the first mistake mostly follows from it.
  const [error] = documents.flatMap(({ errors }) => errors).filter(isRefused);
  return { documents, faults: error ? [syntax(error, text, base)] : [] };
}

/** Whether the cluster's reader refuses it too: it takes a comment that touches what is in front of it. */
function isRefused({ message }: YAMLParseError): boolean {
  return !message.startsWith('Comments must be separated');
}

function syntax({ code, pos, message }: YAMLParseError, text: string, base: number): Fault {
  let at = Math.min(pos[0], text.length);
  while (text[at] === ' ') at += 1;
  const isTemplate = /\{\{[^\n]*\}\}/.test(lineAt(text, at));
  return {
    code: 'yaml-syntax',
    offset: base + at,
    message: `this is no YAML: ${lowered(message)}`,
    hint: isTemplate ? TEMPLATE_HINT : (HINTS[code] ?? 'Correct the line.'),
  };
}

const TEMPLATE_HINT = 'This looks like a template. Render it first and check what comes out, or quote the value.';

const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces: YAML takes no tabs.',
  BAD_INDENT: 'Put the line under the one that it belongs to, with spaces.',
  BAD_DQ_ESCAPE: 'Write the backslash twice, or use single quotes.',
  BAD_SCALAR_START: 'Put the value in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'A value that holds a colon and a space needs quotes; or begin a new line after the key.',
  MULTILINE_IMPLICIT_KEY: 'Write `key: value`: the colon is missing, or a quote or bracket is not closed.',
  MISSING_CHAR: 'Add what is missing, or put the value in quotes.',
  BAD_ALIAS: 'Put the value in quotes when it begins with * or &.',
};

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, end < 0 ? text.length : end);
}

function tooLarge({ start, end }: Extent, offset: number): Fault {
  const size = ((end - start) / 1024 / 1024).toFixed(1);
  return {
    code: 'yaml-size',
    offset,
    message: `here is a mistake, an anchor, a tag or a tab, and the document has ${size} MiB: above ${MOST_CHARACTERS / 1024 / 1024} MiB only plainly written ones are read`,
    hint: 'Write it plainly, or split it into several documents with ---. The API server takes no object above 3 MiB.',
  };
}

function tooDeep(offset: number): Fault {
  return {
    code: 'yaml-depth',
    offset,
    message: `this is nested more than ${DEEPEST} levels deep: no object of Kubernetes is, and it is not read`,
    hint: 'Look for brackets or dashes that were repeated by mistake.',
  };
}

function directive(offset: number, source: string): Fault {
  return {
    code: 'yaml-syntax',
    offset,
    message: `\`${source}\` is a directive: kubectl and Flux take the line for a document of its own and refuse the file`,
    hint: 'Remove the line.',
  };
}

function secondDocument(offset: number): Fault {
  return {
    code: 'yaml-syntax',
    offset,
    message: 'this follows `...`, which ends the document: kubectl and Flux pass over what follows, without a word',
    hint: 'Put --- in front of it.',
  };
}

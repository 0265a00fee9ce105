import { documentSpans } from '../document-spans.ts';
import type { Extent } from './parsed.ts';

const OPENER = /(?:[^\S\n]*(?:#[^\n]*)?\n)*---(?=\s|$)/y;

/** Documents of a file that are read. Their places alone take more memory than the text when there is nothing in them. */
export const MOST_DOCUMENTS = 1_000_000;

/** Whether a file has so many lines that begin with `---` that splitting it would exhaust the memory. */
export function hasTooManyDocuments(text: string): boolean {
  if (text.length < 4 * MOST_DOCUMENTS) return false;
  let count = 0;
  for (let at = text.indexOf('\n---'); at >= 0 && count <= MOST_DOCUMENTS; at = text.indexOf('\n---', at + 4))
    count += 1;
  return count > MOST_DOCUMENTS;
}

/** The documents of a file, in its order: the index is that of `Subject.document`. */
export function documentsOf(text: string): Extent[] {
  return documentSpans(text).map(({ start, end }) => ({ start, body: bodyOf(text, start), end }));
}

/** Behind the `---` that opens a document, with comments in front of it; where the document begins when none does. */
function bodyOf(text: string, start: number): number {
  const first = text.charCodeAt(start);
  // Most documents begin with a key, or with the opener itself.
  if (first !== 45 && first !== 35 && first > 32) return start;
  OPENER.lastIndex = start;
  return OPENER.test(text) ? OPENER.lastIndex : start;
}

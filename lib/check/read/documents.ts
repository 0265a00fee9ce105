import type { Extent } from './parsed.ts';

/**
 * The documents of a file, split at lines that begin with `---`, as kubectl, Flux and Helm do before they read any of it. What
 * stands in front of the first such line is a document only when it has content.
 */
export function splitDocuments(text: string): Extent[] {
  const extents: Extent[] = [];
  let start = 0;
  let body = isSeparator(text, 0) ? 3 : 0;
  for (let at = text.indexOf('\n---'); at >= 0; at = text.indexOf('\n---', at + 1)) {
    if (!isSeparator(text, at + 1)) continue;
    if (extents.length > 0 || body > 0 || hasContent(text, start, at + 1)) extents.push({ start, body, end: at + 1 });
    start = at + 1;
    body = at + 4;
  }
  extents.push({ start, body, end: text.length });
  return extents;
}

function isSeparator(text: string, at: number): boolean {
  if (!text.startsWith('---', at)) return false;
  const code = text.charCodeAt(at + 3);
  return Number.isNaN(code) || code === 10 || code === 32 || code === 9;
}

/** Whether a part of a text has more than comments and blank lines. */
function hasContent(text: string, start: number, end: number): boolean {
  return /^[^\S\n]*[^\s#]/m.test(text.slice(start, end));
}

/** Where a YAML document stands in a text, as offsets; `end` is exclusive. */
export interface DocumentSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The documents of a YAML stream, counted as the `yaml` package counts them: an empty one counts, also before `...`, and
 * comments before the first `---` belong to the document after it. Nothing is parsed: `---` and `...` at the start of a line mark
 * documents wherever they stand, in quotes and in block scalars too, so a scan over the lines is enough.
 */
export function documentSpans(text: string): DocumentSpan[] {
  const spans: DocumentSpan[] = [];
  let start = 0;
  let open = false;
  const close = (end: number): void => {
    spans.push({ start, end });
    start = end;
  };
  for (const match of text.matchAll(/(^\uFEFF?|\n)(---|\.\.\.)(?=[ \t\r\n]|$)/g)) {
    const at = match.index + match[1]!.length;
    const opens = match[2] === '---';
    if (!opens) close(at + 3);
    else if (open || hasContent(text.slice(start, at))) close(at);
    open = opens;
  }
  if (open || hasContent(text.slice(start))) close(text.length);
  return spans;
}

/** Whether there is more than blank lines, comments and directives. */
function hasContent(text: string): boolean {
  return /(?:^\uFEFF?|\n)(?!%)[ \t]*[^\s#]/.test(text);
}

/** Keys that a chart's comments declare in a form made for programs. */
export interface DocumentedKeys {
  /** Paths in dots that have a line of their own: their content is one value, chosen by the user. */
  readonly paths: ReadonlySet<string>;
  /** Type words by path: `object`, `array`, `string`, `nullable`. */
  readonly words: ReadonlyMap<string, readonly string[]>;
}

// `## @param a.b [object] prose` and `## @extra a.b prose`: readme-generator. `# a.b -- prose`: helm-docs.
const param = /^\s*##?\s*@(?:param|extra)\s+([\w./-]+)\s*(?:\[([\w, ]+)\])?/;
const helmDocs = /^\s*#\s*([A-Za-z][\w./-]*)\s+--\s/;

/** Reads `@param`, `@extra` and helm-docs lines. Paths into lists are left out. */
export function documentedKeys(values: string): DocumentedKeys {
  const words = new Map<string, readonly string[]>();
  for (const line of values.split('\n')) {
    const match = param.exec(line) ?? helmDocs.exec(line);
    if (!match?.[1] || /\[/.test(line.slice(line.indexOf(match[1]) + match[1].length).charAt(0))) continue;
    words.set(
      match[1],
      (match[2] ?? '')
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    );
  }
  return { paths: new Set(words.keys()), words };
}

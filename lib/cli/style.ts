const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** Puts colour on a text where a person will see it. */
export type Style = (name: keyof typeof CODES, text: string) => string;

/** The style of an output: colours on a terminal, unless `NO_COLOR` is set; plain text elsewhere. */
export function styleOf(stream: { readonly isTTY?: boolean }): Style {
  if (stream.isTTY !== true || process.env.NO_COLOR) return (_name, text) => text;
  return (name, text) => `\u001b[${CODES[name][0]}m${text}\u001b[${CODES[name][1]}m`;
}

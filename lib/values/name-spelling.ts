/** How many characters to take away from a text that is too long, as a sentence; `undefined` if it fits. */
export function fixForLength(text: string, limit: number, part = 'it'): string | undefined {
  const excess = text.length - limit;
  if (excess <= 0) return undefined;
  return `Shorten ${part} by ${excess} ${excess === 1 ? 'character' : 'characters'}, to at most ${limit}.`;
}

const causes: readonly (readonly [pattern: RegExp, cause: string])[] = [
  [/\s/, 'a space is not allowed'],
  [/[A-Z]/, 'upper case is not allowed'],
  [/_/, 'an underscore is not allowed'],
  [/\//, 'a slash is not allowed'],
];

/** Why `text` breaks a rule that allows the characters of `allowed`. */
export function causeOf(text: string, allowed: RegExp): string {
  for (const [pattern, cause] of causes) {
    const hit = pattern.exec(text)?.[0];
    if (hit !== undefined && !allowed.test(hit)) return cause;
  }
  for (const character of text) {
    if (!allowed.test(character)) return `${JSON.stringify(character)} is not allowed`;
  }
  return 'it starts and ends with a letter or digit';
}

/** The spelling nearest to `text` in lower-case letters, digits and hyphens; dots stay where `dots` allows them. May be empty. */
export function lowerHyphenated(text: string, dots: boolean): string {
  const labels = dots ? text.toLowerCase().split('.') : [text.toLowerCase()];
  return labels
    .map((label) => trimHyphens(label.replace(/[^a-z0-9]+/g, '-')))
    .filter((label) => label !== '')
    .join('.');
}

/** Takes one hyphen from each end: the spelling above never leaves two in a row. */
function trimHyphens(label: string): string {
  return label.slice(label.startsWith('-') ? 1 : 0, label.endsWith('-') && label.length > 1 ? -1 : undefined);
}

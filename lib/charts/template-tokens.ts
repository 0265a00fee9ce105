/** A word of a Go template's action. */
export interface Token {
  readonly kind: 'field' | 'variable' | 'name' | 'text' | 'other' | 'mark';
  /** Path of a field with its dots, value of a text, else the word as written. */
  readonly word: string;
  /** Whether it follows the word before without a space: `(index .Values "a").b`. */
  readonly joined: boolean;
}

/** Text between actions, or an action. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly tokens: readonly Token[] };

// Order matters: texts before all, since they may hold anything.
const WORD =
  /\s+|\/\*[\s\S]*?\*\/|(?<quoted>"(?:\\[\s\S]|[^"\\])*")|(?<raw>`[^`]*`)|(?<char>'(?:\\.|[^'\\])+')|(?<field>(?:\.[A-Za-z_]\w*)+|\.(?!\d))|(?<variable>\$\w*)|(?<number>[+-]?\.?\d[\w.]*)|(?<name>[A-Za-z_]\w*)|(?<mark>:=|[=|(),])|(?<end>-?\}\})/y;

/** Splits the text of a template. An action that does not read as one ends the pieces: Helm refuses such a template. */
export function templatePieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length; ) {
    const start = text.indexOf('{{', at);
    if (start < 0 || start > at) pieces.push({ kind: 'text', text: text.slice(at, start < 0 ? undefined : start) });
    if (start < 0) return pieces;
    const action = readAction(text, /^-\s/.test(text.slice(start + 2, start + 4)) ? start + 3 : start + 2);
    if (!action) return pieces;
    if (action.tokens.length > 0) pieces.push({ kind: 'action', tokens: action.tokens });
    at = action.end;
  }
  return pieces;
}

function readAction(text: string, start: number): { readonly tokens: Token[]; readonly end: number } | undefined {
  const tokens: Token[] = [];
  let joined = false;
  for (let at = start; ; at = WORD.lastIndex) {
    WORD.lastIndex = at;
    const match = WORD.exec(text);
    if (!match) return undefined;
    const { quoted, raw, char, field, variable, number, name, mark, end } = match.groups!;
    if (end !== undefined) return { tokens, end: WORD.lastIndex };
    const isSpace = [quoted, raw, char, field, variable, number, name, mark].every((group) => group === undefined);
    if (quoted !== undefined) tokens.push({ kind: 'text', word: unquote(quoted), joined });
    else if (raw !== undefined) tokens.push({ kind: 'text', word: raw.slice(1, -1), joined });
    else if (field !== undefined) tokens.push({ kind: 'field', word: field, joined });
    else if (variable !== undefined) tokens.push({ kind: 'variable', word: variable, joined });
    else if (name !== undefined) tokens.push({ kind: 'name', word: name, joined });
    else if (mark !== undefined) tokens.push({ kind: 'mark', word: mark, joined });
    else if (!isSpace) tokens.push({ kind: 'other', word: number ?? char ?? '', joined });
    joined = !isSpace;
  }
}

/** Go's escapes are those of JSON where keys and names are written. */
function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

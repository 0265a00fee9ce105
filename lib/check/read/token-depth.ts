import type { CST } from 'yaml';

/** Counts, lexeme by lexeme, how deeply brackets nest, and dashes and question marks within a line. */
export class Nesting {
  #brackets = 0;
  #inLine = 0;

  /** The depth that a lexeme leads to. */
  add(lexeme: string): number {
    if (lexeme === '[' || lexeme === '{') this.#brackets += 1;
    else if (lexeme === ']' || lexeme === '}') this.#brackets = Math.max(0, this.#brackets - 1);
    else if (lexeme === '-' || lexeme === '?') this.#inLine += 1;
    else if (lexeme === '\n' || lexeme === ',') this.#inLine = 0;
    return Math.max(this.#brackets, this.#inLine);
  }
}

/** Where a token nests more levels than `most`, in characters; `undefined` when it does not. Uses no recursion. */
export function deeperThan(token: CST.Token, most: number): number | undefined {
  let level: CST.Token[] = [token];
  for (let depth = 0; level.length > 0; depth += 1) {
    // The document itself is a level.
    if (depth > most + 1) return level[0]!.offset;
    level = level.flatMap(inner);
  }
  return undefined;
}

/** Collections and documents in a token: scalars hold nothing. */
function inner(token: CST.Token): CST.Token[] {
  switch (token.type) {
    case 'document':
      return collections(token.value);
    case 'block-map':
    case 'block-seq':
    case 'flow-collection':
      return token.items.flatMap((item) => collections(item.key, item.value));
    default:
      return [];
  }
}

function collections(...tokens: readonly (CST.Token | null | undefined)[]): CST.Token[] {
  return tokens.filter(
    (token): token is CST.Token =>
      token?.type.endsWith('-map') || token?.type.endsWith('-seq') || token?.type === 'flow-collection',
  );
}

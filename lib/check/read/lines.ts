/** A place in a file, as editors count: from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Longest part of a line that a message shows. */
const WIDEST = 80;

/** Finds lines and columns in a text. Counts its lines once, at the first question. */
export class Lines {
  readonly #text: string;
  #starts: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Line and column of a character. */
  at(offset: number): Position {
    this.#starts ??= startsOf(this.#text);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }

  /** The line of a character, without its indentation, cut where it is long. */
  excerpt(offset: number): string {
    const start = this.#text.lastIndexOf('\n', offset - 1) + 1;
    const found = this.#text.indexOf('\n', offset);
    const end = found < 0 ? this.#text.length : found;
    // A line may have megabytes: only what is near is looked at.
    const from = Math.max(start, offset - WIDEST / 2);
    const part = this.#text.slice(from, Math.min(end, from + 2 * WIDEST)).trim();
    const shown = part.length > WIDEST ? `${part.slice(0, WIDEST)}...` : part;
    return from > start ? `...${shown}` : shown;
  }
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

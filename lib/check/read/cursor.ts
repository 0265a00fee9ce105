import type { Step } from '../path.ts';
import { type Marks, mark } from './parsed.ts';
import { changedTo, fluxTime, type Plain, resolvePlain } from './plain.ts';

/** Thrown where the quick reader does not know for certain; the thorough one then reads the document. */
export const UNSURE = new Error('the quick reader is not sure');

const NEWLINE = 10;
const SPACE = 32;

/** A place in the text of a document, and the steps that all of the quick reader shares. */
export class Cursor {
  readonly text: string;
  readonly end: number;
  pos: number;
  /** Spaces in front of `pos` in its line, after `nextLine`; -1 at the end of the document. */
  column = 0;
  depth = 0;
  marks: Marks | undefined;
  /** Where the plain scalar stands that was read last and is not the value it is written as; -1 for none. */
  #changedAt = -1;
  #changed = '';

  constructor(text: string, start: number, end: number) {
    this.text = text;
    this.pos = start;
    this.end = end;
  }

  /** Character code at `pos`; a line end past the document. */
  get code(): number {
    return this.pos < this.end ? this.text.charCodeAt(this.pos) : NEWLINE;
  }

  /** From the start of a line to the first content, past blank lines and comments. */
  nextLine(): void {
    const { text, end } = this;
    let line = this.pos;
    while (line < end) {
      let at = line;
      while (text.charCodeAt(at) === SPACE) at += 1;
      const code = at < end ? text.charCodeAt(at) : NEWLINE;
      this.pos = at;
      if (code === 9) throw UNSURE;
      if (code !== NEWLINE && code !== 35) {
        this.column = at - line;
        if (this.column === 0 && (code === 37 || text.startsWith('...', at))) throw UNSURE;
        return;
      }
      line = this.#lineAfter(at);
    }
    this.pos = end;
    this.column = -1;
  }

  /** From behind a value to the first content of the lines that follow. */
  endLine(): void {
    this.spaces();
    const { code } = this;
    if (code !== NEWLINE && !(code === 35 && this.text.charCodeAt(this.pos - 1) === SPACE)) throw UNSURE;
    this.pos = this.#lineAfter(this.pos);
    this.nextLine();
  }

  /** Past spaces. */
  spaces(): void {
    while (this.text.charCodeAt(this.pos) === SPACE) this.pos += 1;
  }

  /** Whether a `- ` stands here. */
  isDash(): boolean {
    return this.code === 45 && isBlank(this.codeAt(this.pos + 1));
  }

  /** Character code at a place; a line end past the document. */
  codeAt(at: number): number {
    return at < this.end ? this.text.charCodeAt(at) : NEWLINE;
  }

  /** A plain scalar as a value. What is not the value it is written as is remembered until `keep`. */
  plain(text: string, offset: number): Plain {
    const value = resolvePlain(text);
    if (typeof value === 'number' && !Number.isFinite(value)) throw UNSURE;
    const first = text.charCodeAt(0);
    const isChanged =
      typeof value === 'string'
        ? first < 58 && first > 47 && fluxTime(value) !== undefined
        : changedTo(text, value) !== undefined;
    if (isChanged) {
      this.#changed = text;
      this.#changedAt = offset;
    }
    return value;
  }

  /** Marks what `plain` remembered as the value of this key. */
  keep(holder: object, key: Step): void {
    if (this.#changedAt < 0) return;
    this.marks ??= new Map();
    mark(this.marks, holder, key, this.#changed, this.#changedAt);
    this.#changedAt = -1;
  }

  /** End of the line that a place is in. */
  lineEnd(at: number): number {
    const found = this.text.indexOf('\n', at);
    return found < 0 || found > this.end ? this.end : found;
  }

  #lineAfter(at: number): number {
    return Math.min(this.lineEnd(at) + 1, this.end);
  }
}

/** Whether a code is a space or a line end. A tab is neither: the quick reader leaves tabs to the thorough one. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === NEWLINE;
}

/** A plain key as its map holds it. Keys that are no text, `<<` and what JavaScript keeps for itself are left alone. */
export function plainKey(text: string): string {
  const value = resolvePlain(text);
  if (typeof value !== 'string' || text === '<<' || text === '__proto__' || fluxTime(text)) throw UNSURE;
  return text;
}

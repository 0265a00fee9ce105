import { isTable, type Table } from './merge-tables.ts';

/** Helm takes no larger index. */
const MOST_ITEMS = 65_536;

/**
 * Sets the value at a path as `helm --set` and the `targetPath` of Flux do: `a.b[0]`, a dot escaped as `\.`; true, null and whole numbers are
 * what they look like, `{a,b}` is a list, and a comma begins another path.
 *
 * @param isText whether the value is a text whatever it looks like
 * @throws Error that says what does not fit
 */
export function setValue(values: Table, path: string, value: string, isText = false): void {
  new Assignments(`${path}=${value}`, isText).into(values);
}

class Assignments {
  readonly #text: string;
  readonly #isText: boolean;
  #at = 0;
  /** What ended the last word; empty at the end of the text. */
  #stop = '';

  constructor(text: string, isText: boolean) {
    this.#text = text;
    this.#isText = isText;
  }

  into(values: Table): void {
    while (this.#at < this.#text.length) {
      const path = this.#path();
      if (path) put(values, path, this.#value());
    }
  }

  #word(stops: string): string {
    let word = '';
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at++]!;
      if (stops.includes(character)) {
        this.#stop = character;
        return word;
      }
      word += character === '\\' ? (this.#text[this.#at++] ?? '') : character;
    }
    this.#stop = '';
    return word;
  }

  /** Steps up to the `=`; `undefined` at the end of the text. */
  #path(): (string | number)[] | undefined {
    const steps: (string | number)[] = [];
    let isAfterIndex = false;
    for (;;) {
      const word = this.#word('=[,.');
      if (this.#stop === '' && word === '' && steps.length === 0) return undefined;
      if (this.#stop === '' || this.#stop === ',') throw new Error(`'${word}' has no value: a comma is written \\,`);
      if (isAfterIndex && word !== '') throw new Error(`'${word}' stands behind an index`);
      if (!isAfterIndex) steps.push(word);
      if (this.#stop === '=') return steps;
      isAfterIndex = this.#stop === '[';
      if (isAfterIndex) steps.push(this.#index());
    }
  }

  #index(): number {
    const word = this.#word(']');
    const index = Number(word);
    if (!/^\d+$/.test(word) || index > MOST_ITEMS) throw new Error(`'${word}' is no index of a list`);
    return index;
  }

  #value(): unknown {
    if (this.#text[this.#at] !== '{') return this.#typed(this.#word(','));
    this.#at++;
    const items: unknown[] = [];
    do {
      items.push(this.#typed(this.#word(',}')));
      if (this.#stop === '') throw new Error("a list ends with '}'");
    } while (this.#stop !== '}');
    if (this.#text[this.#at] === ',') this.#at++;
    return items;
  }

  #typed(word: string): unknown {
    if (this.#isText) return word;
    if (/^(true|false)$/i.test(word)) return word.toLowerCase() === 'true';
    if (/^null$/i.test(word)) return null;
    return /^(0|[+-]?[1-9]\d{0,17}|[+-]0\d{0,17})$/.test(word) ? Number(word) : word;
  }
}

function put(values: Table, path: readonly (string | number)[], value: unknown): void {
  let at: Table | unknown[] = values;
  for (const [i, step] of path.entries()) {
    const holder = at as Table;
    if (i === path.length - 1) {
      holder[step] = value;
      return;
    }
    const wantsList = typeof path[i + 1] === 'number';
    let inner = Object.hasOwn(holder, step) ? holder[step] : undefined;
    if (inner === undefined || (Array.isArray(at) && !wantsList && !isTable(inner))) {
      inner = wantsList ? [] : Object.create(null);
    }
    if (wantsList ? !Array.isArray(inner) : !isTable(inner)) {
      throw new Error(`'${path.slice(0, i + 1).join('.')}' is no ${wantsList ? 'list' : 'map'}`);
    }
    holder[step] = inner;
    at = inner as Table | unknown[];
  }
}

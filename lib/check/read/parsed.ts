import type { Step } from '../path.ts';

/** A plain scalar that is not the value it is written as. */
export interface Mark {
  readonly text: string;
  /** Where it stands in the file, in characters. */
  readonly offset: number;
}

/** Marks by the map or list that holds the value, and by the key or index in it. */
export type Marks = Map<object, Map<Step, Mark>>;

/** What is wrong with a document, before anyone asks what it means. */
export interface Fault {
  readonly code: string;
  /** Where, in characters of the file. */
  readonly offset: number;
  readonly path?: readonly Step[];
  /** Where the other one stands, of two that do not go together. */
  readonly first?: number;
  /** What is wrong, without the place. */
  readonly message: string;
  readonly hint: string;
}

/** One document of a file. */
export interface Parsed {
  /** `undefined` for an empty document, and for one that could not be read. */
  readonly value: unknown;
  readonly marks: Marks | undefined;
  readonly faults: readonly Fault[];
}

/** Where a document stands in its file, in characters. */
export interface Extent {
  /** Its first character, the `---` in front of it included. */
  readonly start: number;
  /** What follows `---`. */
  readonly body: number;
  readonly end: number;
}

/** Levels of nesting that are read. No real object has half as many; a list of lists may have thousands. */
export const DEEPEST = 100;

/** Remembers a plain scalar that is not what it seems. */
export function mark(marks: Marks, holder: object, key: Step, text: string, offset: number): void {
  const known = marks.get(holder);
  if (known) known.set(key, { text, offset });
  else marks.set(holder, new Map([[key, { text, offset }]]));
}

import type { Step } from '../path.ts';

/** What is wrong at one place of one object. */
export interface Fault {
  readonly code: string;
  readonly path: readonly Step[];
  /** The value, what is expected, and what would happen on the cluster. */
  readonly message: string;
  readonly hint: string;
}

/** What the cluster does with an object that its API server does not take. Messages end with it. */
export const REFUSED = 'the API server refuses the object, and what Flux applies with it waits';

/** A place in an object, for checks that look at several fields at once. */
export class Place {
  readonly #path: readonly Step[];
  readonly #faults: Fault[];

  /**
   * @param path steps to the value that is checked, at the time when something is told
   * @param faults where faults are collected
   */
  constructor(path: readonly Step[], faults: Fault[]) {
    this.#path = path;
    this.#faults = faults;
  }

  /** Says what is wrong; `steps` lead on from this place. */
  tell(code: string, steps: readonly Step[], message: string, hint: string): void {
    this.#faults.push({ code, path: [...this.#path, ...steps], message, hint });
  }
}

import type { Scene } from './scene.ts';

/** Something that goes wrong, and what must hold afterwards. */
export interface Fault {
  /** `etcd-stopped`. */
  readonly name: string;
  /** What is done. */
  readonly what: string;
  /** What must hold afterwards, beside all layers ready at the last revision and no data lost. */
  readonly holds: string;
  /**
   * Whether the cluster's state goes with it, so that every object is another one afterwards.
   * @default false
   */
  readonly losesState?: boolean;
  /** Does it, waits until it is over, and puts right what it put wrong. Throws `Unmet` where something does not hold. */
  readonly run: (scene: Scene) => Promise<Course>;
}

/** How it went. Milliseconds. */
export interface Course {
  /** From the fault until the cluster showed it; `undefined` where nothing is to be shown. */
  readonly detect?: number;
  /** From the end of the fault until all was ready again. */
  readonly recover: number;
}

/** What was promised does not hold. */
export class Unmet extends Error {
  override readonly name = 'Unmet';
}

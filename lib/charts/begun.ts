import { setImmediate as nextImmediate } from 'node:timers/promises';
import type { HelmProgram } from './helm-program.ts';

/** A Helm that tells when it is first asked for and found, so that other work waits until its processes run. */
export class Begun implements HelmProgram {
  readonly version: string;
  /** Resolves when the first process was started, or none can be. Stays open when everything is rendered already. */
  readonly promise: Promise<void>;
  readonly #helm: HelmProgram;
  #tell: () => void = () => undefined;

  constructor(helm: HelmProgram) {
    this.#helm = helm;
    this.version = helm.version;
    this.promise = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  readonly path = async (): Promise<string> => {
    try {
      return await this.#helm.path();
    } finally {
      // Who asked starts a process as soon as it has the path: that comes first.
      setImmediate(this.#tell);
    }
  };
}

/** Lets processes that have ended make way for others. */
export async function nextTurn(): Promise<void> {
  await nextImmediate();
}

import type { Datastore } from '../../lib/volumes/datastore.ts';

/** A FAKE of the API server's datastore, not a real one: a restore calls what the test wants to come back. */
export class FakeDatastore implements Datastore {
  readonly name = 'the fake datastore';
  readonly restored: string[] = [];
  readonly #back: () => void;

  constructor(back: () => void) {
    this.#back = back;
  }

  async restore(file: string): Promise<void> {
    this.restored.push(file);
    this.#back();
  }
}

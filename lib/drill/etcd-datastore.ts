import { cpSync, rmSync } from 'node:fs';
import { waitUntilReady } from '../simulator/control-plane.ts';
import type { Stage } from '../simulator/stage.ts';
import type { DatastoreBackup } from '../volumes/strategy.ts';

/**
 * The datastore of a rehearsal. The cluster of a simulator keeps its state in etcd, where MicroK8s has dqlite: a backup is a copy of its
 * folder, taken while it stands still.
 */
export class EtcdDatastore {
  readonly #stage: Stage;
  readonly #copy: string;
  #taken: Date | undefined;

  /** @param copy folder of the backup */
  constructor(stage: Stage, copy: string) {
    this.#stage = stage;
    this.#copy = copy;
  }

  /** What was backed up last; `undefined` before. */
  get backup(): DatastoreBackup | undefined {
    return this.#taken && { file: this.#copy, taken: this.#taken.toISOString() };
  }

  /** Stops etcd for a moment and copies its folder. @throws Error when the API server is not ready again in time */
  async backUp(): Promise<void> {
    const { processes, datastore, plane } = this.#stage;
    await processes.stop('etcd');
    rmSync(this.#copy, { recursive: true, force: true });
    cpSync(datastore, this.#copy, { recursive: true });
    this.#taken = new Date();
    processes.restart('etcd');
    await waitUntilReady(plane.server, plane.token, processes);
  }

  /** Puts the copy in the place of what is there. Nothing may run. */
  putBack(): void {
    const { datastore } = this.#stage;
    rmSync(datastore, { recursive: true, force: true });
    cpSync(this.#copy, datastore, { recursive: true });
  }
}

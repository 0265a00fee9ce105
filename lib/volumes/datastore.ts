/** What the API server keeps its objects in, as far as a backup of it is put back. */
export interface Datastore {
  /** As a person calls it: `dqlite of MicroK8s on owner@hensteeth`. */
  readonly name: string;
  /**
   * Puts all objects of a backup back, with their UIDs. It may be done again, after a cut too. It ends once the API server reads them;
   * controllers may still be on their way.
   *
   * @throws Error when the backup cannot be read, or was not put back whole
   */
  restore(file: string): Promise<void>;
}

/** A backup, and where it is put back. */
export interface Restoring {
  /** @default it is done by hand, and only looked at here */
  readonly datastore?: Datastore;
  /** The backup, as the datastore takes it. */
  readonly file: string;
}

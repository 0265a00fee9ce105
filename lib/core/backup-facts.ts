import type { Fact } from './placeholder.ts';

/** A bucket of Google Cloud Storage for backups. The node needs the key of a service account with roles/storage.objectAdmin on it. */
export interface BackupBucketFacts {
  /** Name of the bucket. One with object versions or a retention of its own also survives a node that was broken into. */
  readonly bucket: Fact;
  /**
   * Folder in the bucket.
   * @default 'backups/' and the lab's name
   */
  readonly prefix?: string;
  /**
   * Where Cloud Storage answers.
   * @default 'https://storage.googleapis.com'
   */
  readonly endpoint?: string;
}

/** A folder of the node for backups: of another disk or a NAS that is mounted there. On the disk of the cluster it goes with the cluster. */
export interface BackupFolderFacts {
  /** Absolute path. */
  readonly folder: string;
  /**
   * Whether it must be on another file system than the root: when a NAS is not mounted, nothing is written into its empty place.
   * @default true
   */
  readonly mounted?: boolean;
}

/** How long backups are kept. What one rule keeps, no other takes away; the newest good one always stays. */
export interface BackupKeepFacts {
  /**
   * The last so many.
   * @default 3
   */
  readonly last?: number;
  /**
   * The newest of each of so many days.
   * @default 7
   */
  readonly daily?: number;
  /**
   * The newest of each of so many weeks.
   * @default 8
   */
  readonly weekly?: number;
}

/** The daily backup of the cluster's state: datastore, certificates, and which claim lives on which volume. Not of what is in the volumes. */
export interface BackupFacts {
  /**
   * Where to: each gets every backup, encrypted for the age keys of `.sops.yaml`.
   * @default the bucket of objectStorage
   */
  readonly to?: readonly (BackupBucketFacts | BackupFolderFacts)[];
  /** How long. */
  readonly keep?: BackupKeepFacts;
}

/** A place with defaults resolved. */
export type BackupPlace =
  | { readonly bucket: string; readonly prefix: string; readonly endpoint?: string }
  | { readonly folder: string; readonly mounted: boolean };

/** The backup with placeholders and defaults resolved. */
export interface ResolvedBackup {
  readonly places: readonly BackupPlace[];
  readonly keep: Required<BackupKeepFacts>;
}

import { list, record } from '../check/pods.ts';
import { BackupError } from './backup-error.ts';

/** How the datastore was taken: by MicroK8s' own tool while it runs, or as its folder while it stands still. */
export type Method = 'dbctl' | 'quiesced';

/** A file in a backup. */
export interface ManifestPart {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a backup says of itself. It is its first file. */
export interface Manifest {
  readonly version: 1;
  readonly kind: 'hensteeth-backup';
  readonly lab: string;
  readonly node: string;
  /** UID of the namespace kube-system; empty when the cluster was not asked. */
  readonly cluster: string;
  /** ISO 8601, by the clock of the node. */
  readonly made: string;
  readonly method: Method;
  readonly microk8s: { readonly version: string; readonly revision: string };
  /** File of the datastore among the parts. What dbctl wrote is restored under this name or not at all. */
  readonly datastore: string;
  /** Keys in what dbctl wrote; none are counted in a folder. */
  readonly keys: number | undefined;
  readonly parts: readonly ManifestPart[];
  /** Volumes in the map that is a part, by LVM's UUIDs. */
  readonly volumes: readonly { readonly claim: string; readonly uuid: string }[];
}

export const MANIFEST = 'manifest.json';
/** The map of volumes among the parts. */
export const MAP_PART = 'volumes.json';
/** Folders of MicroK8s that a datastore is of no use without. */
export const FOLDERS = ['certs', 'credentials', 'args'] as const;

/** A manifest from what a backup holds. @throws BackupError naming what it lacks */
export function readManifest(text: string): Manifest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw unfit('its manifest is no JSON');
  }
  const manifest = record(parsed);
  if (manifest['kind'] !== 'hensteeth-backup') throw unfit('its manifest is of something else');
  if (manifest['version'] !== 1) {
    throw unfit(`its manifest has version ${String(manifest['version'])}, and this program reads 1`);
  }
  for (const key of ['lab', 'node', 'cluster', 'made', 'method', 'datastore']) {
    if (typeof manifest[key] !== 'string') throw unfit(`its manifest lacks ${key}`);
  }
  const names = list(manifest['parts']).map((part) => String(record(part)['name']));
  // A name becomes a path on the machine.
  const odd = names.find((name) => !/^[a-z0-9][A-Za-z0-9.-]*$/.test(name) || name === MANIFEST);
  if (odd !== undefined) throw unfit(`its manifest names a part ${JSON.stringify(odd)}`);
  const lacking = [String(manifest['datastore']), ...FOLDERS.map((name) => `${name}.tar.gz`)].find(
    (name) => !names.includes(name),
  );
  if (lacking !== undefined) throw unfit(`its manifest has no part ${lacking}`);
  return parsed as Manifest;
}

function unfit(why: string): BackupError {
  return new BackupError(`this is no backup that can be used: ${why}`, 'Take another one: npx hensteeth backup list.');
}

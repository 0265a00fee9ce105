import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupPlace } from '../core/backup-facts.ts';
import type { ResolvedFacts } from '../core/facts.ts';
import { BACKUP_STATE } from '../live/checks/last-backup.ts';
import { BackupError, reasonOf } from './backup-error.ts';
import { readJson } from './files.ts';
import { folderPlace } from './folder-place.ts';
import { googlePlace } from './google-place.ts';
import type { Place } from './place.ts';
import type { Keep } from './retention.ts';

/** What the program on the node is told. No secret is in it. */
export interface Settings {
  readonly version: 1;
  readonly lab: string;
  readonly node: string;
  /** Volume groups by node, to know where a device class lies. */
  readonly nodes: readonly {
    readonly name: string;
    readonly volumeGroups: readonly { readonly name: string; readonly deviceClass: string }[];
  }[];
  /** Public keys of age that open what is stored. */
  readonly recipients: readonly string[];
  readonly places: readonly BackupPlace[];
  readonly keep: Keep;
}

/** Where things lie on the node, below a root that tests set. */
export interface NodePaths {
  readonly settings: string;
  readonly account: string;
  /** `/var/snap/microk8s/current`. */
  readonly microk8s: string;
  readonly state: string;
  readonly map: string;
  readonly metrics: string;
  readonly work: string;
  readonly restore: string;
}

/** Key of Google's service account on the node. */
export const ACCOUNT_FILE = '/etc/hensteeth/backup-account.json';
export const SETTINGS_FILE = '/etc/hensteeth/backup.json';
/** What node-exporter reads; it may be read by all. */
export const METRICS_FOLDER = '/var/lib/hensteeth/metrics';

export function nodePaths(root: string): NodePaths {
  const at = (path: string) => join(root, path);
  return {
    settings: at(SETTINGS_FILE),
    account: at(ACCOUNT_FILE),
    microk8s: at('/var/snap/microk8s/current'),
    state: at(BACKUP_STATE),
    map: at('/var/lib/hensteeth/volumes.json'),
    metrics: at(METRICS_FOLDER),
    work: at('/var/lib/hensteeth/backup-work'),
    restore: at('/var/lib/hensteeth/restore'),
  };
}

/** Text of the settings of a node. A lab without backups has no place, and its volumes are tagged all the same. */
export function settingsText(
  { name: lab, nodes, backup }: ResolvedFacts,
  node: string,
  recipients: readonly string[],
): string {
  const settings: Settings = {
    version: 1,
    lab,
    node,
    nodes: nodes.map(({ name, volumeGroups }) => ({
      name,
      volumeGroups: volumeGroups.map(({ name: group, deviceClass }) => ({ name: group, deviceClass })),
    })),
    recipients,
    places: backup?.places ?? [],
    keep: backup?.keep ?? { last: 1, daily: 0, weekly: 0 },
  };
  return `${JSON.stringify(settings, undefined, 2)}\n`;
}

/** @throws BackupError when they are not there */
export async function readSettings(file: string): Promise<Settings> {
  const settings = (await readJson(file)) as Settings | undefined;
  if (settings?.version === 1 && Array.isArray(settings.places)) return settings;
  throw new BackupError(
    `${file} is not there, or of another version`,
    'Put it there: npx hensteeth backup setup --ssh owner@hensteeth.',
  );
}

/** The places of settings or facts. @param accountFile key of Google's service account */
export function placesOf(places: readonly BackupPlace[], accountFile: string): Place[] {
  const account = async () => {
    try {
      return await readFile(accountFile, 'utf8');
    } catch (error) {
      throw new BackupError(
        `the key of Google's service account cannot be read: ${reasonOf(error)}`,
        'Put it onto the node: npx hensteeth backup setup --ssh owner@hensteeth --account key.json.',
      );
    }
  };
  return places.map((place) =>
    'folder' in place ? folderPlace(place.folder, place.mounted) : googlePlace({ ...place, account }),
  );
}

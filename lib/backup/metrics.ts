/** A number for Prometheus. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  /** Left out when it is not known: an alert on its absence is the right one then. */
  readonly value: number | undefined;
}

/** Files in the folder that node-exporter reads. */
export const BACKUP_METRICS = 'hensteeth-backup.prom';
export const VOLUME_METRICS = 'hensteeth-volumes.prom';

/** What the node remembers of its backups. */
export interface BackupState {
  /** The last good one. */
  readonly success?: { readonly name: string; readonly at: string; readonly bytes: number; readonly keys?: number };
  /** Hash of the map of volumes that is stored. */
  readonly map?: string;
}

/** Metrics in the text format of Prometheus. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ value }) => value !== undefined)
    .map(({ name, help, value }) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`)
    .join('');
}

export function backupMetrics({ success }: BackupState, at: Date, isWell: boolean): string {
  return metricsText([
    {
      name: 'hensteeth_backup_last_success_timestamp_seconds',
      help: 'When the last good backup was made.',
      value: success && Math.floor(new Date(success.at).getTime() / 1000),
    },
    { name: 'hensteeth_backup_size_bytes', help: 'Size of the last good backup.', value: success?.bytes },
    { name: 'hensteeth_backup_keys', help: 'Keys of the datastore in the last good backup.', value: success?.keys },
    {
      name: 'hensteeth_backup_last_run_timestamp_seconds',
      help: 'When a backup was last tried.',
      value: Math.floor(at.getTime() / 1000),
    },
    {
      name: 'hensteeth_backup_last_run_success',
      help: 'Whether the last try ended well, in every place.',
      value: isWell ? 1 : 0,
    },
  ]);
}

export function volumeMetrics(tagged: Date, count: number, isStored: boolean): string {
  return metricsText([
    {
      name: 'hensteeth_volumes_tagged_timestamp_seconds',
      help: 'When it was last written onto the volumes whose they are.',
      value: Math.floor(tagged.getTime() / 1000),
    },
    { name: 'hensteeth_volumes_mapped', help: 'Volumes in the map.', value: count },
    {
      name: 'hensteeth_volumes_map_stored',
      help: 'Whether the map as it is now is where backups are kept.',
      value: isStored ? 1 : 0,
    },
  ]);
}

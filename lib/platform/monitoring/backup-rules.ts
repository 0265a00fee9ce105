import type { RuleGroup } from './rules.ts';

/** Alerts on what the node tells of its backups, in the file that node-exporter reads. */
export const backupRules: RuleGroup = {
  name: 'backup',
  rules: [
    {
      alert: 'BackupTooOld',
      // One a day, at the same minute each day: two hours are for one that takes long.
      expr: 'time() - max(hensteeth_backup_last_success_timestamp_seconds) > 26 * 3600',
      for: '15m',
      labels: { severity: 'critical' },
      annotations: {
        summary: "The last good backup of the cluster's state is {{ $value | humanizeDuration }} old",
        description:
          'After a wreck, the state would be that old. journalctl -u hensteeth-backup@dbctl on the node says why.',
      },
    },
    {
      alert: 'BackupAbsent',
      expr: 'absent(hensteeth_backup_last_success_timestamp_seconds)',
      for: '26h',
      labels: { severity: 'critical' },
      annotations: {
        summary: "No backup of the cluster's state was ever made, or its metrics are not read",
        description: 'sudo hensteeth-node-check on the node says what is not as it should be.',
      },
    },
    {
      alert: 'BackupFailed',
      expr: 'hensteeth_backup_last_run_success == 0',
      for: '5m',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'The last backup failed, or did not reach every place',
        description:
          'journalctl -u hensteeth-backup@dbctl on the node says why. Then: npx hensteeth backup run --ssh owner@NODE.',
      },
    },
  ],
};

/** Alerts on volumes that do not know whose they are: after a wreck they would have to be guessed. */
export const volumeTagRules: RuleGroup = {
  name: 'volume-tags',
  rules: [
    {
      alert: 'VolumeTagsTooOld',
      expr: 'time() - hensteeth_volumes_tagged_timestamp_seconds > 2 * 3600',
      for: '15m',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'It was not written onto the volumes for {{ $value | humanizeDuration }} whose they are',
        description:
          'Claims that are newer are known to the cluster alone. journalctl -u hensteeth-tag on the node says why.',
      },
    },
    {
      alert: 'VolumeTagsAbsent',
      expr: 'absent(hensteeth_volumes_tagged_timestamp_seconds)',
      for: '2h',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'The volumes were never told whose they are, or metrics of that are not read',
        description: 'sudo hensteeth-node-check on the node says what is not as it should be.',
      },
    },
    {
      alert: 'VolumeMapNotStored',
      expr: 'hensteeth_volumes_map_stored == 0',
      for: '1h',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'The map of volumes is not where backups are kept',
        description: 'It is on the volumes and on the node alone. journalctl -u hensteeth-tag on the node says why.',
      },
    },
  ],
};

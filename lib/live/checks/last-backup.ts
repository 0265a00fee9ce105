import { record } from '../../check/pods.ts';
import { text } from '../../check/read.ts';
import { finding, type LiveCheck, ok } from './check.ts';
import { onMachine } from './machine.ts';

/** What a node remembers of its backups. */
export const BACKUP_STATE = '/var/lib/hensteeth/backup-state.json';
const HOUR = 3600 * 1000;
/** Hours after which a backup is too old: a day, and two for a machine that was off. The alert BackupTooOld has the same. */
const TOO_OLD = 26;

export const lastBackup: LiveCheck = {
  name: 'last backup',
  isPrerequisite: false,
  look: (place) => {
    if (!place.lab.facts.backup) return Promise.resolve(ok('main.ts wants none'));
    return onMachine(place, `sudo -n cat ${BACKUP_STATE} 2>/dev/null || echo '{}'`, (output) => {
      const { name, at } = record(record(JSON.parse(output))['success']);
      const hours = Math.floor((place.now.getTime() - new Date(text(at) ?? '').getTime()) / HOUR);
      const target = place.ssh!.target;
      if (Number.isNaN(hours))
        return finding('the node has made none', `npx hensteeth backup setup --ssh ${target}, then backup run`);
      const told = `${text(name) ?? 'it'}, ${hours} h ago`;
      return hours > TOO_OLD
        ? finding(`${told}: more than ${TOO_OLD} h`, `npx hensteeth backup run --ssh ${target} says why`)
        : ok(told);
    });
  },
};

import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { thisMachine } from '../volumes/machine.ts';
import { BackupError } from './backup-error.ts';
import { makeBackup, STOPPED } from './make-backup.ts';
import { MicroK8s } from './microk8s.ts';
import type { Node } from './node.ts';
import { apiOf } from './node-access.ts';
import { restoreBackup } from './restore-node.ts';
import { nodePaths, placesOf, readSettings } from './settings.ts';
import { storedIn } from './store.ts';
import { tagVolumes } from './tag-volumes.ts';

const USAGE = `usage: hensteeth-node COMMAND
  tag                  write onto the volumes whose they are, and into /var/lib/hensteeth/volumes.json
  backup [quiesced]    make a backup and store it; quiesced stops MicroK8s for it
  start-again          start MicroK8s, if a backup that was cut has left it stopped
  list                 what is stored, as JSON
  fetch NAME           a stored file, as it is, encrypted
  restore              put back the decrypted backup that comes on standard input
Exit: 0 done, 1 done, but not in every place, 2 not done
`;

/** The program on the node. @returns its exit code */
async function main([command, argument]: readonly string[]): Promise<number> {
  const paths = nodePaths(process.env['HENSTEETH_ROOT'] ?? '');
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const microk8s = new MicroK8s({ folder: paths.microk8s, env: process.env });
  const api = () => apiOf(join(paths.microk8s, 'credentials/client.config'));
  const whole = async (): Promise<Node> => {
    const settings = await readSettings(paths.settings);
    const places = placesOf(settings.places, paths.account);
    return { settings, paths, places, microk8s, machine: thisMachine(), now: () => new Date(), say };
  };
  switch (command) {
    case 'tag':
      return (await tagVolumes(await whole(), await api())) ? 0 : 1;
    case 'backup': {
      if (argument !== undefined && argument !== 'quiesced' && argument !== 'dbctl') return usage();
      return (await makeBackup(await whole(), { method: argument ?? 'dbctl', api })) ? 0 : 1;
    }
    case 'start-again':
      if (await microk8s.startAgain(join(paths.work, '..', STOPPED))) say('MicroK8s: started again');
      return 0;
    case 'list': {
      const { places, settings } = await whole();
      const all = places.map(async (place) => ({ place: place.name, files: await storedIn(place, settings.lab) }));
      say(JSON.stringify(await Promise.all(all)));
      return 0;
    }
    case 'fetch': {
      if (argument === undefined) return usage();
      const { places, settings } = await whole();
      for (const place of places) {
        const found = (await storedIn(place, settings.lab)).find(({ name }) => name === argument);
        if (!found?.isGood) continue;
        await pipeline(await place.read(found.name), process.stdout, { end: false });
        return 0;
      }
      throw new BackupError(`there is no good backup ${argument}`, 'hensteeth-node list tells what there is.');
    }
    case 'restore': {
      const settings = await readSettings(paths.settings).catch(() => undefined);
      const lab = settings?.lab;
      await restoreBackup({ microk8s, say, folder: paths.restore, lab }, process.stdin);
      return 0;
    }
    default:
      return usage();
  }
}

function usage(): number {
  process.stderr.write(USAGE);
  return 2;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    if (error instanceof BackupError) process.stderr.write(`  fix: ${error.hint}\n`);
    process.exitCode = 2;
  },
);

import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupError } from './backup-error.ts';
import { writeStream } from './files.ts';
import { FOLDERS, type Manifest } from './manifest.ts';
import { stem } from './names.ts';
import type { Node } from './node.ts';
import { readParts } from './read-backup.ts';

type Restored = Pick<Node, 'microk8s' | 'say'> & {
  /** A folder for what comes in the clear. It goes with the run that ends well. */
  readonly folder: string;
  /** Name of the lab that this machine is of, when it knows. */
  readonly lab: string | undefined;
};

/**
 * Puts a backup back onto this machine. Where it is follows from what is there alone: cut at any point, the same run again goes on,
 * and what was there before is kept beside it.
 *
 * @param plain the backup, decrypted
 * @throws BackupError
 */
export async function restoreBackup(
  { microk8s, say, folder, lab }: Restored,
  plain: AsyncIterable<Uint8Array>,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const at = (name: string) => join(folder, name);
    const manifest = await readParts(plain, async ({ name, content }, { lab: its }) => {
      if (lab !== undefined && its !== lab)
        throw new BackupError(`the backup is of ${its}; this machine is of ${lab}`, OTHER);
      await writeStream(at(name), content);
    });
    say(`received: ${manifest.parts.length} parts, every sum is right`);
    await mustFit(microk8s, manifest);
    if (manifest.keys !== undefined) {
      const keys = await microk8s.keysIn(at(manifest.datastore));
      if (keys !== manifest.keys)
        throw new BackupError(`the datastore has ${keys} keys; its manifest says ${manifest.keys}`, OTHER);
    }
    const mark = stem(manifest.lab, new Date(manifest.made));
    await microk8s.stop();
    say('MicroK8s: stopped');
    for (const name of FOLDERS) {
      const file = at(`${name}.tar.gz`);
      if (await microk8s.isAsPacked(file, microk8s.folder)) say(`${name}: as in the backup`);
      else say(told(name, await microk8s.swap(file, microk8s.folder, name, mark)));
    }
    if (manifest.keys === undefined) {
      const parent = dirname(microk8s.backend);
      say(told('datastore', await microk8s.swap(at(manifest.datastore), parent, 'backend', mark)));
    } else {
      await microk8s.startDatastore();
      await microk8s.load(at(manifest.datastore), manifest.keys);
      say(`datastore: ${manifest.keys} keys put back`);
    }
    await microk8s.start();
    say('MicroK8s: started, and ready');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const OTHER = 'Take another one: npx hensteeth backup list.';

/** Arguments and datastore of one minor version are not those of another. */
async function mustFit(microk8s: Node['microk8s'], { microk8s: made }: Manifest): Promise<void> {
  const { version } = await microk8s.version();
  const minor = (of: string) => /^v?(\d+\.\d+)/.exec(of)?.[1];
  if (minor(version) === minor(made.version)) return;
  throw new BackupError(
    `the backup is of MicroK8s ${made.version}; here is ${version}`,
    `Install the same minor first: sudo snap install microk8s --classic --channel=${minor(made.version)}/stable.`,
  );
}

function told(what: string, kept: string | undefined): string {
  return kept === undefined ? `${what}: put into place` : `${what}: put into place; what was there is kept as ${kept}`;
}

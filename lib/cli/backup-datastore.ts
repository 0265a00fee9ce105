import { basename, resolve } from 'node:path';
import { madeAt } from '../backup/names.ts';
import { RemoteNode } from '../backup/remote-node.ts';
import { datastoreOf } from '../backup/restore-remotely.ts';
import { readStored } from '../backup/source.ts';
import type { Cluster } from '../core/cluster.ts';
import { keyFileOf, readKey } from '../secrets/key-file.ts';
import type { Datastore } from '../volumes/datastore.ts';
import type { Context } from './context.ts';
import { type LiveOptions, sshOf } from './live.ts';

/**
 * The datastore of the machine, as a backup of this project gives it back.
 *
 * @param file the backup, on this machine
 * @returns `undefined` where it is done by hand: the machine is not reached by ssh, or the file is none of ours
 */
export function datastoreFor(
  context: Context,
  lab: Cluster,
  file: string,
  options: LiveOptions & { readonly ageKey?: string },
): Datastore | undefined {
  if (options.ssh === undefined || madeAt(basename(file)) === undefined) return undefined;
  const open = (named: string) => ({
    read: () => readStored(undefined, resolve(context.cwd, named)),
    key: readKey(keyFileOf(options.ageKey, process.env, { lab: lab.facts.name, cwd: context.cwd })),
  });
  return datastoreOf(new RemoteNode(sshOf(options)), open, (text) => process.stdout.write(text));
}

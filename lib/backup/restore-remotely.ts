import { decrypted } from './age.ts';
import { checkBackup, type ReadBackup } from './read-backup.ts';
import { programLine, type RemoteNode } from './remote-node.ts';

/** A backup that can be read twice: once to check it, once to send it. */
export interface Opened {
  readonly read: () => Promise<AsyncIterable<Uint8Array>>;
  /** Text of a key file. */
  readonly key: string;
}

/** Reads all of a backup and compares every sum; nothing is kept. @throws BackupError */
export async function checked({ read, key }: Opened, texts: readonly string[] = []): Promise<ReadBackup> {
  return checkBackup(await read(), key, texts);
}

/**
 * Puts a backup back onto a node. It is decrypted in passing, and goes to the node over ssh: on this machine it is never in the clear
 * but in memory.
 *
 * @throws BackupError; the same run again goes on
 */
export async function restoreRemotely(
  node: RemoteNode,
  { read, key }: Opened,
  say: (text: string) => void,
): Promise<void> {
  const ended = await node.follow(programLine(['restore'], true), say, await decrypted(key, await read()));
  if (ended.code !== 0) throw node.failed(ended);
}

/** The datastore as a backup gives it back: what giving volumes back by their old objects stands on. */
export function datastoreOf(node: RemoteNode, open: (file: string) => Opened, say: (text: string) => void) {
  return {
    name: `MicroK8s on ${node.name}`,
    /** Checks a backup and puts it back. @throws BackupError */
    async restore(file: string): Promise<void> {
      const opened = open(file);
      await checked(opened);
      await restoreRemotely(node, opened, say);
    },
  };
}

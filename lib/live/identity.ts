import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../core/write.ts';
import type { Api } from './api.ts';

/** Which cluster the lab runs on: recorded when it is bootstrapped, so that no command works on another one. */
export interface ClusterIdentity {
  readonly context: string;
  readonly server: string;
  /** UID of the namespace kube-system: another one after every new installation. */
  readonly uid: string;
}

/** The wrong cluster, or none that can be told. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

export const IDENTITY_FILE = 'cluster.json';

/** What was recorded; `undefined` before the first bootstrap. @throws IdentityError for a broken file */
export function recordedIdentity(root: string): ClusterIdentity | undefined {
  const file = join(root, IDENTITY_FILE);
  if (!existsSync(file)) return undefined;
  try {
    const { context, server, uid } = JSON.parse(readFileSync(file, 'utf8')) as ClusterIdentity;
    if ([context, server, uid].every((each) => typeof each === 'string')) return { context, server, uid };
  } catch {
    // Told below, as for a file that lacks something.
  }
  throw new IdentityError(
    `${IDENTITY_FILE} does not say context, server and uid`,
    'Take it from git, or remove it and bootstrap again.',
  );
}

/** Records a cluster as that of the lab. */
export function recordIdentity(root: string, identity: ClusterIdentity): void {
  writeWhole(join(root, IDENTITY_FILE), `${JSON.stringify(identity, undefined, 2)}\n`);
}

/** Who a cluster is. @throws ApiError */
export async function identityOf(api: Api, context: string): Promise<ClusterIdentity> {
  const namespace = await api.get('v1', 'Namespace', 'kube-system');
  return { context, server: api.server, uid: String((namespace?.metadata as { uid?: string } | undefined)?.uid) };
}

/** @throws IdentityError when the cluster is not the recorded one */
export function mustBeRecorded(now: ClusterIdentity, recorded: ClusterIdentity): void {
  if (now.uid === recorded.uid) return;
  throw new IdentityError(
    `context ${now.context} (${now.server}) is another cluster than the lab's: kube-system has uid ${now.uid}, ${IDENTITY_FILE} has ${recorded.uid}`,
    `Use the context ${recorded.context}. If the lab was installed anew, remove ${IDENTITY_FILE} and bootstrap it.`,
  );
}

import { existsSync } from 'node:fs';
import type { Cluster } from '../core/cluster.ts';
import { Api } from '../live/api.ts';
import { identityOf, mustBeRecorded, recordedIdentity } from '../live/identity.ts';
import { ownKubeconfig } from '../live/own-kubeconfig.ts';
import { Ssh } from '../live/ssh.ts';
import type { Context } from './context.ts';

/** What every command that talks to a running lab can be told. */
export interface LiveOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly ssh?: string;
  readonly sshConfig?: string;
}

/** The kubeconfig and the context in it that a command was told of; `undefined` for the current one. */
export function accessOf(lab: Cluster, { kubeconfig, context }: LiveOptions) {
  const file = kubeconfig ?? ownKubeconfig(process.env);
  return { file, context: context ?? (kubeconfig === undefined ? lab.facts.name : undefined) };
}

/** Connects to the lab's cluster, and refuses any other than the recorded one. @throws Error, IdentityError, ApiError */
export async function connectLab(context: Context, lab: Cluster, options: LiveOptions): Promise<Api> {
  const { file, context: name } = accessOf(lab, options);
  if (!existsSync(file)) throw new Error(`${file} is not there. Run: npx hensteeth kubeconfig`);
  const recorded = recordedIdentity(context.root);
  const api = await Api.connect(file, name);
  if (recorded) mustBeRecorded(await identityOf(api, name ?? 'the current one'), recorded);
  return api;
}

/** The machine, where it was named. */
export function sshOf({ ssh, sshConfig }: LiveOptions): Ssh | undefined {
  return ssh === undefined
    ? undefined
    : new Ssh({ target: ssh, ...(sshConfig !== undefined && { config: sshConfig }) });
}

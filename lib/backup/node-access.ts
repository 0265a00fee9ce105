import { readFile } from 'node:fs/promises';
import { Api } from '../live/api.ts';
import { BackupError, reasonOf } from './backup-error.ts';

/**
 * The API server by the kubeconfig that MicroK8s itself writes. Its values are one word each, so that no reader of YAML has to be
 * on the node.
 *
 * @throws BackupError when there is none
 */
export async function apiOf(kubeconfig: string): Promise<Api> {
  const text = await readFile(kubeconfig, 'utf8').catch((error: unknown) => {
    throw new BackupError(
      `${kubeconfig} cannot be read: ${reasonOf(error)}`,
      'Is MicroK8s installed? snap list microk8s',
    );
  });
  const wordAt = (key: string) => new RegExp(`^[ -]*${key}:[ ]*["']?([^"'\\s]+)["']?\\s*$`, 'm').exec(text)?.[1];
  const decoded = (key: string) => {
    const value = wordAt(key);
    return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
  };
  const server = wordAt('server');
  const ca = decoded('certificate-authority-data');
  const token = wordAt('token');
  const cert = decoded('client-certificate-data');
  const key = decoded('client-key-data');
  if (server === undefined || ca === undefined || (token === undefined && (cert === undefined || key === undefined))) {
    throw new BackupError(`${kubeconfig} lacks a server, its authority or credentials`, 'microk8s inspect');
  }
  return new Api({
    getCurrentCluster: () => ({ server, caData: Buffer.from(ca).toString('base64') }),
    async applyToHTTPSOptions(options) {
      Object.assign(options, { ca, ...(cert !== undefined && { cert, key }) });
      if (token !== undefined) options.headers = { ...options.headers, authorization: `Bearer ${token}` };
    },
  });
}

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The kubeconfig of the user: the first of `KUBECONFIG`, else the one in the home folder. */
export function ownKubeconfig(env: NodeJS.ProcessEnv): string {
  const [first] = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  return first ?? join(env['HOME'] ?? homedir(), '.kube', 'config');
}

/** A name beside a file that nothing has yet: `config.backup`, `config.backup.2`. */
export function backupName(file: string): string {
  for (let i = 1; ; i++) {
    const name = `${file}.backup${i === 1 ? '' : `.${i}`}`;
    if (!existsSync(name)) return name;
  }
}

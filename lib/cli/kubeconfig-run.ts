import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { writeSecretly } from '../core/write.ts';
import { certificateOf } from '../live/certificate.ts';
import { accessFrom, KubeconfigError, withAccess } from '../live/kubeconfig.ts';
import { backupName, ownKubeconfig } from '../live/own-kubeconfig.ts';
import type { Context, ExitCode } from './context.ts';
import { soundLab } from './lab.ts';
import { sshOf } from './live.ts';
import { withProgress } from './progress.ts';
import { styleOf } from './style.ts';

/** What `hensteeth kubeconfig` can be told. */
export interface KubeconfigOptions {
  readonly file?: string;
  readonly node?: string;
  readonly ssh?: string;
  readonly sshConfig?: string;
  readonly verify: boolean;
}

/** Fetches the kubeconfig of a node, leads it to the tailnet name, and merges it into the user's. */
export async function runKubeconfig(context: Context, options: KubeconfigOptions): Promise<ExitCode> {
  const rendered = await soundLab(context, { types: false });
  if (!rendered) return 2;
  const { lab } = rendered;
  const { name, nodes, tailnet } = lab.facts;
  const node = options.node ?? nodes[0]!.name;
  if (!nodes.some((each) => each.name === node)) {
    return refuse(`main.ts has no node '${node}'`, `Name one of ${nodes.map((each) => each.name).join(', ')}.`);
  }
  const host = `${node}.${tailnet}`;
  const ssh = sshOf({ ...options, ssh: options.ssh ?? host })!;
  const { code, output, errors } = await withProgress(`asking ${ssh.target}`, ssh.run('microk8s config'));
  if (code !== 0) {
    return refuse(
      `${ssh.target} gives no kubeconfig: ${errors.trim().split('\n').at(-1) || `microk8s ended with ${code}`}`,
      'See that `ssh HOST microk8s config` works: the user must be in the group microk8s.',
    );
  }
  const file = options.file ?? ownKubeconfig(process.env);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  try {
    const access = accessFrom(output, host);
    const after = withAccess(before, name, access);
    if (options.verify) {
      const { refusal, names } = await certificateOf(
        access.server,
        Buffer.from(access.authority, 'base64').toString('utf8'),
      );
      if (refusal !== undefined) {
        return refuse(
          `the certificate of ${access.server} does not hold for ${host}: it holds for ${names.join(', ')}`,
          `Add ${host} to extraSANs in the launch configuration of MicroK8s.`,
        );
      }
    }
    if (after === before) {
      process.stdout.write(
        `${styleOf(process.stdout)('green', '✓')} ${file} has context ${name} already, for ${access.server}\n`,
      );
      return 0;
    }
    const backup = before === '' ? undefined : backupName(file);
    if (backup !== undefined) copyFileSync(file, backup);
    writeSecretly(file, after, before === '' ? 0o600 : statSync(file).mode & 0o777);
    const kept = backup === undefined ? '' : `; what was there is in ${backup}`;
    process.stdout.write(
      `${styleOf(process.stdout)('green', '✓')} ${file}: context ${name}, ${access.server}${kept}\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const fix =
      error instanceof KubeconfigError
        ? `Look at ${file}; nothing was written.`
        : 'See that Tailscale is up on both machines, or leave this out: --no-verify.';
    return refuse(error.message, fix);
  }
}

function refuse(message: string, fix: string): ExitCode {
  process.stderr.write(`error: ${message}\n  fix: ${fix}\n`);
  return 2;
}

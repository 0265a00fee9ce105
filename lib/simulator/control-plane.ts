import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { freePorts } from './ports.ts';
import { lastLines, type Processes } from './processes.ts';

/** A control plane that answers. */
export interface ControlPlane {
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** Token of an administrator. */
  readonly token: string;
  /** Path of a kubeconfig for it. */
  readonly kubeconfig: string;
}

/** Folder with the certificate of the API server: one that lies there is taken, else it makes its own. */
export const CERTIFICATES = 'certificates';
/** Milliseconds until the API server must be ready. */
const PATIENCE = 60_000;
/** The service range of MicroK8s. */
const SERVICES = '10.152.183.0/24';

/**
 * Starts etcd, the API server, the controller manager and the scheduler.
 *
 * @param program path of the executable that holds all four
 * @param folder for data, certificates and keys
 * @throws Error with the last lines of what fell, or when the API server is not ready in time
 */
export async function startControlPlane(program: string, folder: string, processes: Processes): Promise<ControlPlane> {
  const [client, peer, secure] = await freePorts(3);
  const token = randomBytes(16).toString('hex');
  const server = `https://127.0.0.1:${secure}`;
  const kubeconfig = writeAccess(folder, server, token);
  const path = (name: string) => join(folder, name);
  const run = (name: string, args: readonly string[]) =>
    processes.start(name, { path: program, args: [name, ...args] });

  run('etcd', [
    `--data-dir=${path('etcd')}`,
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--advertise-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
    '--unsafe-no-fsync=true',
  ]);
  run('kube-apiserver', [
    `--etcd-servers=http://127.0.0.1:${client}`,
    `--secure-port=${secure}`,
    '--bind-address=127.0.0.1',
    `--cert-dir=${path(CERTIFICATES)}`,
    `--token-auth-file=${path('tokens.csv')}`,
    '--authorization-mode=RBAC',
    `--service-account-key-file=${path('accounts.key')}`,
    `--service-account-signing-key-file=${path('accounts.key')}`,
    '--service-account-issuer=https://simulator',
    `--service-cluster-ip-range=${SERVICES}`,
    // Webhooks of charts run in pods, which are simulated: nobody would answer.
    '--disable-admission-plugins=ValidatingAdmissionWebhook,MutatingAdmissionWebhook',
    '--allow-privileged=true',
  ]);
  await waitUntilReady(server, token, processes);
  run('kube-controller-manager', [
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${path('accounts.key')}`,
    '--use-service-account-credentials=true',
    '--leader-elect=false',
    '--secure-port=0',
  ]);
  run('kube-scheduler', [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0']);
  return { server, token, kubeconfig };
}

/** Starts again what was stopped, in order. @throws Error when the API server is not ready in time */
export async function restartControlPlane(server: string, token: string, processes: Processes): Promise<void> {
  for (const name of ['etcd', 'kube-apiserver']) processes.restart(name);
  await waitUntilReady(server, token, processes);
  for (const name of ['kube-controller-manager', 'kube-scheduler']) processes.restart(name);
}

/** Waits until the API server says that it is ready. @throws Error when a program fell, or after a minute */
export async function waitUntilReady(server: string, token: string, processes: Processes): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await isReady(server, token))) {
    const fallen = processes.fallen();
    if (fallen) throw new Error(`${fallen.name} ended at once:\n${lastLines(fallen)}`);
    if (Date.now() > end) throw new Error(`the API server was not ready within ${PATIENCE / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function isReady(server: string, token: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { rejectUnauthorized: false, headers: { authorization: `Bearer ${token}` }, timeout: 2_000 };
    const asked = request(`${server}/readyz`, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

function writeAccess(folder: string, server: string, token: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secret = { mode: 0o600 };
  writeFileSync(join(folder, 'accounts.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), secret);
  writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`, secret);
  const kubeconfig = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'simulator', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'simulator', context: { cluster: 'simulator', user: 'admin' } }],
    'current-context': 'simulator',
  };
  writeFileSync(kubeconfig, JSON.stringify(config, undefined, 2), secret);
  return kubeconfig;
}

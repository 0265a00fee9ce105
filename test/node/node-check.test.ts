import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FILES } from '../../lib/node/node-files.ts';
import { nodeSettings } from '../../lib/node/node-settings.ts';
import { everything, read } from './machines.ts';
import { newFolder, ran, removeScratch } from './programs.ts';

const ASKED = ['timedatectl', 'systemctl', 'snap', 'microk8s', 'tailscale', 'vgs', 'openssl', 'upsc'];
const MODULES = read('modules.conf').trim().split('\n');
let root: string;

beforeEach(() => {
  root = newFolder();
  for (const folder of ['bin', 'etc/hensteeth', 'etc/modules-load.d', 'var/lib/hensteeth']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const module of MODULES) mkdirSync(join(root, 'sys/module', module), { recursive: true });
  for (const name of ASKED) symlinkSync(resolve('test/node/fake-answers.sh'), join(root, 'bin', name));
  writeFileSync(join(root, 'etc/hensteeth/node.conf'), nodeSettings(everything(), false));
  writeFileSync(join(root, 'etc/modules-load.d/hensteeth.conf'), read('modules.conf'));
  writeFileSync(join(root, 'var/lib/hensteeth/done'), '');
  mkdirSync(join(root, 'var/lib/hensteeth/metrics'));
  lastBackup(1);
});
afterEach(removeScratch);

/** Writes what the last backup said of itself. */
function lastBackup(success: number): void {
  writeFileSync(
    join(root, 'var/lib/hensteeth/metrics/hensteeth-backup.prom'),
    `hensteeth_backup_last_run_success ${success}\n`,
  );
}

/** What the check says on a node where everything answers well, but what `wrong` begins. */
function check(wrong = '', answer = '') {
  const env = {
    HENSTEETH_ROOT: root,
    FAKE_WRONG: wrong,
    FAKE_ANSWER: answer,
    PATH: `${root}/bin:${process.env['PATH']}`,
  };
  const { code, said } = ran('bash', [join(FILES, 'node-check.sh')], env);
  return { code, said, bad: said.split('\n').flatMap((line) => (line.startsWith('not  ') ? [line.slice(5)] : [])) };
}

test('a node where all is well has a line for everything and ends with 0', () => {
  const { code, said, bad } = check();
  expect([code, bad]).toEqual([0, []]);
  expect(said.trim().split('\n')).toHaveLength(23 + MODULES.length);
  for (const line of [
    'volume group vg0',
    'volume group slow',
    'kernel module dm_thin_pool',
    'the power supply answers',
  ]) {
    expect(said).toContain(`ok   ${line}\n`);
  }
});

test.each<[string, string, string[]]>([
  ['timedatectl', 'NTPSynchronized=no', ['time is synchronized']],
  ['systemctl is-enabled tailscaled', '', ['tailscaled starts by itself']],
  ['systemctl is-active snap.microk8s.daemon-kubelite', '', ['kubelite runs']],
  ['tailscale status', '', ['the tailnet is joined']],
  ['vgs slow', '', ['volume group slow']],
  ['snap list', 'microk8s v1.28 1 1.28/stable canonical classic,held', ['microk8s is of 1.27/stable']],
  ['snap list', 'microk8s v1.27 1 1.27/stable canonical classic', ['refreshes of microk8s are held']],
  ['microk8s kubectl get --raw', '[-]etcd failed', ['Kubernetes answers']],
  ['microk8s kubectl get node', 'False', ['the node is ready']],
  ['microk8s kubectl get storageclass', 'storageclass.storage.k8s.io/microk8s-hostpath', ['hostpath-storage is off']],
  ['microk8s', '', ['Kubernetes answers', 'the node is ready', 'hostpath-storage is off']],
  ['openssl', 'DNS:kubernetes', ['the certificate names one.tail1.ts.net']],
  ['systemctl is-active hensteeth-tag.timer', '', ['the volumes are told whose they are']],
  ['upsc', '', ['the power supply answers']],
])('%s that answers "%s" is told, and nothing else', (wrong, answer, lines) => {
  const { code, said, bad } = check(wrong, answer);
  expect([code, bad]).toEqual([1, lines]);
  expect(said.match(/^ {5}fix: ./gm)).toHaveLength(lines.length);
});

test('a first boot that is not over, and a module that is not loaded, are told', () => {
  rmSync(join(root, 'var/lib/hensteeth/done'));
  rmSync(join(root, 'sys/module/dm_snapshot'), { recursive: true });
  expect(check().bad).toEqual(['first boot is done', 'kernel module dm_snapshot']);
});

test('a last backup that failed, or that was never made, is told', () => {
  lastBackup(0);
  expect(check().bad).toEqual(['the last backup ended well']);
  rmSync(join(root, 'var/lib/hensteeth/metrics'), { recursive: true });
  expect(check().bad).toEqual(['the last backup ended well']);
});

test('a lab without backups has no line about them', () => {
  lastBackup(0);
  expect(check('systemctl is-enabled hensteeth-backup.timer').bad).toEqual([]);
});

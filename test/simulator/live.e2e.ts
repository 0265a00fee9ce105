import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { watch } from '../../lib/live/watch.ts';
import { layersIn } from '../../lib/simulator/layers-in.ts';
import { freePorts } from '../../lib/simulator/ports.ts';
import type { Stage } from '../../lib/simulator/stage.ts';
import lab from '../../main.ts';
import { Project } from '../cli/project.ts';
import { serviceAccountJson } from '../secrets/real-sops.ts';
import { labCharts } from './lab-charts.ts';
import { describeOnCluster, stageFor } from './on-cluster.ts';

const SSHD = '/usr/sbin/sshd';

/** A server of ssh for this user alone, on loopback, whose commands find fake programs first. */
class LocalSshd {
  readonly config: string;
  readonly #child: ChildProcess;

  private constructor(folder: string, port: number, fakes: string) {
    const key = (name: string) => {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
      return join(folder, name);
    };
    const [host, own] = [key('host'), key('own')];
    writeFileSync(join(folder, 'authorized'), readFileSync(`${own}.pub`));
    const options = [
      `HostKey ${host}`,
      `AuthorizedKeysFile ${join(folder, 'authorized')}`,
      'PasswordAuthentication no',
      'StrictModes no',
      'UsePAM no',
      `PidFile ${join(folder, 'pid')}`,
      `SetEnv PATH=${fakes}${delimiter}/usr/bin${delimiter}/bin`,
    ];
    writeFileSync(join(folder, 'sshd_config'), `${options.join('\n')}\n`);
    mkdirSync('/run/sshd', { recursive: true });
    const args = ['-D', '-e', '-f', join(folder, 'sshd_config'), '-p', String(port), '-o', 'ListenAddress=127.0.0.1'];
    this.#child = spawn(SSHD, args, { stdio: 'ignore' });
    this.config = join(folder, 'ssh_config');
    const client = [
      'Host *',
      'HostName 127.0.0.1',
      `Port ${port}`,
      `User ${userInfo().username}`,
      `IdentityFile ${own}`,
      'StrictHostKeyChecking no',
      `UserKnownHostsFile ${join(folder, 'known')}`,
      'LogLevel ERROR',
    ];
    writeFileSync(this.config, `${client.join('\n')}\n`);
  }

  static async start(folder: string, fakes: string): Promise<LocalSshd> {
    const [port] = await freePorts(1);
    const sshd = new LocalSshd(folder, port!, fakes);
    for (let i = 0; i < 1_000; i++) {
      if (spawnSync('ssh', ['-F', sshd.config, 'node', 'true']).status === 0) return sshd;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the local sshd does not answer');
  }

  stop(): void {
    this.#child.kill();
  }
}

function script(file: string, ...lines: readonly string[]): void {
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
}

const canSsh = existsSync(SSHD) && userInfo().uid === 0;
if (!canSsh) console.log(`skipped: ssh to this machine: ${existsSync(SSHD) ? 'not root' : `no ${SSHD}`}`);

describeOnCluster('the commands for a running lab', () => {
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  const fakes = join(folder, 'fakes');
  const project = new Project();
  let stage: Stage;
  let sshd: LocalSshd | undefined;
  const run = (...args: string[]) => project.hensteeth(...args);

  beforeAll(async () => {
    mkdirSync(fakes);
    const { files, charts, standIns } = await labCharts(lab);
    stage = await stageFor(lab, charts, standIns);
    const revision = await stage.push(files, 'the working tree');
    const layers = [...layersIn(files).keys()];
    const outcome = await watch({ ...stage.watched, track: lab.track, revision, layers, timeout: 300_000 });
    expect(outcome.kind).toBe('converged');
    // Fake: what MicroK8s and LVM of the server would print.
    script(join(fakes, 'microk8s'), `cat ${join(folder, 'microk8s-config')}`);
    script(
      join(fakes, 'sudo'),
      `printf '{"report":[{"vg":[{"vg_name":"ubuntu-vg","vg_size":"${900 * 2 ** 30}","vg_free":"0"}]}]}'`,
    );
    const printed = readFileSync(stage.plane.kubeconfig, 'utf8').replace(
      '"insecure-skip-tls-verify": true',
      `"certificate-authority-data": "${Buffer.from('none').toString('base64')}"`,
    );
    writeFileSync(join(folder, 'microk8s-config'), printed);
    if (canSsh) sshd = await LocalSshd.start(folder, fakes);
  });
  afterAll(async () => {
    sshd?.stop();
    project.remove();
    await stage?.strike();
    rmSync(folder, { recursive: true, force: true });
  });

  test('status shows every layer ready, the volume, and the node', () => {
    const { code, out } = run('status', '--kubeconfig', stage.plane.kubeconfig);
    expect(code).toBe(0);
    expect(out).toMatch(/(\d+) of \1 layers ready/);
    expect(out).toContain('experimental/www-web-0');
    expect(out).toMatch(/hensteeth +ready/);
  });

  test('doctor tells what is well and what is to be mended, each with a fix', () => {
    const { code, out } = run('doctor', '--json', '--kubeconfig', stage.plane.kubeconfig);
    expect(code).toBe(1);
    const { lines } = JSON.parse(out) as { lines: { name: string; state: string; fix?: string }[] };
    const states = (name: string) => [...new Set(lines.filter((line) => line.name === name).map(({ state }) => state))];
    for (const name of ['Kubernetes', 'nodes', 'clock', 'rbac', 'cluster DNS', 'ingress', 'layers', 'secrets']) {
      expect([name, ...states(name)]).toEqual([name, 'ok']);
    }
    expect(states('volume groups')).toEqual(['unknown']);
    expect(lines.filter(({ state, fix }) => state === 'finding' && !fix)).toEqual([]);
  });

  test('a cluster other than the recorded one is refused by every command', () => {
    project.write('cluster.json', JSON.stringify({ context: 'hensteeth', server: 'https://other', uid: 'another' }));
    for (const verb of ['status', 'doctor']) {
      const { code, err } = run(verb, '--kubeconfig', stage.plane.kubeconfig);
      expect([verb, code]).toEqual([verb, 2]);
      expect(err).toContain('is another cluster than the lab');
    }
    rmSync(join(project.root, 'cluster.json'));
  });

  test('a server that is not there is told with what to do', () => {
    const away = join(folder, 'away');
    writeFileSync(away, readFileSync(stage.plane.kubeconfig, 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'));
    const { code, err } = run('status', '--kubeconfig', away);
    expect(code).toBe(2);
    expect(err).toMatch(/ECONNREFUSED/);
    expect(err).toContain('tailscale status');
  });

  (canSsh ? test : test.skip)(
    'the kubeconfig comes over SSH, leads to the tailnet name, and leaves the rest alone',
    () => {
      const file = join(folder, 'kube', 'config');
      mkdirSync(join(folder, 'kube'));
      writeFileSync(
        file,
        '# mine\nclusters: []\nusers: []\ncontexts: [{name: work, context: {cluster: c, user: u}}]\n',
      );
      const args = ['kubeconfig', '--ssh', 'node', '--ssh-config', sshd!.config, '--file', file, '--no-verify'];
      expect(run(...args)).toMatchObject({ code: 0 });
      const merged = readFileSync(file, 'utf8');
      expect(merged).toContain('# mine');
      expect(merged).toContain('name: work');
      expect(merged).toMatch(/server: https:\/\/hensteeth\.tailnet\.example:\d+/);
      expect(readFileSync(`${file}.backup`, 'utf8')).not.toContain('hensteeth');
      expect(run(...args).out).toContain('already');
    },
  );

  (canSsh ? test : test.skip)('the machine is looked at over SSH', () => {
    const args = [
      'doctor',
      '--json',
      '--kubeconfig',
      stage.plane.kubeconfig,
      '--ssh',
      'node',
      '--ssh-config',
      sshd!.config,
    ];
    const { lines } = JSON.parse(run(...args).out) as { lines: { name: string; state: string; told: string }[] };
    expect(lines.filter(({ name }) => name === 'volume groups')).toEqual([
      { name: 'volume groups', state: 'ok', told: 'ubuntu-vg, 900 GiB, 0 free' },
    ]);
  });

  test('bootstrap refuses examples in the facts, and a lab without its secrets, before it asks any cluster', () => {
    const { code, err } = run('bootstrap', '--kubeconfig', '/nowhere');
    expect(code).toBe(1);
    expect(err).toContain('domain is still the example lab.example.com');
  });

  test('bootstrap puts the key there, lets flux take over, waits for the layers, and a second time changes nothing', async () => {
    const ready = new Project();
    const home = join(folder, 'home');
    const calls = join(folder, 'fake-flux.log');
    try {
      // Fake: says that it is the flux of the track, and notes how it was called; the stage has Flux already.
      script(join(fakes, 'flux'), `echo "$@" >> ${calls}`, 'echo "flux: v2.2.3"');
      const env = {
        ...process.env,
        HOME: home,
        XDG_CONFIG_HOME: home,
        PATH: `${fakes}${delimiter}${process.env['PATH']}`,
      };
      const type = (args: readonly string[], input = '') => {
        const options = { cwd: ready.root, env, input, encoding: 'utf8' } as const;
        const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/hensteeth.mjs', ...args], options);
        return { code: status, out: stdout, err: stderr };
      };
      mkdirSync(join(ready.root, 'secrets'));
      // The example facts, taken for the owner's own: no domain is one that is reserved for examples.
      ready.edit('main.ts', '  placeholder,\n', '');
      ready.edit('main.ts', 'const lab =', 'const placeholder = <T>(value: T): T => value;\nconst lab =');
      ready.edit('main.ts', /example\.com/g, 'home.arpa');
      ready.edit('main.ts', 'tailnet.example', 'tailnet.ts.net');
      expect(type(['synth', '--no-types', '--quiet'])).toMatchObject({ code: 0 });
      expect(type(['secrets', 'init'])).toMatchObject({ code: 0 });
      const account = serviceAccountJson('example-project');
      for (const name of ['cert-manager/clouddns-service-account', 'monitoring/thanos-objstore']) {
        expect([name, type(['secrets', 'set', name], account).code]).toEqual([name, 0]);
      }
      expect(type(['secrets', 'set', 'monitoring/grafana-admin', '--generate'])).toMatchObject({ code: 0 });
      const own = ['--kubeconfig', stage.plane.kubeconfig, '--without', 'DNS zone', '--timeout', '600'];
      const first = type(['bootstrap', ...own]);
      expect([first.code, first.err]).toEqual([0, expect.stringContaining('sops-age is there')]);
      expect(first.out).toContain('every layer is ready');
      expect(readFileSync(calls, 'utf8')).toContain('bootstrap git --version=v2.2.3');
      const recorded = ready.read('cluster.json');
      expect(JSON.parse(recorded)).toMatchObject({ server: stage.plane.server });
      const before = await stage.api.get('v1', 'Secret', 'sops-age', 'flux-system');
      const again = type(['bootstrap', ...own]);
      expect(again.code).toBe(0);
      expect(again.err).not.toContain('sops-age');
      expect(ready.read('cluster.json')).toBe(recorded);
      expect(await stage.api.get('v1', 'Secret', 'sops-age', 'flux-system')).toEqual(before);
    } finally {
      await stage.putKey();
      ready.remove();
    }
  });

  test('bootstrap prints every command of a dry run, and does nothing', () => {
    const { code, out } = run('bootstrap', '--dry-run', '--kubeconfig', '/nowhere', '--age-key', '/key');
    expect(code).toBe(0);
    expect(out).toContain('flux bootstrap git --version=v2.2.3');
    expect(out).toContain('--from-file=age.agekey=/key');
  });
});

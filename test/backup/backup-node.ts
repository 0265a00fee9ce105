import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { nodeProgram } from '../../lib/backup/bundle.ts';
import type { Settings } from '../../lib/backup/settings.ts';

/** How the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

let bundle: Promise<Uint8Array> | undefined;

/** A machine below a folder: the real program for the node, real tar and age, and fakes of MicroK8s, LVM and snap. */
export class BackupNode {
  readonly root = mkdtempSync(join(tmpdir(), 'backup-'));
  readonly fake = join(this.root, 'fake');
  readonly stored = join(this.root, 'mnt/nas');
  readonly key: string;
  readonly recipient: string;

  private constructor(key: string, recipient: string) {
    this.key = key;
    this.recipient = recipient;
  }

  static async make(more: Partial<Settings> = {}): Promise<BackupNode> {
    bundle ??= nodeProgram(process.cwd());
    const key = await generateX25519Identity();
    const node = new BackupNode(key, await identityToRecipient(key));
    mkdirSync(join(node.fake, 'bin'), { recursive: true });
    mkdirSync(join(node.fake, 'store'));
    writeFileSync(join(node.fake, 'program.cjs'), await bundle);
    for (const name of ['microk8s', 'snap']) {
      symlinkSync(resolve('test/backup/fake-microk8s.sh'), join(node.fake, 'bin', name));
    }
    node.fakes('lvs', `echo '{"report":[{"lv":[]}]}'`);
    node.fakes('vgs', `echo '{"report":[{"vg":[]}]}'`);
    node.plan(0, 'nothing');
    node.settle(more);
    node.install('first');
    return node;
  }

  /** Writes the settings of the node. */
  settle(more: Partial<Settings> = {}): void {
    const settings: Settings = {
      version: 1,
      lab: 'lab',
      node: 'one',
      nodes: [{ name: 'one', volumeGroups: [{ name: 'vg0', deviceClass: 'ssd' }] }],
      recipients: [this.recipient],
      places: [{ folder: this.stored, mounted: false }],
      keep: { last: 3, daily: 0, weekly: 0 },
      ...more,
    };
    this.write('etc/hensteeth/backup.json', JSON.stringify(settings));
  }

  /** MicroK8s as it is after an installation: running, with keys and certificates of its own. */
  install(what: string): void {
    for (const folder of ['certs', 'credentials', 'args']) {
      rmSync(join(this.root, 'var/snap/microk8s/current', folder), { recursive: true, force: true });
      this.write(`var/snap/microk8s/current/${folder}/file`, `${folder} of the ${what} installation\n`);
    }
    chmodSync(join(this.root, 'var/snap/microk8s/current/certs/file'), 0o640);
    this.write('var/snap/microk8s/current/var/kubernetes/backend/cluster.key', `key of the ${what}\n`);
    rmSync(join(this.fake, 'store'), { recursive: true });
    mkdirSync(join(this.fake, 'store'));
    for (const service of ['kubelite', 'k8s-dqlite']) writeFileSync(join(this.fake, `runs-${service}`), '');
    if (what !== 'first') return;
    for (let i = 0; i < 5; i++) this.put(`/registry/namespaces/n${i}`, `value ${i}\nof the first\n`);
  }

  /** Puts a key into the datastore. */
  put(key: string, value: string): void {
    const { stdout } = spawnSync('sha1sum', { input: `${key}\n`, encoding: 'utf8' });
    writeFileSync(join(this.fake, 'store', stdout.slice(0, 40)), `${key}\n${value}`);
  }

  /** The datastore, key by key. */
  get store(): Record<string, string> {
    const folder = join(this.fake, 'store');
    return Object.fromEntries(
      readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8').split(/\n(.*)/s) as [string, string]),
    );
  }

  get calls(): string[] {
    return existsSync(join(this.fake, 'calls')) ? this.read('fake/calls').trim().split('\n') : [];
  }

  get runs(): string[] {
    return readdirSync(this.fake)
      .flatMap((name) => (name.startsWith('runs-') ? [name.slice(5)] : []))
      .sort();
  }

  /** Names of what is stored. */
  get names(): string[] {
    return existsSync(this.stored) ? readdirSync(this.stored).sort() : [];
  }

  /** Lets one call of MicroK8s, counted from now, go wrong. */
  plan(number: number, how: string): void {
    writeFileSync(join(this.fake, 'count'), '0\n');
    writeFileSync(join(this.fake, 'plan'), `${number} ${how}\n`);
    rmSync(join(this.fake, 'calls'), { force: true });
  }

  /** Puts a FAKE of a program before the real one. */
  fakes(name: string, script: string): void {
    // A link must not be written through.
    rmSync(join(this.fake, 'bin', name), { force: true });
    writeFileSync(join(this.fake, 'bin', name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.root, path, '..'), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Runs the program for the node. */
  run(args: readonly string[], input?: AsyncIterable<Uint8Array>): Promise<Ended> {
    return new Promise((done) => {
      const env = {
        ...process.env,
        PATH: `${join(this.fake, 'bin')}:${process.env['PATH']}`,
        HENSTEETH_ROOT: this.root,
        FAKE: this.fake,
      };
      const child = spawn(process.execPath, [join(this.fake, 'program.cjs'), ...args], { env });
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (piece: Buffer) => out.push(piece));
      child.stderr.on('data', (piece: Buffer) => err.push(piece));
      child.stdin.on('error', () => undefined);
      const feed = async () => {
        for await (const piece of input ?? [])
          if (!child.stdin.write(piece))
            await new Promise((next) => child.stdin.once('drain', next).once('close', next));
        child.stdin.end();
      };
      feed().catch(() => child.stdin.destroy());
      child.on('close', (code, signal) =>
        done({ code, signal, out: Buffer.concat(out).toString('latin1'), err: Buffer.concat(err).toString('utf8') }),
      );
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

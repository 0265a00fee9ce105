import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ProgramResult, runProgram } from '../tools/run-program.ts';
import { BackupError } from './backup-error.ts';
import { flush, isThere } from './files.ts';

/** Where MicroK8s and its programs are. */
export interface MicroK8sProps {
  /** `/var/snap/microk8s/current`. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

const MINUTE = 60_000;
/** A datastore that is broken lets its tool wait for ever. */
const DATASTORE_TIMEOUT = 15 * MINUTE;
const DUMPS = 5;
const LOADS = 20;
const BETWEEN = 3_000;

/**
 * MicroK8s and tar, by the few commands that backup and restore need. Nothing here is formed from what a backup holds but names that
 * were judged.
 */
export class MicroK8s {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #pause: (milliseconds: number) => Promise<void>;

  constructor({ folder, env, pause = (ms) => new Promise((done) => setTimeout(done, ms)) }: MicroK8sProps) {
    this.folder = folder;
    this.#env = env;
    this.#pause = pause;
  }

  /** The datastore's folder. */
  get backend(): string {
    return join(this.folder, 'var/kubernetes/backend');
  }

  /** @throws BackupError when it is not installed */
  async version(): Promise<{ readonly version: string; readonly revision: string }> {
    const output = await this.#must('snap', ['list', 'microk8s'], MINUTE);
    const [, version = '', revision = ''] = /^microk8s +(\S+) +(\S+)/m.exec(output) ?? [];
    return { version, revision };
  }

  /**
   * Lets MicroK8s write its datastore into `FOLDER/NAME.tar.gz`, and counts the keys in it.
   *
   * @throws BackupError when the file is not there, empty or not whole
   */
  async dump(folder: string, name: string): Promise<{ readonly file: string; readonly keys: number }> {
    // It reads key by key, and gives up at one that was deleted meanwhile, such as an event that is over.
    const result = await this.#patiently(DUMPS, () =>
      this.#run('microk8s', ['dbctl', 'backup', '-o', name], DATASTORE_TIMEOUT, folder),
    );
    if (result.code !== 0) throw failed('microk8s dbctl backup', result);
    const file = join(folder, `${name}.tar.gz`);
    if (!(await isThere(file))) throw new BackupError(`microk8s dbctl wrote no ${basename(file)}`, 'microk8s inspect');
    return { file, keys: await this.keysIn(file) };
  }

  /** Keys in a file of dbctl: each is a pair of files in a folder named as the file. @throws BackupError */
  async keysIn(file: string): Promise<number> {
    const name = basename(file, '.tar.gz');
    const lines = (await this.#must('tar', ['-tzf', file], DATASTORE_TIMEOUT))
      .split('\n')
      .filter((line) => line !== '');
    const found = { key: new Set<string>(), data: new Set<string>() };
    for (const line of lines) {
      const [, folder, number, kind] = /^([^/]+)\/(\d+)\.(key|data)$/.exec(line) ?? [];
      if (folder === name) found[kind as 'key' | 'data'].add(number!);
      else if (line !== `${name}/` && line !== name) {
        throw new BackupError(`${basename(file)} holds ${line}; expected a folder ${name} alone`, RENAMED);
      }
    }
    const { key, data } = found;
    if (key.size === 0) throw new BackupError(`${basename(file)} holds no key of the datastore`, 'microk8s inspect');
    if (key.size !== data.size || [...key].some((number) => !data.has(number))) {
      throw new BackupError(`${basename(file)} has ${key.size} keys and ${data.size} values`, 'Run it again.');
    }
    return key.size;
  }

  /**
   * Puts the keys of a file back. Its name must be the one that dbctl gave: under another, MicroK8s says that all went well, and
   * restores nothing.
   *
   * @param keys that must be restored
   */
  async load(file: string, keys: number): Promise<void> {
    // The datastore has just been started, and takes a while to answer.
    const result = await this.#patiently(LOADS, () =>
      this.#run('microk8s', ['dbctl', 'restore', basename(file)], DATASTORE_TIMEOUT, dirname(file)),
    );
    if (result.code !== 0) throw failed('microk8s dbctl restore', result);
    const said = `${result.output}\n${result.errors}`;
    // A key that could not be put is told, and counted as if it were.
    const lost = [...said.matchAll(/couldn't put key (\S+?):/g)].map(([, key]) => key);
    const processed = /Processed (\d+) entries/i.exec(said)?.[1];
    const why =
      lost.length > 0
        ? `${lost.length} of ${keys} keys could not be put back, ${lost[0]} among them`
        : `${processed ?? 'an unknown number of'} keys of ${keys} were put back`;
    if (lost.length === 0 && Number(processed) === keys) return;
    throw new BackupError(
      `microk8s dbctl restore: ${why}`,
      'Kubernetes stays stopped: half a datastore must not run. Run the same command again.',
    );
  }

  /** Packs folders below a folder with all that belongs to them. */
  async pack(folder: string, name: string, file: string): Promise<void> {
    await this.#must('tar', ['-C', folder, '--numeric-owner', '-czf', file, name], DATASTORE_TIMEOUT);
  }

  /** Whether a folder on the machine is as it was packed. */
  async isAsPacked(file: string, folder: string): Promise<boolean> {
    return (await this.#run('tar', ['-C', folder, '--compare', '-zf', file], DATASTORE_TIMEOUT)).code === 0;
  }

  /**
   * Puts a packed folder into its place: unpacked beside it, then renamed. The one that was there is kept beside it.
   *
   * @returns the name under which it is kept; `undefined` when there was none
   */
  async swap(file: string, folder: string, name: string, mark: string): Promise<string | undefined> {
    const beside = join(folder, `.${name}.hensteeth-new`);
    await rm(beside, { recursive: true, force: true });
    await this.#must('install', ['-d', '-m', '0700', beside], MINUTE);
    await this.#must('tar', ['-C', beside, '--numeric-owner', '-xpzf', file], DATASTORE_TIMEOUT);
    if (!(await isThere(join(beside, name))))
      throw new BackupError(`${basename(file)} has no folder ${name}`, 'Take another.');
    let kept: string | undefined;
    if (await isThere(join(folder, name))) {
      kept = await this.#free(join(folder, `${name}.before-${mark}`));
      await rename(join(folder, name), kept);
    }
    await rename(join(beside, name), join(folder, name));
    await flush(folder);
    await rm(beside, { recursive: true, force: true });
    return kept;
  }

  async stop(): Promise<void> {
    await this.#must('microk8s', ['stop'], 10 * MINUTE);
  }

  /** Starts all, and waits until Kubernetes answers. */
  async start(): Promise<void> {
    await this.#must('microk8s', ['start'], 10 * MINUTE);
    const status = await this.#must('microk8s', ['status', '--wait-ready', '--timeout', '600'], 11 * MINUTE);
    // Where it is stopped, this also ends with 0.
    if (/is not running/.test(status)) throw new BackupError('MicroK8s does not run', 'microk8s inspect says why.');
  }

  /** Starts the datastore alone: no controller sees half of what is restored, such as volumes whose claims are not there yet. */
  async startDatastore(): Promise<void> {
    await this.#must('snap', ['stop', 'microk8s.daemon-kubelite'], 10 * MINUTE);
    await this.#must('snap', ['start', 'microk8s.daemon-k8s-dqlite'], 10 * MINUTE);
  }

  /** Work while MicroK8s stands still. It is started again whatever happens; `mark` remembers that over a power cut. */
  async stopped<T>(mark: string, work: () => Promise<T>): Promise<T> {
    await writeFile(mark, 'MicroK8s was stopped for a backup.\n');
    await flush(dirname(mark));
    try {
      await this.stop();
      return await work();
    } finally {
      await this.startAgain(mark);
    }
  }

  /** Starts MicroK8s if a backup has left it stopped. @returns whether it had */
  async startAgain(mark: string): Promise<boolean> {
    if (!(await isThere(mark))) return false;
    await this.start();
    await rm(mark, { force: true });
    return true;
  }

  /** Runs something again until it ends well, so many times. One that does not end is not tried again. */
  async #patiently(times: number, run: () => Promise<ProgramResult>): Promise<ProgramResult> {
    for (let tried = 1; ; tried++) {
      const result = await run();
      if (result.code === 0 || result.stopped !== undefined || tried === times) return result;
      await this.#pause(BETWEEN);
    }
  }

  async #free(path: string): Promise<string> {
    for (let i = 1; ; i++) {
      const name = i === 1 ? path : `${path}.${i}`;
      if (!(await isThere(name))) return name;
    }
  }

  async #must(program: string, args: readonly string[], timeout: number, cwd?: string): Promise<string> {
    const result = await this.#run(program, args, timeout, cwd);
    if (result.code === 0) return result.output;
    throw failed(`${program} ${args.slice(0, 2).join(' ')}`, result);
  }

  #run(program: string, args: readonly string[], timeout: number, cwd?: string): Promise<ProgramResult> {
    return runProgram(program, args, {
      env: { ...this.#env, LC_ALL: 'C' },
      timeout,
      ...(cwd !== undefined && { cwd }),
    });
  }
}

const RENAMED = 'A file of dbctl must never be renamed.';

function failed(what: string, { code, output, errors, stopped }: ProgramResult): BackupError {
  // MicroK8s tells most mistakes on its output.
  const last = (errors.trim() || output.trim()).split('\n').at(-1)?.trim();
  const why =
    stopped === 'timeout'
      ? 'it did not end'
      : last || (code === undefined ? 'it was stopped' : `it ended with ${code}`);
  return new BackupError(`${what}: ${why}`, 'microk8s status, and df -h, say more.');
}

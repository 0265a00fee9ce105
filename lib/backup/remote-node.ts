import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Ssh } from '../live/ssh.ts';
import { commandLine } from '../volumes/machine.ts';
import { BackupError } from './backup-error.ts';
import { PROGRAM } from './bundle.ts';

/** How a line on the node ended. */
export interface Followed {
  /** `undefined` when ssh did not start or was killed. */
  readonly code: number | undefined;
  /** The last it said of what went wrong. */
  readonly errors: string;
}

const NODE = '/snap/node/current/bin/node';
const LOCK = '/run/hensteeth-backup.lock';
const MOST_ERRORS = 64 * 1024;
const SETUP = 'Put the program there: npx hensteeth backup setup --ssh owner@hensteeth.';
type Pieces = AsyncIterable<Uint8Array>;

/** The line that runs the program on the node. `alone` waits for nobody: beside another backup or restore it is refused. */
export function programLine(args: readonly string[], alone = false): string {
  const lock = alone ? ['flock', '--nonblock', LOCK] : [];
  return commandLine(['sudo', '-n', ...lock, NODE, PROGRAM, ...args]);
}

/** A node behind ssh; without a target, this machine. What goes there and comes from there is streamed. */
export class RemoteNode {
  readonly name: string;
  readonly #ssh: Ssh | undefined;

  constructor(ssh: Ssh | undefined) {
    this.#ssh = ssh;
    this.name = ssh?.target ?? 'this machine';
  }

  /** Runs a line to its end, telling what it says as it comes. */
  async follow(line: string, say: (text: string) => void, input?: Pieces): Promise<Followed> {
    const child = this.#start(line);
    child.stdout.setEncoding('utf8').on('data', say);
    const ended = endOf(child);
    // A program that ends without reading its input closes the pipe: its exit code tells more than that.
    child.stdin.on('error', () => undefined);
    try {
      for await (const piece of input ?? []) {
        if (child.exitCode !== null || child.stdin.destroyed) break;
        if (!child.stdin.write(piece)) {
          await Promise.race([new Promise((next) => child.stdin.once('drain', next)), ended]);
        }
      }
      child.stdin.end();
    } catch (error) {
      // Half a backup must not look like a whole one that ended.
      child.kill('SIGKILL');
      await ended;
      throw error;
    }
    const { code, errors } = await ended;
    return { code, errors: errors.trim() };
  }

  /** What the program on the node prints, as it comes. @throws BackupError at the end, when it did not end well */
  async *read(args: readonly string[]): AsyncGenerator<Uint8Array> {
    const child = this.#start(programLine(args));
    const ended = endOf(child);
    child.stdin.on('error', () => undefined).end();
    let isRead = false;
    try {
      yield* child.stdout;
      isRead = true;
    } finally {
      // Who reads no further must not leave it waiting.
      if (!isRead) child.kill('SIGKILL');
    }
    const end = await ended;
    if (end.code !== 0) throw this.failed(end);
  }

  /** What went wrong there, as an error with what to do. */
  failed({ code, errors }: Followed): BackupError {
    const lines = errors.trim().split('\n');
    const told = lines.find((line) => line.startsWith('error: '))?.slice('error: '.length);
    const fix = lines.find((line) => line.startsWith('  fix: '))?.slice('  fix: '.length);
    const why = told ?? (lines.at(-1) || `it ended with ${code ?? 'no code'}`);
    const isAbsent = /not found|No such file|Cannot find module/.test(errors);
    const seeSsh = `See that ssh works: ssh ${this.name} sudo -n true.`;
    return new BackupError(`${this.name}: ${why}`, fix ?? (isAbsent ? SETUP : seeSsh));
  }

  #start(line: string) {
    const [program, args] = this.#ssh ? ['ssh', this.#ssh.words(line)] : ['sh', ['-c', line]];
    return spawn(program, args, { stdio: 'pipe', env: process.env });
  }
}

/** How a program ends, and the last of what it says on its error output. */
function endOf(child: ChildProcessWithoutNullStreams): Promise<Followed> {
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-MOST_ERRORS);
  });
  return new Promise((done) => {
    child.on('error', (error) => {
      errors = error.message;
      done({ code: undefined, errors });
    });
    child.on('close', (code) => done({ code: code ?? undefined, errors }));
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Guardian } from './guardian.ts';

/** A program that runs, with its output in a file. */
export interface Running {
  readonly name: string;
  readonly child: ChildProcess;
  readonly log: string;
}

/** How a program is started. */
export interface Start {
  readonly path: string;
  readonly args: readonly string[];
  /** @default {} */
  readonly env?: Readonly<Record<string, string>>;
}

const LINES = 8;
/** Characters of a line that are shown. */
const LENGTH = 400;
/** A line of a stack of Go: `main.main()`, its file below, `goroutine 1 [running]:`. */
const STACK = /^(\t|goroutine \d|created by |\S+\(.*\)$)/;
/** Milliseconds that a program has to end by itself. */
const GRACE = 3_000;

/** The programs of one simulation, by name. Each is a process group of its own, which the guardian knows. */
export class Processes {
  readonly #folder: string;
  readonly #guardian: Guardian;
  readonly #running = new Map<string, Running>();
  readonly #starts = new Map<string, Start>();
  readonly #wanted = new Set<string>();

  constructor(folder: string, guardian: Guardian) {
    this.#folder = folder;
    this.#guardian = guardian;
  }

  start(name: string, start: Start): void {
    const log = join(this.#folder, `${name}.log`);
    const output = openSync(log, 'a');
    // Nothing of the user's own settings: a kubeconfig or a proxy of theirs must not reach the programs.
    const env = { PATH: process.env['PATH'] ?? '', HOME: this.#folder, TMPDIR: this.#folder, ...start.env };
    const child = spawn(start.path, start.args, {
      cwd: this.#folder,
      detached: true,
      stdio: ['ignore', output, output],
      env,
    });
    closeSync(output);
    child.on('error', () => undefined);
    if (child.pid !== undefined) this.#guardian.watch(child.pid);
    child.unref();
    this.#running.set(name, { name, child, log });
    this.#starts.set(name, start);
    this.#wanted.add(name);
  }

  /** Stops a program: asks it to, then kills it. */
  async stop(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#wanted.delete(name);
    const child = this.#running.get(name)?.child;
    if (!child || !isAlive(child)) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
    await gone;
    clearTimeout(timer);
  }

  /** Sends a signal: `SIGSTOP` freezes a program, `SIGCONT` lets it go on. */
  signal(name: string, signal: NodeJS.Signals): void {
    this.#running.get(name)?.child.kill(signal);
  }

  /** Starts a program again as it was started. */
  restart(name: string): void {
    this.start(name, this.#starts.get(name)!);
  }

  /** A program that ended although nobody stopped it. */
  fallen(): Running | undefined {
    for (const name of this.#wanted) {
      const running = this.#running.get(name)!;
      if (!isAlive(running.child)) return running;
    }
    return undefined;
  }

  /** Names of the programs that were started and not stopped. */
  get names(): readonly string[] {
    return [...this.#wanted];
  }

  /** Process ids of the programs that run. */
  get pids(): readonly number[] {
    return [...this.#running.values()].flatMap(({ child }) => (isAlive(child) && child.pid ? [child.pid] : []));
  }
}

/** The last lines of a program's output: where the reason stands. Go writes the stack behind it, which is left out. */
export function lastLines({ log }: Running): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const told = lines.filter((line) => line !== '' && !STACK.test(line));
  return told
    .slice(-LINES)
    .map((line) => line.slice(0, LENGTH))
    .join('\n');
}

function isAlive({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

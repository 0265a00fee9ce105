import { type ProgramResult, runProgram } from '../tools/run-program.ts';

/** How a machine is reached. */
export interface SshProps {
  /** `owner@hensteeth.tailnet.example`, or a host of the configuration. */
  readonly target: string;
  /**
   * Configuration file in place of the user's own.
   * @default - that of the user
   */
  readonly config?: string;
}

/** How a command on a machine is run. */
export interface SshRun {
  /**
   * Whether it may take hours. A connection that is dead is noticed all the same.
   * @default false: it is ended after a minute
   */
  readonly isLong?: boolean;
  /** Called with each piece of standard output, which is not kept then. */
  readonly onOutput?: (chunk: Buffer) => void;
}

const TIMEOUT = 60_000;
/** Asked every so many seconds, and given up after as many questions without an answer. */
const ALIVE = ['-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=8'];

/** Commands on a machine, by the user's own ssh and keys. Nothing is ever asked for: a key that is not there is told. */
export class Ssh {
  readonly target: string;
  readonly #config: string | undefined;

  constructor({ target, config }: SshProps) {
    this.target = target;
    this.#config = config;
  }

  /** Runs one command line; its input comes from `input` alone. Never throws. */
  run(command: string, input = '', { isLong = false, onOutput }: SshRun = {}): Promise<ProgramResult> {
    return runProgram('ssh', this.words(command), {
      env: process.env,
      input,
      ...(!isLong && { timeout: TIMEOUT }),
      ...(onOutput && { onOutput }),
    });
  }

  /** The words after `ssh` for a command line, for whoever streams its input or its output. */
  words(command: string): string[] {
    const config = this.#config === undefined ? [] : ['-F', this.#config];
    return [...config, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', ...ALIVE, '--', this.target, command];
  }
}

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

const TIMEOUT = 60_000;

/** Commands on a machine, by the user's own ssh and keys. Nothing is ever asked for: a key that is not there is told. */
export class Ssh {
  readonly target: string;
  readonly #config: string | undefined;

  constructor({ target, config }: SshProps) {
    this.target = target;
    this.#config = config;
  }

  /** Runs one command line; its input comes from `input` alone. Never throws. */
  run(command: string, input = ''): Promise<ProgramResult> {
    return runProgram('ssh', this.words(command), { env: process.env, input, timeout: TIMEOUT });
  }

  /** The words after `ssh` for a command line, for whoever streams its input or its output. */
  words(command: string): string[] {
    const config = this.#config === undefined ? [] : ['-F', this.#config];
    return [...config, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '--', this.target, command];
  }
}

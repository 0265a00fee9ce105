import { spawn } from 'node:child_process';

/** What a program is given. */
export interface ProgramInput {
  readonly env: NodeJS.ProcessEnv;
  /** @default the working directory of this process */
  readonly cwd?: string;
  /**
   * Text for its standard input.
   * @default '' (closed at once)
   */
  readonly input?: string;
  /**
   * Milliseconds after which it is killed.
   * @default none
   */
  readonly timeout?: number;
  /**
   * Bytes of standard output after which it is killed.
   * @default none
   */
  readonly mostOutput?: number;
  /** Called with each piece of standard output, which is not kept then: for what may be larger than memory. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Called with each whole line of the error output. */
  readonly onErrorLine?: (line: string) => void;
}

/** How a program ended. */
export interface ProgramResult {
  /** Exit code; `undefined` when it did not start or was killed. */
  readonly code: number | undefined;
  readonly output: string;
  /** The error output; of a program that did not start, why. */
  readonly errors: string;
  /** Why this process killed it. */
  readonly stopped: 'timeout' | 'output' | undefined;
}

/** Characters of the error output that are kept: its end, where the reason stands. Helm writes 150 KiB for a chart that includes itself. */
const MOST_ERRORS = 1024 * 1024;

/** Runs a program to its end. Never throws: one that does not start has no exit code. */
export function runProgram(path: string, args: readonly string[], given: ProgramInput): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(path, args, { env: given.env, cwd: given.cwd, stdio: 'pipe' });
    const chunks: Buffer[] = [];
    let size = 0;
    let errors = '';
    let line = '';
    let stopped: ProgramResult['stopped'];
    const stop = (why: ProgramResult['stopped']): void => {
      stopped ??= why;
      child.kill('SIGKILL');
    };
    const timer = given.timeout === undefined ? undefined : setTimeout(() => stop('timeout'), given.timeout);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > (given.mostOutput ?? Number.POSITIVE_INFINITY)) stop('output');
      else if (given.onOutput) given.onOutput(chunk);
      else chunks.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-MOST_ERRORS);
      const lines = (line + text).split('\n');
      line = (lines.pop() ?? '').slice(-MOST_ERRORS);
      for (const whole of lines) given.onErrorLine?.(whole);
    });
    // A program that ends without reading its input closes the pipe: its exit code tells more than that.
    child.stdin.on('error', () => undefined);
    child.stdin.end(given.input ?? '');
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: undefined, output: '', errors: error.message, stopped });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? undefined, output: Buffer.concat(chunks).toString('utf8'), errors, stopped });
    });
  });
}

import type { Ssh } from '../live/ssh.ts';
import { type ProgramResult, runProgram } from '../tools/run-program.ts';
import { mustBeAllowed } from './allowed-commands.ts';
import { type LvmCommand, lvmWords } from './lvm.ts';

/** A command on the machine failed. */
export class MachineError extends Error {
  override readonly name = 'MachineError';
}

/** How a command is run. */
export interface HowToRun {
  /**
   * Whether it may take hours: reading or copying all data.
   * @default false: it is ended after a minute
   */
  readonly isLong?: boolean;
  /** Called with each piece of what it prints, which is not kept then. */
  readonly onOutput?: (chunk: Buffer) => void;
}

/** The machine that holds the volumes. It runs what is allowed, and nothing else. */
export interface Machine {
  /** As a person calls it: `owner@hensteeth`, `this machine`. */
  readonly name: string;
  /**
   * Whether LVM reaches the device-mapper there. Without it, no device of a volume can be open.
   * @default true
   */
  readonly hasDeviceMapper?: boolean;
  /**
   * Runs a command to its end.
   *
   * @throws ForbiddenCommand before anything runs, unless it is of a shape that may run
   */
  run(words: readonly string[], how?: HowToRun): Promise<ProgramResult>;
}

/** How commands of LVM are told. */
export interface LocalProps {
  /** @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Whether LVM uses the device-mapper of the kernel. Without it, metadata is real and no device appears.
   * @default true
   */
  readonly hasDeviceMapper?: boolean;
}

const TIMEOUT = 60_000;
const LVM_PROGRAMS = new Set(['lvs', 'vgs', 'pvs', 'lvrename', 'lvchange', 'vgcfgbackup', 'lvextend']);
/** Reports in one language, and no talk about open files. */
const ENV = { LC_ALL: 'C', LVM_SUPPRESS_FD_WARNINGS: '1' };

/** The machine that this runs on; as another user than root, by sudo that asks nothing. */
export function thisMachine({ env = process.env, hasDeviceMapper = true }: LocalProps = {}): Machine {
  return {
    name: 'this machine',
    hasDeviceMapper,
    run(words, { isLong = false, onOutput } = {}) {
      mustBeAllowed(words);
      const [program, ...args] = words as readonly [string, ...string[]];
      const more = LVM_PROGRAMS.has(program) && !hasDeviceMapper ? ['--driverloaded', 'n'] : [];
      const line = [program, ...more, ...args];
      const [first, ...rest] = process.getuid?.() === 0 ? line : ['sudo', '-n', ...line];
      return runProgram(first!, rest, {
        env: { ...env, ...ENV },
        ...(!isLong && { timeout: TIMEOUT }),
        ...(onOutput && { onOutput }),
      });
    },
  };
}

/** A machine behind ssh. Each word reaches it as it is, whatever it holds. */
export function remoteMachine(ssh: Ssh): Machine {
  return {
    name: ssh.target,
    run(words, how) {
      mustBeAllowed(words);
      const env = Object.entries(ENV).map(([key, value]) => `${key}=${value}`);
      return ssh.run(commandLine(['sudo', '-n', 'env', ...env, ...words]), '', how);
    },
  };
}

/**
 * Words as one line for a shell, each of them quoted.
 *
 * @throws RangeError for a word that no shell can pass on
 */
export function commandLine(words: readonly string[]): string {
  return words
    .map((word) => {
      if (word.includes('\0')) throw new RangeError('a word of a command cannot hold a NUL');
      return /^[A-Za-z0-9_+.,:=@%/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
    })
    .join(' ');
}

/** Runs a command of LVM. @throws MachineError when it fails, ValueError, ForbiddenCommand */
export async function runLvm(machine: Machine, command: LvmCommand): Promise<string> {
  return mustRun(machine, lvmWords(command));
}

/** Runs a command that must end well. @throws MachineError, ForbiddenCommand */
export async function mustRun(machine: Machine, words: readonly string[], how?: HowToRun): Promise<string> {
  const result = await machine.run(words, how);
  if (result.code === 0) return result.output;
  throw new MachineError(`${words[0]} on ${machine.name}: ${whyIn(result)}`);
}

/**
 * Runs a command that must end well, however long it takes, and hears what it prints piece by piece.
 *
 * @throws MachineError, ForbiddenCommand
 */
export async function mustHear(
  machine: Machine,
  words: readonly string[],
  onOutput: (chunk: Buffer) => void,
): Promise<void> {
  // A machine that keeps the output gives it whole, at the end.
  const kept = await mustRun(machine, words, { isLong: true, onOutput });
  if (kept !== '') onOutput(Buffer.from(kept));
}

/** Why a command failed, in its own last words. */
export function whyIn({ code, errors }: ProgramResult): string {
  return errors.trim().split('\n').at(-1)?.trim() || (code === undefined ? 'it was stopped' : `it ended with ${code}`);
}

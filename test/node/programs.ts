import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why a program cannot be run here; `undefined` when it can. */
export function whyNot(program: string): string | undefined {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' });
  return error ? `${program} is not here` : undefined;
}

/** `describe`, or `describe.skip` when there is a reason, which is printed. */
export function describeUnless(why: string | undefined, name: string, tests: () => void): void {
  if (why !== undefined) process.stderr.write(`skipped: ${name}: ${why}\n`);
  (why === undefined ? describe : describe.skip)(name, tests);
}

const scratch: string[] = [];

/** A new folder that `removeScratch` takes away. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'node-'));
  scratch.push(folder);
  return folder;
}

export function removeScratch(): void {
  for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Runs a program and gives its exit code and all it said. */
export function ran(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, input = '') {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    input,
  });
  return { code: status, out: stdout, said: stdout + stderr };
}

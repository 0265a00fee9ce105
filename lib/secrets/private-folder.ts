import { mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SecretsError } from './secrets-error.ts';

const MEMORY = '/dev/shm';
/** What `statfs` says of tmpfs and of ramfs. */
const IN_MEMORY = [0x01021994, 0x858458f6];
const PREFIX = 'hensteeth-edit-';

/**
 * Works in a folder that is in memory alone and that nobody else can enter. It is removed in the end, also when the process is told to stop.
 *
 * @throws SecretsError on a machine without such a place
 */
export async function inPrivateFolder<T>(work: (folder: string) => Promise<T>, memory = MEMORY): Promise<T> {
  expectMemory(memory);
  sweep(memory);
  const folder = mkdtempSync(join(memory, `${PREFIX}${process.pid}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const stop = (signal: NodeJS.Signals): void => {
    remove();
    process.exit(signal === 'SIGTERM' ? 143 : 129);
  };
  // Ctrl-C reaches the editor, too, which knows what to do with it; when it ends, so does the work.
  const ignore = (): void => undefined;
  process.on('exit', remove).on('SIGTERM', stop).on('SIGHUP', stop).on('SIGINT', ignore);
  try {
    return await work(folder);
  } finally {
    remove();
    process.off('exit', remove).off('SIGTERM', stop).off('SIGHUP', stop).off('SIGINT', ignore);
  }
}

function expectMemory(memory: string): void {
  let type: number | undefined;
  try {
    ({ type } = statfsSync(memory));
  } catch {
    type = undefined;
  }
  if (type !== undefined && IN_MEMORY.includes(type)) return;
  const why = type === undefined ? 'is not there' : 'is on a disk';
  throw new SecretsError(
    2,
    `${memory} ${why}: an editor needs a file, and there is no place for one that is in memory alone`,
    'Set values one by one instead, which needs no file: npx hensteeth secrets set NAME --key KEY.',
  );
}

/** Removes what a run that was killed has left. */
function sweep(memory: string): void {
  for (const name of readdirSync(memory)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(memory, name);
    if (statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.()) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

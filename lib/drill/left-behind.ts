import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is left of a rehearsal that has ended: its folder, loop devices on it, programs that were started with it. */
export function leftBehind(folder: string): string[] {
  const loops = execFileSync('losetup', ['-a'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder))
    .map((line) => `the loop device ${line.split(':')[0]} is still attached`);
  return [...(existsSync(folder) ? [`${folder} is still there`] : []), ...loops, ...programsOf(folder)];
}

function programsOf(folder: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    const [program = '', ...args] = commandOf(pid).split('\0');
    return args.some((each) => each.includes(folder)) ? [`${program} still runs, as process ${pid}`] : [];
  });
}

/** Empty for a process that has ended meanwhile. */
function commandOf(pid: string): string {
  try {
    return readFileSync(join('/proc', pid, 'cmdline'), 'utf8');
  } catch {
    return '';
  }
}

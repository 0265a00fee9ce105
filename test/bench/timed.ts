import { spawnSync } from 'node:child_process';

/** How long a whole process took, and the most memory its largest process had. */
export interface Timing {
  readonly ms: number;
  readonly peakMb: number;
}

/**
 * Runs a command as a whole process. The machine's own certificate bundle is left out: it slows every start of Node 20 alike.
 *
 * @throws Error with what the command said, when it ends with another code
 */
export function timed(
  command: string,
  args: readonly string[],
  cwd: string,
  code = 0,
  more: NodeJS.ProcessEnv = {},
): Timing {
  const { NODE_EXTRA_CA_CERTS: _unused, ...env } = process.env;
  const start = performance.now();
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%M', command, ...args], {
    cwd,
    env: { ...env, CDK8S_CHECK_UPGRADE: 'false', ...more },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const ms = performance.now() - start;
  if (status !== code)
    throw new Error(`${command} ${args.join(' ')} in ${cwd} ended with ${status}: ${stderr.slice(-2000)}`);
  return { ms, peakMb: Math.round(Number(stderr.trim().split('\n').at(-1)) / 1024) };
}

/** The timing in the middle. */
export function median(timings: readonly Timing[]): Timing {
  return [...timings].sort((a, b) => a.ms - b.ms)[Math.floor(timings.length / 2)]!;
}

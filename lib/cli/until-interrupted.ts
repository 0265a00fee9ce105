import type { Machine } from '../volumes/machine.ts';

/** The user stopped it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** What leaves nothing behind. */
const CLOSING = new Set(['findmnt', 'umount', 'rmdir']);

/**
 * A machine on which nothing new is begun once the user has pressed Ctrl-C: what is mounted is unmounted, and the work ends. Pressed
 * once more, it ends at once; the next run unmounts then.
 *
 * @param signals that tell of it
 * @throws Interrupted by `run`
 */
export function untilInterrupted(
  machine: Machine,
  signals: { once(signal: 'SIGINT', hear: () => void): unknown } = process,
): Machine {
  let isInterrupted = false;
  signals.once('SIGINT', () => {
    isInterrupted = true;
  });
  return {
    name: machine.name,
    ...(machine.hasDeviceMapper !== undefined && { hasDeviceMapper: machine.hasDeviceMapper }),
    run: async (words, how) => {
      if (isInterrupted && !CLOSING.has(words[0]!))
        throw new Interrupted('stopped by Ctrl-C; what was mounted is unmounted');
      return machine.run(words, how);
    },
  };
}

const ROUNDS = 3;
const RUNS = 3;

/**
 * How many times as long work takes on more input: processor time, the least of a few runs each, and the least of a few rounds, so that
 * a busy machine does not decide. Work that grows as the square does so in every round.
 *
 * @param make makes the work for a size; the making is not timed
 */
export function growth(few: number, many: number, make: (size: number) => () => unknown): number {
  const [little, much] = [make(few), make(many)];
  little();
  much();
  return Math.min(...Array.from({ length: ROUNDS }, () => least(much) / least(little)));
}

/** Milliseconds of the processor. */
function least(work: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.max(Math.min(...times), 0.5);
}

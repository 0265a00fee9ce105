/** Milliseconds of processor that this process has had: those that it waits for one are not among them. */
const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/**
 * How many times as much work there is on more input: the least of a few runs each, by the processor's time, so that a busy machine
 * does not decide.
 *
 * @param make makes the work for a size; the making is not timed
 */
export function growth(few: number, many: number, make: (size: number) => () => unknown): number {
  const least = (size: number): number => {
    const work = make(size);
    work();
    const times = Array.from({ length: 5 }, () => {
      const start = spent();
      work();
      return spent() - start;
    });
    return Math.max(Math.min(...times), 0.5);
  };
  return least(many) / least(few);
}

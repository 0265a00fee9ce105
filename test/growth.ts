/**
 * How many times as long work takes on more input: processor time, and the least of a few runs each, so that a busy machine does not
 * decide.
 *
 * @param make makes the work for a size; the making is not timed
 */
export function growth(few: number, many: number, make: (size: number) => () => unknown): number {
  const least = (size: number): number => {
    const work = make(size);
    work();
    const times = Array.from({ length: 5 }, () => {
      const start = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    return Math.max(Math.min(...times), 0.5);
  };
  return least(many) / least(few);
}

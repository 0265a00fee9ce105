/** How many backups are kept. What one rule keeps, no other takes away. */
export interface Keep {
  /** The last so many. At least one. */
  readonly last: number;
  /** The newest of each of the last so many days that have one. */
  readonly daily: number;
  /** The newest of each of the last so many weeks that have one. */
  readonly weekly: number;
}

/** A backup as retention sees it. */
export interface Kept {
  readonly name: string;
  readonly at: Date;
  /** Whether it is there as it was made. */
  readonly isGood: boolean;
}

const DAY = 86_400_000;
/** 1 January 1970 was a Thursday; weeks begin on Mondays. */
const MONDAY = 3 * DAY;

/**
 * Names of backups that need not be kept. Only good ones count, and days and weeks are those that have one: when no backup is made
 * any more, none goes. The newest good one always stays, and one that is not good goes only when a newer one is good.
 */
export function superfluous(backups: readonly Kept[], { last, daily, weekly }: Keep): string[] {
  const good = backups.filter(({ isGood }) => isGood).sort(newestFirst);
  const [newest] = good;
  if (!newest) return [];
  const kept = new Set(good.slice(0, Math.max(1, last)));
  for (const [count, length, shift] of [
    [daily, DAY, 0],
    [weekly, 7 * DAY, MONDAY],
  ] as const) {
    const firsts = new Map<number, Kept>();
    for (const each of good) {
      const span = Math.floor((each.at.getTime() + shift) / length);
      if (!firsts.has(span)) firsts.set(span, each);
    }
    for (const each of [...firsts.values()].slice(0, count)) kept.add(each);
  }
  return backups.filter((each) => (each.isGood ? !kept.has(each) : each.at < newest.at)).map(({ name }) => name);
}

function newestFirst(one: Kept, other: Kept): number {
  return other.at.getTime() - one.at.getTime() || (one.name < other.name ? 1 : -1);
}

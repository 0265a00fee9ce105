/** What is looked at for one claim. */
export interface Check {
  readonly what: 'bound' | 'size' | 'file-system' | 'content';
  /** `skipped`: it was not to be looked at, or cannot be while an app runs. `unknown`: it was to be, and nothing could be judged. */
  readonly state: 'holds' | 'fails' | 'unknown' | 'skipped';
  readonly why: string;
  readonly hint?: string;
}

/** What was found for one claim. */
export interface VerifiedVolume {
  readonly claim: string;
  /** LVM's UUID of the old volume, by the plan. */
  readonly uuid: string;
  readonly strategy: string;
  readonly checks: readonly Check[];
}

/** Whether every claim of a plan has its volume, and its data. To be kept. */
export interface Verification {
  readonly version: 1;
  readonly kind: 'hensteeth-volume-verification';
  /** ISO 8601, by the clock of whoever looked. */
  readonly taken: string;
  readonly machine: string;
  /** SHA-256 of the plan. */
  readonly plan: string;
  readonly volumes: readonly VerifiedVolume[];
  /** Claims that the plan leaves to the owner. */
  readonly open: readonly string[];
  readonly counts: Readonly<Record<Check['state'], number>>;
}

/** 0: all that was looked at holds. 1: something fails, or is open. 2: something could not be judged. */
export function verdictOf({ counts, open }: Pick<Verification, 'counts' | 'open'>): 0 | 1 | 2 {
  if (counts.fails > 0 || open.length > 0) return 1;
  return counts.unknown > 0 ? 2 : 0;
}

/** How many checks ended how. */
export function countsOf(volumes: readonly VerifiedVolume[]): Verification['counts'] {
  const states = volumes.flatMap(({ checks }) => checks.map(({ state }) => state));
  const count = (wanted: Check['state']) => states.filter((state) => state === wanted).length;
  return { holds: count('holds'), fails: count('fails'), unknown: count('unknown'), skipped: count('skipped') };
}

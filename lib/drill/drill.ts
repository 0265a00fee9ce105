/** What was seen of a step. */
export interface Look {
  /** `unknown` where it cannot be looked at, which is told and does not end the drill. */
  readonly state: 'done' | 'waiting' | 'failed' | 'unknown';
  /** What is so, in one line. */
  readonly told: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** What a drill keeps between its steps, and for a run that goes on after a cut. Texts only: it is written into the report. */
export type Memory = Record<string, string>;

/** Whatever a drill looks at. */
export interface Place {
  readonly memory: Memory;
}

/** One step of a drill. */
export interface Step<P extends Place> {
  /** `cut`: unique in its drill. */
  readonly name: string;
  /** What holds when it is done, in one line. */
  readonly title: string;
  /** Milliseconds that it may take; 0 looks once. */
  readonly limit: number;
  /** What only the owner's hands can do, line by line: asked for, unless it is seen to be done already. */
  readonly hand?: (place: P) => readonly string[];
  /** What the drill does itself, unless it is seen to be done already. */
  readonly act?: (place: P) => Promise<void>;
  /** Whether it is done. What it throws is told as what is waited for. */
  readonly look: (place: P, clock: Clock) => Promise<Look>;
  /**
   * Whether the next steps still tell something when this one failed.
   * @default false
   */
  readonly goesOn?: boolean;
}

/** A drill: what is shown to hold on the real lab, step by step. */
export interface Drill<P extends Place> {
  readonly name: string;
  /** What it proves, in one line. */
  readonly proves: string;
  readonly steps: readonly Step<P>[];
  /**
   * The time that is compared from drill to drill, in milliseconds; `undefined` when it did not come to it.
   * @default that of all steps together
   */
  readonly figure?: {
    readonly what: string;
    readonly of: (memory: Memory) => number | undefined;
  };
  /**
   * Whether a run can go on where an earlier one was cut, by what is seen now: then it puts the memory of that run into the place and
   * says why, else it says why not.
   * @default every run starts anew
   */
  readonly resume?: (place: P, memory: Memory) => Promise<{ readonly goesOn: boolean; readonly told: string }>;
}

/** Time as a drill sees it: only the command line has a real one. */
export interface Clock {
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export const done = (told: string): Look => ({ state: 'done', told });
export const waiting = (told: string): Look => ({ state: 'waiting', told });
export const failed = (told: string, fix: string): Look => ({ state: 'failed', told, fix });
export const notSeen = (told: string): Look => ({ state: 'unknown', told });

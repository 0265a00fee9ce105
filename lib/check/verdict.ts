import type { Finding } from '../core/finding.ts';
import type { Subject } from './subject.ts';

/** A finding of the check, with what a report needs to show the place. */
export interface PlacedFinding extends Finding {
  /** The object that the finding is about. */
  readonly subject: Subject | undefined;
  /** Line and column in the file, where they are known better than from the path. */
  readonly position?: { readonly line: number; readonly column: number };
}

/** What could not be judged: why, and of which objects. */
export interface Unjudged {
  readonly why: string;
  /** Names of the objects, sorted; empty for the lab as a whole. */
  readonly objects: readonly string[];
}

/** How much was looked at. */
export interface Counts {
  readonly objects: number;
  /** References from one object to another that were followed. */
  readonly references: number;
  readonly rules: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notices: number;
  /** Findings that the owner allowed, with a reason. */
  readonly allowed: number;
  readonly notJudged: number;
}

/** What a check says. */
export interface Verdict {
  /** Sorted by file, place and code. */
  readonly findings: readonly PlacedFinding[];
  readonly notJudged: readonly Unjudged[];
  readonly counts: Counts;
}

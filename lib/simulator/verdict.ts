import type { PlacedFinding } from '../check/verdict.ts';
import type { Outcome } from '../live/watch.ts';
import type { Culprit } from './culprit.ts';
import type { StandInRelease } from './stand-in.ts';
import { StandInMark } from './stand-in-mark.ts';
import type { Span } from './timeline.ts';

/** Where the check and the cluster do not say the same. */
export interface Disagreement {
  /** `check-silent`: it fails here and the check does not tell. `check-only`: the check tells, and it converges here. */
  readonly kind: 'check-silent' | 'check-only';
  readonly what: string;
}

/** All that a simulation found out. */
export interface SimulationVerdict {
  readonly outcome: Outcome;
  readonly timeline: readonly Span[];
  readonly culprits: readonly Culprit[];
  readonly disagreements: readonly Disagreement[];
  /** Releases whose archives were not at hand. */
  readonly standIns: readonly StandInRelease[];
}

/** Families whose findings show up on an API server, in Flux or at the scheduler. The others need what is not simulated. */
const SEEN_HERE = new Set(['schema', 'order', 'capacity']);

/** Compares what happened with what the check tells. */
export function disagreements(
  { kind }: Outcome,
  culprits: readonly Culprit[],
  findings: readonly PlacedFinding[],
  familyOf: (code: string) => string | undefined,
  mark: StandInMark = new StandInMark([]),
): Disagreement[] {
  const silent = culprits
    .filter((culprit) => culprit.findings.length === 0)
    .map(
      ({ object, reason, layer }): Disagreement => ({
        kind: 'check-silent',
        what: `${object}${mark.after(layer)}: ${reason}`,
      }),
    );
  if (kind !== 'converged') return silent;
  const only = findings
    .filter(({ severity, code }) => severity === 'error' && SEEN_HERE.has(familyOf(code) ?? ''))
    .map(
      ({ code, where, message, subject }): Disagreement => ({
        kind: 'check-only',
        what: `${code} ${where.object ?? ''}${mark.after(subject?.layer)}: ${message}`,
      }),
    );
  return [...silent, ...only];
}

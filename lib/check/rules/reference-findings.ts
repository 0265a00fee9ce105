import type { Judgement, NotJudged, Report } from '../rule.ts';
import type { Subject } from '../subject.ts';

/** Collects what is told and what is left unjudged; one reason is given once. */
export class ReferenceFindings implements Judgement {
  readonly reports: Report[] = [];
  readonly notJudged: NotJudged[] = [];
  readonly #reasons = new Set<string>();

  tell(report: Report): void {
    this.reports.push(report);
  }

  /** Says what was not judged, and why. */
  leave(subject: Subject | undefined, why: string): void {
    if (this.#reasons.has(why)) return;
    this.#reasons.add(why);
    this.notJudged.push({ ...(subject && { subject }), why });
  }
}

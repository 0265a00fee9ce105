import { nearest } from '../values/nearest.ts';
import { parsePath } from './parse-path.ts';
import { pathText } from './path.ts';
import type { ChartUse } from './releases.ts';
import type { Report } from './rule.ts';
import type { AllowedValue, World } from './world.ts';

const VALUES = 'spec.values.';

/** Values that the owner sets in one release although its chart does not know them, and whether that was needed. */
export class AllowedValues {
  readonly #use: ChartUse;
  /** By the place in the release. */
  readonly #byPlace: ReadonlyMap<string, AllowedValue>;

  constructor(world: World, use: ChartUse) {
    const { namespace = 'default', name } = use.subject.manifest.metadata;
    const own = (world.props.allowedValues ?? []).filter(({ release }) => release === `${namespace}/${name}`);
    this.#use = use;
    this.#byPlace = new Map(own.map((allowed) => [placeOf(allowed.path), allowed]));
  }

  /** Allowances that nobody gave a reason for. They allow nothing. */
  *withoutReason(): Generator<Report> {
    for (const [place, allowed] of this.#byPlace) {
      if (isReasoned(allowed)) continue;
      const hint = 'Write why the value is fine here, or take the allowance out.';
      yield this.#report('allow-reason', place, allowed, 'without a reason', hint);
    }
  }

  /** What remains of the reports on the values of the release, and allowances that nothing was found for. */
  *rest(reports: Iterable<Report>): Generator<Report> {
    const used = new Set<AllowedValue>();
    const unknown: string[] = [];
    for (const report of reports) {
      const isUnknown = report.code === 'chart-value-unknown';
      const allowed = isUnknown ? this.#byPlace.get(report.path!) : undefined;
      if (allowed && isReasoned(allowed)) used.add(allowed);
      else yield report;
      if (isUnknown && !allowed) unknown.push(report.path!.slice(VALUES.length));
    }
    for (const [place, allowed] of this.#byPlace) {
      if (!isReasoned(allowed) || used.has(allowed)) continue;
      const meant = nearest(allowed.path, unknown);
      const hint = meant ? `Did you mean '${meant}'?` : 'Take the allowance out: there is nothing to allow.';
      yield this.#report('allow-unused', place, allowed, 'which it does not set, or which its chart knows', hint);
    }
  }

  #report(code: string, path: string, allowed: AllowedValue, what: string, hint: string): Report {
    const { subject } = this.#use;
    const message = `release ${subject.manifest.metadata.name} allows the unknown value '${allowed.path}', ${what}`;
    return { code, subject: { ...subject, source: allowed.source }, path, message, hint };
  }
}

function isReasoned({ reason }: AllowedValue): boolean {
  return reason.trim() !== '';
}

/** Path as reports have it; keys with other letters than those of a name may be written as they are. */
function placeOf(path: string): string {
  const steps = parsePath(path);
  return pathText(['spec', 'values', ...(pathText(steps) === path ? steps : path.split('.'))]);
}

import type { Where } from '../core/finding.ts';
import { Allowances, allowRules } from './allow.ts';
import { referencesOf } from './references/graph.ts';
import type { NotJudged, Report, RuleDoc, RuleSet } from './rule.ts';
import { subjectName } from './subject.ts';
import type { PlacedFinding, Unjudged, Verdict } from './verdict.ts';
import type { World } from './world.ts';

/**
 * Judges a world by all rules. Pure: the same world gives the same verdict.
 *
 * @param reports reports made before, when the objects were read
 * @throws Error when a rule tells a code that no table has, which is a defect of the rule
 */
export function check(world: World, sets: readonly RuleSet[], read: readonly Report[] = []): Verdict {
  const docs = new Map([...sets.flatMap(({ rules }) => rules), ...allowRules].map((doc) => [doc.code, doc]));
  const notJudged: NotJudged[] = [];
  const reports: Report[] = [...read];
  for (const set of sets) {
    const judgement = set.judge(world);
    for (const report of judgement.reports) reports.push(report);
    for (const unjudged of judgement.notJudged ?? []) notJudged.push(unjudged);
  }
  const allowances = new Allowances(world);
  const kept = reports.filter((report) => !allowances.allows(report));
  const findings = [...kept, ...allowances.reports(sets)].map((report) => place(report, docs)).sort(byPlace);
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const unjudged = group(notJudged);
  return {
    findings,
    notJudged: unjudged,
    counts: {
      objects: world.subjects.length,
      references: referencesOf(world).length,
      rules: docs.size,
      errors: count('error'),
      warnings: count('warning'),
      notices: count('notice'),
      allowed: reports.length - kept.length,
      notJudged: notJudged.length,
    },
  };
}

function place(report: Report, docs: ReadonlyMap<string, RuleDoc>): PlacedFinding {
  const { code, subject, path, message, hint } = report;
  const doc = docs.get(code);
  if (!doc) throw new Error(`a rule tells '${code}', which no table of rules has`);
  const file = report.file ?? subject?.file;
  const source = subject?.source;
  const where: Where = {
    ...(subject && { object: subjectName(subject) }),
    ...(path !== undefined && { path }),
    ...(file !== undefined && { file }),
    ...(source && { source }),
  };
  return { code, severity: doc.severity, where, message, hint, subject };
}

function byPlace(a: PlacedFinding, b: PlacedFinding): number {
  return (
    compare(a.where.file, b.where.file) ||
    compare(a.where.object, b.where.object) ||
    compare(a.where.path, b.where.path) ||
    compare(a.code, b.code)
  );
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function group(notJudged: readonly NotJudged[]): Unjudged[] {
  const objects = new Map<string, Set<string>>();
  for (const { why, subject } of notJudged) {
    const names = objects.get(why) ?? new Set();
    if (subject) names.add(subjectName(subject));
    objects.set(why, names);
  }
  return [...objects]
    .map(([why, names]) => ({ why, objects: [...names].sort() }))
    .sort((a, b) => compare(a.why, b.why));
}

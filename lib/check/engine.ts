import type { Where } from '../core/finding.ts';
import { Allowances, allowRules } from './allow.ts';
import { readRules } from './read/rules.ts';
import { referencesOf } from './references/graph.ts';
import type { NotJudged, Report, RuleDoc, RuleSet } from './rule.ts';
import { subjectName } from './subject.ts';
import type { PlacedFinding, Unjudged, Verdict } from './verdict.ts';
import type { World } from './world.ts';

/** What reading the objects told. */
export interface Read {
  readonly reports: readonly Report[];
  readonly notJudged: readonly NotJudged[];
}

const NOTHING_READ: Read = { reports: [], notJudged: [] };

/**
 * Judges a world by all rules. Pure: the same world gives the same verdict.
 *
 * @param read what was told and passed over when the objects were read
 * @throws Error when a rule tells a code that no table has, which is a defect of the rule
 */
export function check(world: World, sets: readonly RuleSet[], read: Read = NOTHING_READ): Verdict {
  const docs = new Map(
    [...sets.flatMap(({ rules }) => rules), ...readRules, ...allowRules].map((doc) => [doc.code, doc]),
  );
  const notJudged: NotJudged[] = [...read.notJudged];
  const told: Report[] = [...read.reports];
  for (const set of sets) {
    const judgement = set.judge(world);
    const sees = ({ subject }: Report | NotJudged) => set.seesFacts || !subject?.locked;
    for (const report of judgement.reports) if (sees(report)) told.push(report);
    for (const unjudged of judgement.notJudged ?? []) if (sees(unjudged)) notJudged.push(unjudged);
  }
  const reports = withoutDoubles(told);
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

/**
 * What some of the rules say of a part of the world. Allowances hold; whether each is needed can only be told of the whole.
 *
 * @throws Error when a rule tells a code that no table has, which is a defect of the rule
 */
export function checkPart(world: World, sets: readonly RuleSet[]): PlacedFinding[] {
  const docs = new Map([...sets.flatMap(({ rules }) => rules), ...allowRules].map((doc) => [doc.code, doc]));
  const allowances = new Allowances(world);
  return sets
    .flatMap((set) => [...set.judge(world).reports])
    .filter((report) => !allowances.allows(report))
    .map((report) => place(report, docs))
    .sort(byPlace);
}

/** A plain scalar that YAML took for something else is of the wrong type too. It is told once: as an error, with the fix of the trap. */
function withoutDoubles(reports: readonly Report[]): Report[] {
  const traps = new Map<Report['subject'], Map<string | undefined, Report>>();
  for (const report of reports) {
    if (report.code !== 'yaml-trap') continue;
    const paths = traps.get(report.subject) ?? new Map();
    traps.set(report.subject, paths.set(report.path, report));
  }
  if (traps.size === 0) return [...reports];
  const doubled = new Set<Report>();
  const told = reports.map((report) => {
    const trap = report.code === 'schema-type' ? traps.get(report.subject)?.get(report.path) : undefined;
    if (!trap) return report;
    doubled.add(trap);
    return { ...report, hint: trap.hint };
  });
  return told.filter((report) => !doubled.has(report));
}

function place(report: Report, docs: ReadonlyMap<string, RuleDoc>): PlacedFinding {
  const { code, subject, path, message, hint, position } = report;
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
  return { code, severity: doc.severity, where, message, hint, subject, ...(position && { position }) };
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

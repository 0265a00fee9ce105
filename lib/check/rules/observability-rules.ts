import { judgePrometheusDuration } from '../../values/duration.ts';
import { nearest } from '../../values/nearest.ts';
import { walk } from '../leaves.ts';
import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { type Judged, judgePromql, remembering } from '../promql/judge.ts';
import { labelsOf } from '../promql/labels.ts';
import { metricsOf } from '../promql/metrics.ts';
import { judgeAlertTemplate } from '../promql/template.ts';
import { positionText } from '../promql/text.ts';
import { text } from '../read.ts';
import { chartUses, isFromChart } from '../releases.ts';
import type { NotJudged, Report } from '../rule.ts';
import { spell } from '../spell.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { queryReports } from './observability-query.ts';

/** Charts that bring recording rules of their own. */
const RULE_CHARTS = new Set([
  'kube-prometheus',
  'kube-prometheus-stack',
  'prometheus',
  'victoria-metrics-k8s-stack',
  'loki',
  'mimir',
]);
/** What rules record has colons in its name; what is scraped has none. */
const RECORDED = /:/;
const LABEL_NAME = /^[A-Za-z_]\w*$/;
const NO_RECORD: readonly [key: string, why: string][] = [
  ['for', 'only an alert waits'],
  ['keep_firing_for', 'only an alert fires'],
  ['annotations', 'only an alert carries texts'],
];

/** A group of rules, and where it is. */
interface Group {
  readonly subject: Subject;
  readonly path: readonly Step[];
  readonly group: Readonly<Record<string, unknown>>;
  /** Whether a schema has judged the durations. */
  readonly hasSchema: boolean;
}

type Ask = (query: string) => Judged;

/** Rules of Prometheus: those of the operator's objects, and those in the values of releases. */
export function judgeRules(world: World): { reports: Report[]; notJudged: NotJudged[] } {
  const ask = remembering(judgePromql);
  const groups = [...groupsOf(world)];
  const recorded = new Set(
    groups.flatMap(({ group }) => list(group['rules']).flatMap((rule) => text(record(rule)['record']) ?? [])),
  );
  const unknown = new Map<string, NotJudged>();
  const isRecordUnknown = unknownRecords(world, unknown);
  const reports = groups.flatMap((group) => [...judgeGroup(group, ask, recorded, isRecordUnknown)]);
  return { reports, notJudged: [...unknown.values()] };
}

/** Releases that are not rendered here may record any metric: then a name that nobody records here proves nothing. */
function unknownRecords(world: World, unknown: Map<string, NotJudged>): () => boolean {
  const hidden = chartUses(world).filter(({ chart, rendered }) => RULE_CHARTS.has(chart) && !rendered);
  return () => {
    for (const { subject, chart } of hidden) {
      unknown.set(chart, {
        subject,
        why: `chart ${chart} is not rendered here: which metrics its rules record is not known`,
      });
    }
    return hidden.length > 0;
  };
}

function* groupsOf(world: World): Generator<Group> {
  for (const subject of world.ofKind('PrometheusRule', 'monitoring.coreos.com')) {
    for (const [i, group] of list(record(subject.manifest['spec'])['groups']).entries()) {
      yield { subject, path: ['spec', 'groups', i], group: record(group), hasSchema: true };
    }
  }
  for (const { subject, values, rendered } of chartUses(world)) {
    if (rendered) continue;
    const found: Group[] = [];
    walk(values, (value, path) => {
      if (path.at(-1) !== 'groups' || !Array.isArray(value)) return undefined;
      for (const [i, group] of value.entries()) {
        if (!Array.isArray(record(group)['rules'])) continue;
        found.push({ subject, path: ['spec', 'values', ...path, i], group: record(group), hasSchema: false });
      }
      return false;
    });
    yield* found;
  }
}

function* judgeGroup(
  { subject, path, group, hasSchema }: Group,
  ask: Ask,
  recorded: ReadonlySet<string>,
  isRecordUnknown: () => boolean,
): Generator<Report> {
  if (!hasSchema) yield* judgeDurations(subject, path, group, ['interval', 'query_offset']);
  const seen = new Map<string, number>();
  for (const [i, value] of list(group['rules']).entries()) {
    const rule = record(value);
    const at = [...path, 'rules', i];
    yield* judgeShape(subject, at, rule);
    if (!hasSchema) yield* judgeDurations(subject, at, rule, ['for', 'keep_firing_for']);
    yield* judgeTwice(subject, at, rule, seen, i);
    const judged = yield* judgeExpr(subject, at, rule, ask);
    if (!judged) continue;
    yield* judgeMetrics(subject, at, rule, judged, recorded, isRecordUnknown);
    yield* judgeTemplates(subject, at, rule, judged);
  }
}

function* judgeDurations(
  subject: Subject,
  path: readonly Step[],
  given: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Generator<Report> {
  for (const key of keys) {
    const value = given[key];
    const refusal = value === undefined || value === null ? undefined : judgePrometheusDuration(value);
    if (!refusal) continue;
    const message = `${key} is '${spell(value)}', expected ${refusal.expected}: Prometheus would refuse the whole file of rules`;
    yield { code: 'rule-duration', subject, path: pathText([...path, key]), message, hint: refusal.fix };
  }
}

function* judgeShape(
  subject: Subject,
  path: readonly Step[],
  rule: Readonly<Record<string, unknown>>,
): Generator<Report> {
  const tell = (key: string, message: string, hint: string): Report => ({
    code: 'rule-shape',
    subject,
    path: pathText(key === '' ? path : [...path, key]),
    message: `${message}: the operator drops the whole object, or Prometheus the whole file`,
    hint,
  });
  const [alert, name] = [text(rule['alert']), text(rule['record'])];
  if (alert !== undefined && name !== undefined) {
    yield tell('record', `the rule is both alert '${alert}' and record '${name}'`, 'Make two rules of it.');
  } else if (alert === undefined && name === undefined) {
    yield tell('', 'the rule is neither an alert nor a record', 'Give it a name under alert or record.');
  } else if (name !== undefined) {
    for (const [key, why] of NO_RECORD) {
      const value = rule[key];
      const isGiven = typeof value === 'string' ? value !== '' : Object.keys(record(value)).length > 0;
      if (isGiven)
        yield tell(
          key,
          `record '${name}' has '${key}', but ${why}`,
          `Remove '${key}', or write alert in place of record.`,
        );
    }
    if (/[{}]/.test(name))
      yield tell('record', `'${name}' is no name of a metric`, 'Put the braces into expr, and labels under labels.');
  }
  for (const label of Object.keys(record(rule['labels']))) {
    const at = pathText([...path, 'labels', label]);
    if (label === '__name__' || label === '') {
      yield { ...tell('', `a rule must not set label '${label}'`, 'Remove it; record gives the name.'), path: at };
    } else if (!LABEL_NAME.test(label)) {
      const message = `label '${label}' has signs other than letters, digits and _: no template and no older matcher can name it`;
      yield { code: 'rule-label', subject, path: at, message, hint: `Write ${label.replace(/\W+/g, '_')}.` };
    }
  }
}

function* judgeTwice(
  subject: Subject,
  path: readonly Step[],
  rule: Readonly<Record<string, unknown>>,
  seen: Map<string, number>,
  i: number,
): Generator<Report> {
  const name = text(rule['alert']) ?? text(rule['record']);
  if (name === undefined) return;
  const labels = Object.entries(record(rule['labels'])).sort(([a], [b]) => (a < b ? -1 : 1));
  const key = JSON.stringify([name, labels, spell(rule['expr']).replace(/\s+/g, ''), rule['for'] ?? '']);
  const first = seen.get(key);
  if (first === undefined) {
    seen.set(key, i);
    return;
  }
  const message = `'${name}' is the same as rule ${first} of its group: it is worked out twice, and every alert is one with its double`;
  yield {
    code: 'rule-duplicate',
    subject,
    path: pathText(path),
    message,
    hint: 'Remove one of them, or give them labels that differ.',
  };
}

function* judgeExpr(
  subject: Subject,
  path: readonly Step[],
  rule: Readonly<Record<string, unknown>>,
  ask: Ask,
): Generator<Report, Judged | undefined> {
  const given = rule['expr'];
  if (typeof given !== 'string' && typeof given !== 'number') return undefined;
  const query = spell(given);
  const judged = ask(query);
  const name = text(rule['alert']) ?? text(rule['record']) ?? 'the rule';
  const place = { subject, path: pathText([...path, 'expr']) };
  yield* queryReports(judged, query, place, `'${name}' is never evaluated`);
  if (judged.faults.length === 0 && (judged.type === 'range' || judged.type === 'string')) {
    const what = judged.type === 'range' ? 'a range vector' : 'a text';
    const message = `the query gives ${what}, expected an instant vector or a number: '${name}' fails at every evaluation`;
    yield { code: 'promql-type', ...place, message, hint: 'Put rate() or avg_over_time() around the range.' };
  }
  return judged;
}

function* judgeMetrics(
  subject: Subject,
  path: readonly Step[],
  rule: Readonly<Record<string, unknown>>,
  { expr }: Judged,
  recorded: ReadonlySet<string>,
  isRecordUnknown: () => boolean,
): Generator<Report> {
  if (!expr) return;
  for (const { name, from } of metricsOf(expr)) {
    if (!RECORDED.test(name) || recorded.has(name)) continue;
    const meant = nearest(name, recorded);
    if (meant === undefined || isRecordUnknown()) continue;
    const message = `${positionText(spell(rule['expr']), from)}: no rule records '${name}', so this part of the query is always empty`;
    yield {
      code: 'promql-metric',
      subject,
      path: pathText([...path, 'expr']),
      message,
      hint: `Did you mean '${meant}'?`,
    };
  }
}

function* judgeTemplates(
  subject: Subject,
  path: readonly Step[],
  rule: Readonly<Record<string, unknown>>,
  { expr }: Judged,
): Generator<Report> {
  if (text(rule['alert']) === undefined) return;
  const has = expr && labelsOf(expr);
  for (const part of ['labels', 'annotations'] as const) {
    for (const [key, template] of Object.entries(record(rule[part]))) {
      if (typeof template !== 'string') continue;
      const judged = judgeAlertTemplate(template);
      const at = pathText([...path, part, key]);
      for (const { at: offset, message, hint } of judged.faults) {
        const told = `${positionText(template, offset)}: ${message}; Prometheus refuses the whole file of rules`;
        yield { code: 'alert-template', subject, path: at, message: told, hint };
      }
      // Whose chart it is cannot change the query.
      if (!has || isFromChart(subject)) continue;
      for (const { name, at: offset } of judged.labels) {
        if (has.has(name)) continue;
        const kept = [...has].sort().join(', ');
        const message = `${positionText(template, offset)}: the query keeps ${kept === '' ? 'no labels' : `only ${kept}`}, so $labels.${name} is always empty`;
        const meant = nearest(name, has);
        const hint = meant ? `Did you mean '$labels.${meant}'?` : `Add ${name} to the by (...) of the query.`;
        yield { code: 'alert-label', subject, path: at, message, hint };
      }
    }
  }
}

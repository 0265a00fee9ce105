import { nearest } from '../../values/nearest.ts';
import type { ChartFacts, ChartValue, ChartValueType } from '../charts-input.ts';
import { pathText, type Step } from '../path.ts';
import { record } from '../pods.ts';
import { type ChartUse, chartUses } from '../releases.ts';
import type { NotJudged, Report, RuleSet } from '../rule.ts';
import { spell } from '../spell.ts';
import { compareVersions, parseVersion, type Version } from '../version.ts';
import { lowestOf, satisfies } from '../version-range.ts';
import type { World } from '../world.ts';
import { chartDocs } from './chart-docs.ts';
import { chartLockDocs } from './chart-lock-docs.ts';

/** Keys that Helm and every chart take beside their own. */
const ALWAYS = new Set(['global', 'tags']);
const WORDS: Readonly<Record<ChartValueType, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
};

/** Releases against their charts: what is set, which version, and on which Kubernetes. */
export const chartRules: RuleSet = {
  rules: [...chartDocs, ...chartLockDocs],
  judge(world) {
    const known = new Map((world.props.charts ?? []).map((facts) => [`${facts.name} ${facts.version}`, facts]));
    const named = new Map((world.props.charts ?? []).map((facts) => [facts.name, facts]));
    const reports: Report[] = [];
    const notJudged: NotJudged[] = [];
    for (const use of chartUses(world)) {
      const facts = known.get(`${use.chart} ${use.version}`) ?? pick(use, named.get(use.chart));
      if (!facts) {
        reports.push(...judgeVersion(use, named.get(use.chart)));
        if (!use.rendered) notJudged.push({ subject: use.subject, why: `chart ${use.chart} is not rendered here` });
        continue;
      }
      reports.push(
        ...judgeVersion(use, facts),
        ...judgeKubernetes(use, facts, world),
        ...new ValuesJudge(use, facts).reports(),
      );
    }
    return { reports, notJudged };
  },
};

/** Facts that fit although the release names no single version. */
function pick({ version }: ChartUse, facts: ChartFacts | undefined): ChartFacts | undefined {
  if (!facts || version === undefined) return facts;
  const have = parseVersion(facts.version);
  const isFit = have && (isSameVersion(version, facts.version) || (!parseVersion(version) && satisfies(have, version)));
  return isFit ? facts : undefined;
}

function isSameVersion(a: string, b: string): boolean {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left !== undefined && right !== undefined && compareVersions(left, right) === 0;
}

function* judgeVersion({ subject, chart, version }: ChartUse, facts: ChartFacts | undefined): Generator<Report> {
  if (!facts?.versions || version === undefined) return;
  const exact = parseVersion(version);
  const all = facts.versions.flatMap((each) => parseVersion(each) ?? []);
  const isThere = exact
    ? facts.versions.some((each) => isSameVersion(each, version))
    : all.some((each) => satisfies(each, version) !== false);
  if (isThere) return;
  const meant = closest(exact, version, facts.versions);
  yield {
    code: 'chart-version',
    subject,
    path: 'spec.chart.spec.version',
    message: `chart ${chart} has no version '${version}' in its repository: Flux cannot fetch it, and the release stays as it was`,
    hint: meant ? `Did you mean '${meant}'?` : 'Write a version that was published.',
  };
}

/** The version that was most likely meant: a near spelling of the same major version before others. */
function closest(exact: Version | undefined, version: string, versions: readonly string[]): string | undefined {
  const alike = versions.filter((each) => exact !== undefined && parseVersion(each)?.major === exact.major);
  return nearest(version, alike) ?? nearest(version, versions) ?? alike[0];
}

function* judgeKubernetes(
  { subject, chart }: ChartUse,
  { kubeVersion, version }: ChartFacts,
  world: World,
): Generator<Report> {
  const { kubernetes, name } = world.track;
  const cluster = lowestOf(kubernetes.range) ?? parseVersion(kubernetes.schemas);
  if (kubeVersion === undefined || !cluster || satisfies(cluster, kubeVersion) !== false) return;
  yield {
    code: 'chart-kubernetes',
    subject,
    path: 'spec.chart.spec.version',
    message: `chart ${chart} ${version} installs on Kubernetes ${kubeVersion}, the track has ${name}: Helm refuses the release`,
    hint: world.track.charts[chart]
      ? `Write ${world.track.charts[chart].version}, which was tested on the track.`
      : 'Take an older version of the chart.',
  };
}

/** The values of one release against the tree of its chart. */
class ValuesJudge {
  readonly #use: ChartUse;
  readonly #facts: ChartFacts;

  constructor(use: ChartUse, facts: ChartFacts) {
    this.#use = use;
    this.#facts = facts;
  }

  *reports(): Generator<Report> {
    yield* this.#map(this.#use.values, this.#facts.values, []);
  }

  *#value(value: unknown, known: ChartValue, path: readonly Step[]): Generator<Report> {
    // Null takes a default away, and Helm drops it.
    if (value === null || value === undefined) return;
    const type = typeOf(value);
    if (known.types && !known.types.includes(type)) {
      yield this.#typeReport(value, type, known.types, path);
      return;
    }
    if (Array.isArray(value)) {
      if (known.items) for (const [i, item] of value.entries()) yield* this.#value(item, known.items, [...path, i]);
    } else if (type === 'object') yield* this.#map(record(value), known, path);
  }

  *#map(values: Readonly<Record<string, unknown>>, known: ChartValue, path: readonly Step[]): Generator<Report> {
    if (!known.keys) return;
    for (const [key, value] of Object.entries(values)) {
      const inner = Object.hasOwn(known.keys, key) ? known.keys[key] : undefined;
      if (inner) yield* this.#value(value, inner, [...path, key]);
      else if (!known.open && !ALWAYS.has(key)) yield this.#unknown(key, known, path);
    }
  }

  #unknown(key: string, { keys, closed }: ChartValue, path: readonly Step[]): Report {
    const { subject, chart } = this.#use;
    const names = Object.keys(keys!);
    const meant = nearest(key, names);
    const place = pathText(path);
    const where =
      place === '' ? `chart ${chart} has no value '${key}'` : `chart ${chart} has no value '${key}' under ${place}`;
    return {
      code: closed ? 'chart-value-refused' : 'chart-value-unknown',
      subject,
      path: pathText(['spec', 'values', ...path, key]),
      message: closed
        ? `${where}, and its schema forbids others: Helm refuses the release`
        : `${where}: Helm passes it over without a word`,
      hint: meant ? `Did you mean '${meant}'?` : `Remove it, or write one of ${names.slice(0, 12).join(', ')}.`,
    };
  }

  #typeReport(value: unknown, type: ChartValueType, types: readonly ChartValueType[], path: readonly Step[]): Report {
    const { subject, chart } = this.#use;
    const expected = types.map((each) => WORDS[each]).join(' or ');
    const shown = type === 'object' || type === 'array' ? WORDS[type] : `${WORDS[type]}, ${JSON.stringify(value)}`;
    return {
      code: 'chart-value-type',
      subject,
      path: pathText(['spec', 'values', ...path]),
      message: `${pathText(path)} is ${shown}, and chart ${chart} expects ${expected}: its templates fail, or make something else of it`,
      hint: hintFor(value, type, types),
    };
  }
}

function typeOf(value: unknown): ChartValueType {
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

function hintFor(value: unknown, type: ChartValueType, types: readonly ChartValueType[]): string {
  if (types.includes('string') && (type === 'number' || type === 'boolean'))
    return `Write "${spell(value)}" in quotes.`;
  if (type === 'string' && types.includes('number') && value !== '' && Number.isFinite(Number(value)))
    return `Write ${spell(value)} without quotes.`;
  if (type === 'string' && types.includes('boolean') && /^(true|false)$/.test(spell(value)))
    return `Write ${spell(value)} without quotes.`;
  if (types.includes('array')) return 'Write it as a list.';
  if (types.includes('object')) return 'Write the keys below it.';
  return `Write ${types.map((each) => WORDS[each]).join(' or ')}.`;
}

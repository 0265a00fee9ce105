import { nearest } from '../../values/nearest.ts';
import { AllowedValues } from '../allowed-values.ts';
import type { ChartFacts } from '../charts-input.ts';
import { type ChartUse, chartUses } from '../releases.ts';
import type { NotJudged, Report, RuleSet } from '../rule.ts';
import { compareVersions, parseVersion, type Version } from '../version.ts';
import { lowestOf, satisfies } from '../version-range.ts';
import type { World } from '../world.ts';
import { chartDocs } from './chart-docs.ts';
import { chartLockDocs } from './chart-lock-docs.ts';
import { ValuesJudge } from './chart-values.ts';

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
      const allowed = new AllowedValues(world, use);
      reports.push(...allowed.withoutReason());
      if (!use.rendered) notJudged.push({ subject: use.subject, why: `chart ${use.chart} is not rendered here` });
      if (!facts) {
        reports.push(...judgeVersion(use, named.get(use.chart)));
        notJudged.push(...otherVersion(use, named.get(use.chart)));
        continue;
      }
      reports.push(
        ...judgeVersion(use, facts),
        ...judgeKubernetes(use, facts, world),
        ...allowed.rest(new ValuesJudge(use, facts).reports()),
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

/** The keys that are known are those of a version that the release does not install. */
function* otherVersion({ subject, chart, version }: ChartUse, facts: ChartFacts | undefined): Generator<NotJudged> {
  if (!facts?.version) return;
  const keys = `values against chart ${chart} ${version}: the keys that are known are those of ${facts.version}`;
  yield { subject, why: `${keys} (npx hensteeth imports chart ${chart})` };
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

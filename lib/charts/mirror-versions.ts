import type { ChartFacts } from '../check/charts-input.ts';
import type { ChartUse } from '../check/releases.ts';
import type { NotJudged } from '../check/rule.ts';
import { findArchive } from './mirror.ts';
import { mirrorIndex } from './mirror-index.ts';
import { archivedVersions } from './outdated.ts';

/**
 * Facts with the versions that the mirror's `index.yaml` has. A chart whose archive is not at hand gets facts of its versions alone,
 * so that one which was never published is told.
 *
 * @throws ChartError for an index that cannot be read
 */
export function withVersions(facts: readonly ChartFacts[], uses: readonly ChartUse[], mirror: string): ChartFacts[] {
  const index = mirrorIndex(mirror);
  if (!index) return [...facts];
  const versionsOf = (chart: string) => index.entries(chart).map(({ version }) => version);
  const known = new Set(facts.map(({ name }) => name));
  const others = uses.filter(({ chart, version }) => version !== undefined && !known.has(chart));
  const bare = [...new Set(others.map(({ chart }) => chart))].map((name) => ({ name, version: '', values: {} }));
  return [...facts, ...bare].map((one) => {
    const versions = versionsOf(one.name);
    return versions.length > 0 ? { ...one, versions } : one;
  });
}

/** Releases whose chart is in the mirror at other versions only. A folder of archives is no index: it says nothing of the rest. */
export function otherVersions(uses: readonly ChartUse[], mirror: string): NotJudged[] {
  return uses.flatMap(({ subject, chart, version }) => {
    if (findArchive(mirror, chart, version ?? '') !== undefined) return [];
    const there = archivedVersions(mirror, chart).map((one) => one.version);
    return there.length > 0
      ? [{ subject, why: `chart ${chart} ${version ?? ''}: in the mirror there is ${there.join(', ')} only` }]
      : [];
  });
}

import { type Lock, LockError, readLock } from '../charts/lock.ts';
import { withLock } from '../charts/locked-subjects.ts';
import { findArchive } from '../charts/mirror.ts';
import { type ChartUse, chartUses } from '../check/releases.ts';
import type { World } from '../check/world.ts';
import type { OfferedChart } from '../simulator/chart-server.ts';
import type { NamedChart } from '../simulator/needs-of-tree.ts';
import { type NoStandIn, type StandIns, standInsFor } from '../simulator/stand-in.ts';
import { renderCharts } from './mirror.ts';

/** What a simulation installs. */
export interface SimulatedCharts {
  /** With what is known of the charts. */
  readonly world: World;
  readonly charts: readonly OfferedChart[];
  /** For those whose archives are not at hand. */
  readonly standIns: StandIns;
}

/**
 * Archives that are at hand, what stands in for the others, and the world with what is known of both.
 *
 * @param older charts that only an older tree names: nothing can stand in for those
 */
export async function simulatedCharts(
  bare: World,
  mirror: string | undefined,
  root: string,
  older: readonly NamedChart[],
): Promise<SimulatedCharts> {
  const charts = new Map<string, OfferedChart>();
  const isAtHand = ({ chart, version }: NamedChart): boolean => {
    const archive = mirror === undefined ? undefined : findArchive(mirror, chart, version);
    if (archive !== undefined) charts.set(`${chart} ${version}`, { name: chart, version, archive });
    return archive !== undefined;
  };
  const uses = chartUses(bare);
  const missing = uses.filter(({ chart, version = '' }) => !isAtHand({ chart, version }));
  const own = new Set(uses.map(({ chart, version }) => `${chart} ${version}`));
  const lost = older.filter((each) => !own.has(`${each.chart} ${each.version}`) && !isAtHand(each));
  const { world } = mirror === undefined || charts.size === 0 ? { world: bare } : await renderCharts(bare, mirror);
  const standIns = standInsOf(missing, bare, root);
  const problems = [...standIns.problems, ...lost.map(lostChart)];
  return {
    world: withLock(world, root, mirror).world,
    charts: [...charts.values()],
    standIns: { ...standIns, problems },
  };
}

/** Why the charts are not enough, line by line; empty when they are. */
export function chartsRefusal({ releases, problems }: StandIns, isStrict: boolean): string[] {
  const lines = problems.flatMap(({ message, hint }) => [`error: ${message}`, `  fix: ${hint}`]);
  if (!isStrict || releases.length === 0) return lines;
  const archives = [...new Set(releases.map(({ chart, version }) => `${chart}-${version}.tgz`))];
  return [
    ...lines,
    `error: --strict takes no stand-ins, and archives are missing: ${archives.join(', ')}`,
    '  fix: Fetch them: npx hensteeth charts pull. Or name the folder where they are: --mirror FOLDER.',
  ];
}

function standInsOf(missing: readonly ChartUse[], bare: World, root: string): StandIns {
  if (missing.length === 0) return { releases: [], charts: [], problems: [] };
  let lock: Lock | undefined;
  try {
    lock = readLock(root);
  } catch (error) {
    if (!(error instanceof LockError)) throw error;
    const message = `nothing can stand in for charts: ${error.message}`;
    return { releases: [], charts: [], problems: [{ message, hint: error.hint }] };
  }
  return standInsFor(missing, bare, lock);
}

function lostChart({ chart, version }: NamedChart): NoStandIn {
  return {
    message: `the older revision has chart ${chart} ${version}, whose archive is not at hand`,
    hint: `Put ${chart}-${version}.tgz into the folder of --mirror.`,
  };
}

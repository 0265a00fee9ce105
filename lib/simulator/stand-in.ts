import { LOCK_FILE, type Lock } from '../charts/lock.ts';
import { differenceOf } from '../charts/locked-subjects.ts';
import type { ChartUse } from '../check/releases.ts';
import { parseVersion } from '../check/version.ts';
import type { World } from '../check/world.ts';
import type { StandInChart } from './stand-in-archive.ts';
import { definitionOf } from './stand-in-definitions.ts';
import { completed } from './stand-in-objects.ts';

/** A release that is stood in for. */
export interface StandInRelease {
  /** `namespace/name`. */
  readonly release: string;
  readonly layer: string | undefined;
  readonly chart: string;
  readonly version: string;
}

/** A release that can be neither installed nor stood in for. */
export interface NoStandIn {
  readonly message: string;
  readonly hint: string;
}

/** What stands in for releases whose archives are not at hand. */
export interface StandIns {
  readonly releases: readonly StandInRelease[];
  readonly charts: readonly StandInChart[];
  readonly problems: readonly NoStandIn[];
}

/**
 * Charts made from the lock: the same objects by kind and name, as far as it knows them.
 *
 * @param uses releases whose archives are not at hand
 * @param lock of the project; `undefined` when it has none
 */
export function standInsFor(uses: readonly ChartUse[], world: World, lock: Lock | undefined): StandIns {
  const problems: NoStandIn[] = [];
  const charts = new Map<string, { uses: ChartUse[]; definitions: Set<string> }>();
  for (const use of uses) {
    const locked = lock?.get(keyOf(use));
    const problem = problemOf(use, differenceOf(world, use, locked));
    if (problem) problems.push(problem);
    if (problem || !locked) continue;
    const name = `${use.chart} ${use.version}`;
    const chart = charts.get(name) ?? { uses: [], definitions: new Set() };
    charts.set(name, chart);
    chart.uses.push(use);
    for (const definition of locked.definitions) chart.definitions.add(definition);
  }
  const objects = [
    ...world.subjects.map(({ manifest }) => manifest),
    ...[...(lock?.values() ?? [])].flatMap((each) => each.objects),
  ];
  return {
    problems,
    releases: [...charts.values()].flatMap((chart) => chart.uses.map(releaseOf)),
    charts: [...charts.values()].map(({ uses: [first, ...others], definitions }) => ({
      chart: first!.chart,
      version: first!.version!,
      definitions: [...definitions].sort().map((name) => definitionOf(name, world.schemas, objects)),
      releases: [first!, ...others].map((use) => ({
        ...helmNameOf(use),
        objects: lock!.get(keyOf(use))!.objects.map((object) => completed(object, world.schemas)),
      })),
    })),
  };
}

function problemOf(use: ChartUse, difference: string | undefined): NoStandIn | undefined {
  const { chart, version = '' } = use;
  const { name } = use.subject.manifest.metadata;
  const again = `Fetch the archive: npx hensteeth charts pull. For a stand-in, then: npx hensteeth charts lock ${name}, and commit ${LOCK_FILE}.`;
  if (difference !== undefined) {
    const message = `release ${keyOf(use)}: no archive ${chart}-${version}.tgz is at hand, and nothing can stand in for it: it ${difference}`;
    return { message, hint: again };
  }
  // A chart has a version of its own, not a range of them.
  if (parseVersion(version)) return undefined;
  return {
    message: `release ${keyOf(use)}: '${version}' is no single version of ${chart}, so that no chart can stand in for it`,
    hint: 'Ask for one version, such as 1.2.3, and lock it: npx hensteeth charts lock.',
  };
}

function releaseOf(use: ChartUse): StandInRelease {
  return { release: keyOf(use), layer: use.subject.layer, chart: use.chart, version: use.version! };
}

function keyOf({ subject }: ChartUse): string {
  const { namespace = 'default', name } = subject.manifest.metadata;
  return `${namespace}/${name}`;
}

/** Name and namespace that Helm knows the release by. */
function helmNameOf({ subject }: ChartUse): { readonly namespace: string; readonly name: string } {
  const { metadata, spec } = subject.manifest;
  const { targetNamespace, releaseName } = spec as { readonly targetNamespace?: string; readonly releaseName?: string };
  const namespace = targetNamespace ?? metadata.namespace ?? 'default';
  const composed = targetNamespace === undefined ? metadata.name : `${targetNamespace}-${metadata.name}`;
  return { namespace, name: releaseName ?? composed };
}

import type { ChartFacts } from '../check/charts-input.ts';
import type { Read } from '../check/engine.ts';
import { list, record } from '../check/pods.ts';
import { type ChartUse, chartUses } from '../check/releases.ts';
import type { NotJudged, Report } from '../check/rule.ts';
import type { Subject } from '../check/subject.ts';
import { type Promised, World } from '../check/world.ts';
import { Begun, nextTurn } from './begun.ts';
import { factsOfArchive } from './facts-cache.ts';
import type { HelmProgram } from './helm-program.ts';
import { findArchive } from './mirror.ts';
import { otherVersions, withVersions } from './mirror-versions.ts';
import { renderReleases } from './render-release.ts';
import { isRenderFailure, type RenderedManifest, type RenderFailure } from './rendered.ts';
import type { RenderedRelease } from './value-origin.ts';
import { givenValues } from './values-from.ts';

/** A world with charts, and what making it told. */
export interface WithCharts {
  readonly world: World;
  readonly read: Read;
  /** Custom resource definitions that releases bring, by `namespace/name` of the release. */
  readonly definitions: ReadonlyMap<string, readonly string[]>;
  /** How each release whose values are its own alone was rendered. */
  readonly releases: readonly RenderedRelease[];
}

/** A release whose chart is at hand. */
interface AtHand {
  readonly use: ChartUse;
  readonly archive: string;
  readonly namespace: string;
  readonly name: string;
}

/** How a world with charts is made. */
export interface WithChartsOptions {
  /**
   * Folder for what need not be done twice.
   * @default 'node_modules/.cache/hensteeth/charts'
   */
  readonly cache?: string;
  /**
   * Whether the definitions of custom resources are to be told: they are most of what Helm would write.
   * @default false
   */
  readonly definitions?: boolean;
}

const CACHE = 'node_modules/.cache/hensteeth/charts';
/** What layers promise although no object of that name shows it: an API is served by what a release runs. */
const NO_OBJECTS = new Set(['API', 'CustomResourceDefinition']);

/**
 * The world with the charts that are at hand: their values known, and what Helm makes of them among the objects.
 *
 * @param mirror folder of archives, `NAME-VERSION.tgz`
 */
export async function withCharts(
  world: World,
  mirror: string,
  helm: HelmProgram,
  { cache = CACHE, definitions: crds = false }: WithChartsOptions = {},
): Promise<WithCharts> {
  const uses = chartUses(world);
  const atHand = uses.flatMap((use): AtHand[] => {
    const archive = findArchive(mirror, use.chart, use.version ?? '');
    const { name, namespace = 'default' } = use.subject.manifest.metadata;
    return archive === undefined ? [] : [{ use, archive, namespace, name }];
  });
  const begun = new Begun(helm);
  const shared = { helm: begun, kubernetes: kubernetesOf(world), apiVersions: apiVersions(world), crds, cache };
  const askFor = ({ archive, namespace, name }: AtHand, values: unknown) => ({
    ...shared,
    archive,
    namespace,
    release: name,
    values,
  });
  const renderAll = async (releases: readonly AtHand[], valuesOf: (release: AtHand) => unknown) => {
    const results = await renderReleases(releases.map((each) => askFor(each, valuesOf(each))));
    return releases.map((release, i) => [release, results[i]!] as const);
  };
  // What valuesFrom adds depends on the types that the chart knows; all others begin before their charts are read.
  const rendering = renderAll(
    atHand.filter((each) => !takesFrom(each)),
    ({ use }) => use.values,
  );
  await Promise.race([rendering, begun.promise]);
  const reports: Report[] = [];
  const notJudged: NotJudged[] = [];
  const known = new Map<AtHand, ChartFacts>();
  for (const release of atHand) {
    const facts = factsOf(release.archive, cache, world.props.charts);
    if ('message' in facts) reports.push(failure(release, facts));
    else known.set(release, facts);
    await nextTurn();
  }
  const given = new Map<AtHand, unknown>();
  for (const release of atHand.filter((each) => takesFrom(each) && known.has(each))) {
    const values = givenValues(world, release.use, known.get(release)!);
    if ('message' in values) reports.push(failure(release, values));
    else {
      given.set(release, values.values);
      notJudged.push(...values.unknown.map((why) => ({ subject: release.use.subject, why })));
    }
  }
  const results = [...(await rendering), ...(await renderAll([...given.keys()], (release) => given.get(release)))];
  const subjects: Subject[] = [...world.subjects];
  const rendered = new Set<string | undefined>();
  const definitions = new Map<string, readonly string[]>();
  for (const [release, result] of results) {
    // Of a chart that cannot be read its own fault is told, and not what Helm makes of it.
    if (!known.has(release)) continue;
    if (isRenderFailure(result)) reports.push(failure(release, result));
    else {
      subjects.push(...subjectsOf(world, release, result));
      rendered.add(release.use.subject.layer);
      definitions.set(`${release.namespace}/${release.name}`, definitionsIn(result));
    }
  }
  const charts = withVersions(over(world.props.charts, [...known.values()]), uses, mirror);
  return {
    world: new World({ ...world.props, subjects, charts, promised: stillPromised(world, rendered) }),
    read: { reports, notJudged: [...notJudged, ...otherVersions(uses, mirror)] },
    definitions,
    releases: [...known]
      .filter(([release]) => !takesFrom(release))
      .map(([release, chart]) => ({
        subject: release.use.subject,
        asked: askFor(release, release.use.values),
        chart,
      })),
  };
}

function takesFrom({ use }: AtHand): boolean {
  return list(record(use.subject.manifest['spec'])['valuesFrom']).length > 0;
}

/** Version of Kubernetes that charts of a world are rendered for. */
export function kubernetesOf(world: World): string {
  return `${world.track.name}.0`;
}

/** What layers promise when the objects of some of them are known. */
export function stillPromised(world: World, known: ReadonlySet<string | undefined>): Promised[] {
  return (world.props.promised ?? []).filter(({ kind, layer }) => NO_OBJECTS.has(kind) || !known.has(layer));
}

function definitionsIn(manifests: readonly RenderedManifest[]): string[] {
  return manifests
    .filter(({ manifest }) => manifest.kind === 'CustomResourceDefinition')
    .map(({ manifest }) => manifest.metadata.name)
    .sort();
}

function factsOf(archive: string, cache: string, committed: readonly ChartFacts[] = []): ChartFacts | RenderFailure {
  try {
    return factsOfArchive(archive, cache, committed);
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error), hint: 'Fetch the archive again.' };
  }
}

/** What is known already, with what archives tell in its place. */
function over(committed: readonly ChartFacts[] = [], read: readonly ChartFacts[]): ChartFacts[] {
  const isRead = ({ name, version }: ChartFacts) => read.some((one) => one.name === name && one.version === version);
  return [...committed.filter((one) => !isRead(one)), ...read];
}

function failure({ use }: Pick<AtHand, 'use'>, { message, hint }: RenderFailure): Report {
  return { code: 'chart-render', subject: use.subject, path: 'spec.values', message, hint };
}

/** What a release lasts as: tests are no part of it, and definitions that the track serves are judged by the catalogue. */
function subjectsOf(world: World, { use, namespace, name }: AtHand, manifests: readonly RenderedManifest[]): Subject[] {
  const { subject, chart, version } = use;
  return manifests
    .filter(({ manifest, hooks }) => !hooks.includes('test') && manifest.kind !== 'CustomResourceDefinition')
    .map(({ manifest, template }, document) => {
      const isNamespaced = world.schemas.find(manifest.apiVersion, manifest.kind)?.namespaced ?? false;
      const metadata = isNamespaced ? { namespace, ...manifest.metadata } : manifest.metadata;
      return {
        manifest: { ...manifest, metadata },
        file: `${chart}-${version}.tgz/${template}`,
        document,
        layer: subject.layer,
        release: `${namespace}/${name}`,
        get source() {
          return subject.source;
        },
      };
    });
}

/** API versions of the track, as charts ask for them: `monitoring.coreos.com/v1` and `monitoring.coreos.com/v1/ServiceMonitor`. */
function apiVersions(world: World): string[] {
  const ids = [...world.schemas.ids];
  return [...new Set(ids.flatMap((id) => [id.slice(0, id.lastIndexOf('/')), id]))].sort();
}

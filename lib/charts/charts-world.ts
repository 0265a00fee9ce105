import type { ChartFacts } from '../check/charts-input.ts';
import type { Read } from '../check/engine.ts';
import { list, record } from '../check/pods.ts';
import { type ChartUse, chartUses } from '../check/releases.ts';
import type { NotJudged, Report } from '../check/rule.ts';
import type { Subject } from '../check/subject.ts';
import { World } from '../check/world.ts';
import { factsOfArchive } from './facts-cache.ts';
import type { HelmProgram } from './helm-program.ts';
import { findArchive } from './mirror.ts';
import { renderReleases } from './render-release.ts';
import { isRenderFailure, type RenderedManifest, type RenderFailure } from './rendered.ts';
import type { RenderedRelease } from './value-origin.ts';

/** A world with charts, and what making it told. */
export interface WithCharts {
  readonly world: World;
  readonly read: Read;
  /** How each release whose chart is at hand was rendered. */
  readonly releases: readonly RenderedRelease[];
}

/** A release whose chart is at hand. */
interface AtHand {
  readonly use: ChartUse;
  readonly archive: string;
  readonly namespace: string;
  readonly name: string;
}

const CACHE = 'node_modules/.cache/hensteeth/charts';
/** What layers promise although no object of that name shows it: an API is served by what a release runs. */
const NO_OBJECTS = new Set(['API', 'CustomResourceDefinition']);

/**
 * The world with the charts that are at hand: their values known, and what Helm makes of them among the objects.
 *
 * @param mirror folder of archives, `NAME-VERSION.tgz`
 * @param cache folder for what need not be done twice
 */
export async function withCharts(world: World, mirror: string, helm: HelmProgram, cache = CACHE): Promise<WithCharts> {
  const atHand = chartUses(world).flatMap((use): AtHand[] => {
    const archive = findArchive(mirror, use.chart, use.version ?? '');
    const { name, namespace = 'default' } = use.subject.manifest.metadata;
    return archive === undefined ? [] : [{ use, archive, namespace, name }];
  });
  const asked = atHand.map(({ use, archive, namespace, name }) => ({
    helm,
    archive,
    namespace,
    release: name,
    values: use.values,
    kubernetes: `${world.track.name}.0`,
    apiVersions: apiVersions(world),
    cache,
  }));
  const results = await renderReleases(asked);
  const reports: Report[] = [];
  const subjects: Subject[] = [...world.subjects];
  const rendered = new Set<string | undefined>();
  for (const [i, result] of results.entries()) {
    const release = atHand[i]!;
    if (isRenderFailure(result)) reports.push(failure(release, result));
    else {
      subjects.push(...subjectsOf(world, release, result));
      rendered.add(release.use.subject.layer);
    }
  }
  const charts = atHand.flatMap(({ use, archive }): ChartFacts[] => {
    const known = factsOf(archive, cache);
    if (!('message' in known)) return [known];
    reports.push(failure({ use }, known));
    return [];
  });
  const promised = (world.props.promised ?? []).filter(
    ({ kind, layer }) => NO_OBJECTS.has(kind) || !rendered.has(layer),
  );
  return {
    world: new World({ ...world.props, subjects, charts, promised }),
    read: { reports, notJudged: unread(atHand) },
    releases: atHand.map(({ use }, i) => {
      const chart = charts.find(({ name }) => name === use.chart);
      return { subject: use.subject, asked: asked[i]!, ...(chart && { chart }) };
    }),
  };
}

/** Values from config maps and secrets are known to the cluster alone. */
function unread(atHand: readonly AtHand[]): NotJudged[] {
  return atHand
    .map(({ use }) => use.subject)
    .filter(({ manifest }) => list(record(manifest['spec'])['valuesFrom']).length > 0)
    .map((subject) => ({ subject, why: 'what valuesFrom adds to the values of a release' }));
}

function factsOf(archive: string, cache: string): ChartFacts | RenderFailure {
  try {
    return factsOfArchive(archive, cache);
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error), hint: 'Fetch the archive again.' };
  }
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

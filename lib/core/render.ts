import { ApiObject } from 'cdk8s';
import type { Cluster } from './cluster.ts';
import { groupOf, isClusterWide, isDataBearing, KEEP } from './data-bearing.ts';
import { nameFiles } from './file-names.ts';
import type { Finding } from './finding.ts';
import { kustomizationOf, repositoriesOf } from './flux-objects.ts';
import type { Layer } from './layer.ts';
import type { Manifest } from './manifest.ts';
import { type LayerOrder, orderLayers } from './order.ts';
import { plan } from './plan.ts';
import { sourceOf, type Trace } from './source.ts';
import type { Track } from './track.ts';
import { toYaml } from './yaml.ts';

/** A rendered object and where it comes from. */
export interface RenderedObject {
  readonly manifest: Manifest;
  /** File relative to the project: `dist/web/service-web.yaml`. */
  readonly file: string;
  /** Layer that the object is part of; `undefined` for what steers Flux itself. */
  readonly layer: Layer | undefined;
  readonly trace: Trace | undefined;
}

/** The whole lab, rendered and not yet written. */
export interface Rendering {
  readonly order: LayerOrder;
  readonly objects: readonly RenderedObject[];
  /** Text of every file, by its path relative to the project, sorted. */
  readonly files: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

/** Renders a lab. Pure but for the constructs' own preparation: no clock, no network, no disk. */
export function render(cluster: Cluster): Rendering {
  const findings: Finding[] = [...cluster.findings];
  const order = orderLayers(cluster);
  if (order.cycle) findings.push(order.cycle);
  keepData(cluster);
  const objects = [...layerObjects(cluster, order, findings), ...fluxObjects(cluster, order)];
  findings.push(...duplicates(objects));
  const files = new Map(
    objects.map((object): [string, string] => [object.file, fileText(object)]).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { order, objects, files, findings };
}

/** The first line of a rendered file. It names the file, so that a copy of it is not taken for ours. */
export function fileHeader(file: string): string {
  return `# ${file}: rendered by hensteeth from main.ts, edit it there\n`;
}

function fileText(object: RenderedObject): string {
  return fileHeader(object.file) + toYaml(object.manifest);
}

/** Marks what holds data. */
function keepData(cluster: Cluster): void {
  for (const construct of cluster.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    if (isDataBearing(construct.kind)) {
      for (const [key, value] of Object.entries(KEEP)) construct.metadata.addAnnotation(key, value);
    }
  }
}

/** The object as a document. cdk8s gives every object of a layer its namespace: what is cluster-wide has none. */
function manifestOf(object: ApiObject, track: Track): Manifest {
  const manifest = object.toJson() as Manifest;
  if (!isClusterWide(track, manifest.apiVersion, manifest.kind)) return manifest;
  const { namespace: _unused, ...metadata } = manifest.metadata;
  return { ...manifest, metadata };
}

function layerObjects(cluster: Cluster, order: LayerOrder, findings: Finding[]): RenderedObject[] {
  const charts = new Map(planOf(cluster, findings).map((planned) => [planned.chart, planned.objects]));
  return order.layers.flatMap((layer) => {
    const made = (charts.get(layer) ?? []).map((object) => ({
      manifest: manifestOf(object, cluster.track),
      layer,
      trace: layer.traceOf(object),
    }));
    const names = nameFiles(made.map((object) => object.manifest));
    return made
      .map((object, i) => ({ ...object, file: `dist/${layer.name}/${names[i]}` }))
      .sort((a, b) => (a.file < b.file ? -1 : 1));
  });
}

function planOf(cluster: Cluster, findings: Finding[]): ReturnType<typeof plan> {
  try {
    return plan(cluster);
  } catch (error) {
    findings.push({
      code: 'construct',
      severity: 'error',
      where: { path: cluster.facts.name },
      message: error instanceof Error ? error.message : String(error),
      hint: 'Correct the construct that the message names.',
    });
    return [];
  }
}

function fluxObjects(cluster: Cluster, order: LayerOrder): RenderedObject[] {
  const kustomizations = order.layers.map((layer) => ({
    manifest: kustomizationOf(layer, order.edges.get(layer)!) as Manifest,
    file: `flux/layers/kustomization-${layer.name}.yaml`,
    layer: undefined,
    trace: layer.trace,
  }));
  const repositories = repositoriesOf(cluster).map((object) => {
    const manifest = object as Manifest;
    const file = `flux/sources/helmrepository-${manifest.metadata.name}.yaml`;
    return { manifest, file, layer: undefined, trace: undefined };
  });
  return [...kustomizations, ...repositories];
}

function duplicates(objects: readonly RenderedObject[]): Finding[] {
  const seen = new Map<string, RenderedObject>();
  const findings: Finding[] = [];
  for (const object of objects) {
    const { apiVersion, kind, metadata } = object.manifest;
    const key = `${groupOf(apiVersion)}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
    const first = seen.get(key);
    if (!first) {
      seen.set(key, object);
      continue;
    }
    const source = sourceOf(object.trace);
    const other = sourceOf(first.trace);
    const name = `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
    findings.push({
      code: 'object-duplicate',
      severity: 'error',
      where: { object: name, file: object.file, ...(source && { source }) },
      message: `${name} is rendered twice, first in ${first.file}${other ? ` (${other.file}:${other.line})` : ''}: two layers would fight over it`,
      hint: 'Give one of them another name, or render it once.',
    });
  }
  return findings;
}

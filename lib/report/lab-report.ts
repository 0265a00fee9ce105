import type { Verdict } from '../check/verdict.ts';
import type { World } from '../check/world.ts';
import type { Cluster } from '../core/cluster.ts';
import type { Layer } from '../core/layer.ts';
import { releasesOf } from '../core/release.ts';
import type { Rendering } from '../core/render.ts';
import { sourceOf } from '../core/source.ts';
import type { GraphEdge, GraphLayer } from './layer-graph.ts';

/** All that the page tells of. */
export interface LabReport {
  readonly lab: Cluster;
  readonly rendering: Rendering;
  /** With the charts as well as they are known. */
  readonly world: World;
  readonly verdict: Verdict;
  /** What a change does, as text, and against what; `undefined` when it was not asked for. */
  readonly change: { readonly against: string; readonly text: string } | undefined;
}

/** Layers in the order Flux applies them. */
export function graphLayers({ rendering }: Pick<LabReport, 'rendering'>): GraphLayer[] {
  const counts = new Map<Layer | undefined, number>();
  for (const { layer } of rendering.objects) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  return rendering.order.layers.map((layer) => {
    const releases = releasesOf(layer).map(({ chart, version }) => `${chart} ${version}`);
    const objects = layer.props.folder ? `${layer.props.folder}/` : `${counts.get(layer) ?? 0} objects`;
    return { name: layer.name, note: releases.length > 0 ? releases.join(', ') : objects };
  });
}

/** Edges that say something new: one that follows from others is left out of the picture. */
export function graphEdges({ rendering: { order } }: Pick<LabReport, 'rendering'>): GraphEdge[] {
  return order.layers.flatMap((layer) => {
    const edges = order.edges.get(layer)!;
    const implied = new Set(edges.flatMap(({ to }) => [...beyond(to, order.edges)]));
    return edges
      .filter(({ to }) => !implied.has(to))
      .map(({ to, uses }) => ({
        from: layer.name,
        to: to.name,
        because: uses.map(({ reference }) => referenceName(reference)),
      }));
  });
}

/** `StorageClass topolvm-provisioner`. */
export function referenceName({
  kind,
  name,
  namespace,
}: {
  kind: string;
  name: string;
  namespace?: string | undefined;
}): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** `main.ts:42`; empty where it is not known. */
export function placeOf(source: ReturnType<typeof sourceOf>): string {
  return source ? `${source.file}:${source.line}` : '';
}

/** Where a layer was made. */
export function layerPlace(layer: Layer): string {
  return placeOf(sourceOf(layer.trace));
}

function beyond(from: Layer, edges: LabReport['rendering']['order']['edges'], seen = new Set<Layer>()): Set<Layer> {
  for (const { to } of edges.get(from) ?? []) {
    if (seen.has(to)) continue;
    seen.add(to);
    beyond(to, edges, seen);
  }
  return seen;
}

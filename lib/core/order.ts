import type { Cluster } from './cluster.ts';
import type { Finding, SourceLine } from './finding.ts';
import { Layer, type Use } from './layer.ts';
import { sourceOf } from './source.ts';
import { CycleError, order } from './topology.ts';

/** One layer waits for another, and why. */
export interface Edge {
  readonly from: Layer;
  readonly to: Layer;
  /** Uses that cause the edge; empty when only constructs depend on each other. */
  readonly uses: readonly Use[];
}

/** The layers in the order Flux applies them. */
export interface LayerOrder {
  readonly layers: readonly Layer[];
  /** Edges out of each layer, sorted by the name of the layer that is waited for. */
  readonly edges: ReadonlyMap<Layer, readonly Edge[]>;
  /** The cycle, when there is one; layers are in the order they were made then. */
  readonly cycle?: Finding;
}

/** Orders the layers of a cluster by what they use of each other. Linear in layers and edges. */
export function orderLayers(cluster: Cluster): LayerOrder {
  const { layers } = cluster;
  const edges = new Map(layers.map((layer) => [layer, edgesOf(layer)]));
  try {
    return { layers: order(layers, (layer) => edges.get(layer)!.map((edge) => edge.to)), edges };
  } catch (error) {
    if (!(error instanceof CycleError)) throw error;
    return { layers, edges, cycle: cycleFinding(error.cycle as Layer[], edges) };
  }
}

function edgesOf(layer: Layer): Edge[] {
  const uses = new Map<Layer, Use[]>();
  const to = (target: Layer): Use[] => {
    const list = uses.get(target) ?? [];
    uses.set(target, list);
    return list;
  };
  for (const use of layer.uses) {
    const { provider } = use.reference;
    if (provider && provider !== layer) to(provider).push(use);
  }
  for (const construct of layer.node.findAll()) {
    for (const dependency of construct.node.dependencies) {
      const target = Layer.of(dependency);
      if (target !== layer) to(target);
    }
  }
  return [...uses]
    .map(([target, because]) => ({ from: layer, to: target, uses: because }))
    .sort((a, b) => (a.to.name < b.to.name ? -1 : 1));
}

function cycleFinding(cycle: readonly Layer[], edges: ReadonlyMap<Layer, readonly Edge[]>): Finding {
  const steps = cycle.map((from, i) => {
    const to = cycle[(i + 1) % cycle.length]!;
    const use = edges.get(from)!.find((edge) => edge.to === to)?.uses[0];
    const line = showLine(sourceOf(use?.trace ?? from.trace));
    return `${from.name} uses ${use ? use.reference : `a construct of ${to.name}`}${line}`;
  });
  const source = sourceOf(cycle[0]!.trace);
  return {
    code: 'order-cycle',
    severity: 'error',
    where: { path: cycle.map((layer) => layer.name).join(' -> '), ...(source && { source }) },
    message: `layers wait for each other, so Flux would apply none of them: ${[...cycle, cycle[0]!].map((layer) => layer.name).join(' -> ')}\n${steps.map((step) => `    ${step}`).join('\n')}`,
    hint: 'Move what one of these uses into a layer of its own, or drop the use.',
  };
}

function showLine(source: SourceLine | undefined): string {
  return source ? ` (${source.file}:${source.line})` : '';
}

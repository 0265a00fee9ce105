import { Graph, layout } from '@dagrejs/dagre';

/** A layer as the graph shows it. */
export interface GraphLayer {
  readonly name: string;
  /** What stands below the name: `3 objects`. */
  readonly note: string;
}

/** One layer waits for another. */
export interface GraphEdge {
  /** The layer that waits. */
  readonly from: string;
  readonly to: string;
  /** References that cause it: `StorageClass topolvm-provisioner`. */
  readonly because: readonly string[];
}

interface Box extends GraphLayer {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

interface Line extends GraphEdge {
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Layers and edges with their places, in pixels from the upper left. */
export interface LaidOut {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** Pixels that a letter takes. */
const LETTER = 7.6;
export const BOX_HEIGHT = 44;
const MARGIN = 12;

/** Lays the layers out from the first that is applied, at the top, to the last. Equal input gives an equal picture. */
export function layOut(layers: readonly GraphLayer[], edges: readonly GraphEdge[]): LaidOut {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 24, ranksep: 48, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name, note } of layers) {
    const width = Math.round(Math.max(name.length, note.length * 0.85) * LETTER) + 28;
    graph.setNode(name, { width, height: BOX_HEIGHT });
  }
  for (const { from, to } of edges) graph.setEdge(to, from);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const boxes = layers.map((layer) => {
    const node = graph.node(layer.name) as { x: number; y: number; width: number };
    return { ...layer, x: round(node.x), y: round(node.y), width: node.width };
  });
  const lines = edges.map((edge) => {
    const { points = [] } = graph.edge(edge.to, edge.from) as { points?: { x: number; y: number }[] };
    return { ...edge, points: points.map(({ x, y }) => ({ x: round(x), y: round(y) })) };
  });
  return { width: Math.ceil(width), height: Math.ceil(height), boxes, lines };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

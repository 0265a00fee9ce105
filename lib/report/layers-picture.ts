import type { Rendering } from '../core/render.ts';
import { graphEdges, graphLayers } from './lab-report.ts';
import { layOut } from './layer-graph.ts';
import { graphSvg } from './layer-graph-svg.ts';

/** The layers of a lab as an SVG that stands alone. */
export function layersPicture(rendering: Rendering): string {
  return graphSvg(layOut(graphLayers({ rendering }), graphEdges({ rendering })), true).text;
}

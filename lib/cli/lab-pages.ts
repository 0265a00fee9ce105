import type { Cluster } from '../core/cluster.ts';
import type { Rendering } from '../core/render.ts';
import { layersPicture } from '../report/layers-picture.ts';
import { roadMarkdown } from './road.ts';

/** Pages that follow from the lab, by their paths relative to the project. */
export function labPages(lab: Cluster, rendering: Rendering): ReadonlyMap<string, string> {
  return new Map([
    ['docs/lab.svg', layersPicture(rendering)],
    ['docs/from-nothing.md', roadMarkdown(lab, rendering)],
  ]);
}

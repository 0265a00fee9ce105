import { dataShapes } from './data-shapes.ts';
import type { Place } from './fault.ts';
import { networkShapes } from './network-shapes.ts';
import { metadataShapes } from './object-metadata.ts';
import { podShapes } from './pod-shapes.ts';
import { rightsShapes } from './rights-shapes.ts';
import { workloadShapes } from './workload-shapes.ts';

/** Judges how the fields of one object fit each other. Any of them may be missing or of the wrong type. */
export type Shape = (value: Readonly<Record<string, unknown>>, place: Place) => void;

/** What the API server's own code demands of built-in kinds, by the name of their definitions. */
export const shapes: Readonly<Record<string, Shape>> = {
  ...dataShapes,
  ...metadataShapes,
  ...networkShapes,
  ...podShapes,
  ...rightsShapes,
  ...workloadShapes,
};

import type { JsonObject } from './model.ts';

/** Colours by Grafana's own names, which follow the light and the dark theme. */
export type Color = 'green' | 'orange' | 'red' | 'blue' | 'text';

/** The colour of a value: `base`, or that of the last step which the value has reached. */
export interface Thresholds {
  readonly base: Color;
  /** In rising order of `from`, in the panel's unit. */
  readonly steps: readonly { readonly from: number; readonly color: Color }[];
}

/** Green, orange from `warning` on, red from `critical` on. */
export function worseAbove(warning: number, critical: number): Thresholds {
  return {
    base: 'green',
    steps: [
      { from: warning, color: 'orange' },
      { from: critical, color: 'red' },
    ],
  };
}

/** Red, orange from `critical` on, green from `warning` on. */
export function worseBelow(critical: number, warning: number): Thresholds {
  return {
    base: 'red',
    steps: [
      { from: critical, color: 'orange' },
      { from: warning, color: 'green' },
    ],
  };
}

/** Thresholds in Grafana's form, which writes "from minus infinity" as null. */
export function thresholdsModel(thresholds: Thresholds): JsonObject {
  return {
    mode: 'absolute',
    steps: [
      { color: thresholds.base, value: null },
      ...thresholds.steps.map(({ from, color }) => ({ color, value: from })),
    ],
  };
}

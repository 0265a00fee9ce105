import type { Color, Thresholds } from './threshold.ts';
import type { Unit } from './unit.ts';

/** One PromQL query of a panel. */
export interface Query {
  /** PromQL. Variables are written `$name`. */
  readonly expr: string;
  /**
   * Name of each series; `{{label}}` stands for the label's value.
   * @default Grafana shows the labels that differ
   */
  readonly legend?: string;
  /**
   * Draws a dashed, unfilled and unstacked line: a limit or a forecast, not a measurement. Time series only.
   * @default false
   */
  readonly dashed?: boolean;
}

/** What a panel of any kind takes. */
export interface PanelProps {
  readonly title: string;
  /** What the values mean and when to worry: Grafana shows it at the panel's corner. */
  readonly description: string;
  readonly unit: Unit;
  /** One to 26 queries, which Grafana letters A to Z. */
  readonly queries: readonly Query[];
  /**
   * Columns of the grid, 1 to 24.
   * @default 12 for time series and bars, 4 for a stat or a gauge
   */
  readonly width?: number;
  /**
   * Grid rows of 30 pixels.
   * @default 8 for time series and bars, 5 for a stat or a gauge
   */
  readonly height?: number;
  /**
   * Digits after the point.
   * @default Grafana chooses by size
   */
  readonly decimals?: number;
  /**
   * Lower end of the scale.
   * @default 0 for gauges and bars; the data's for others
   */
  readonly min?: number;
  /**
   * Upper end of the scale.
   * @default 1 for gauges and bars; the data's for others
   */
  readonly max?: number;
  /**
   * Colours by value. Time series do not draw them.
   * @default neutral
   */
  readonly thresholds?: Thresholds;
  /**
   * Text in place of a missing value.
   * @default 'No data'
   */
  readonly noValue?: string;
}

/** What a time series takes. */
export interface TimeseriesProps extends PanelProps {
  /**
   * Adds the series up instead of drawing them over each other.
   * @default false
   */
  readonly stack?: boolean;
}

/** What a stat takes. */
export interface StatProps extends PanelProps {
  /**
   * Draws the course of the value behind it.
   * @default false
   */
  readonly sparkline?: boolean;
  /**
   * Text and colour in place of a value, by value.
   * @default none
   */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color: Color }>>;
}

/** A panel before it has a place, an id and a data source. */
export type Panel =
  | { readonly kind: 'timeseries'; readonly props: TimeseriesProps }
  | { readonly kind: 'stat'; readonly props: StatProps }
  | { readonly kind: 'gauge'; readonly props: PanelProps }
  | { readonly kind: 'bargauge'; readonly props: PanelProps };

/** A heading and the panels under it. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Values over time. */
export function timeseries(props: TimeseriesProps): Panel {
  return { kind: 'timeseries', props };
}

/** The newest value, in large type. */
export function stat(props: StatProps): Panel {
  return { kind: 'stat', props };
}

/** The newest value on a dial from `min` to `max`. */
export function gauge(props: PanelProps): Panel {
  return { kind: 'gauge', props };
}

/** The newest values as bars from `min` to `max`, one a series. */
export function barGauge(props: PanelProps): Panel {
  return { kind: 'bargauge', props };
}

/** A heading and the panels under it, placed from left to right. */
export function row(title: string, panels: readonly Panel[]): Row {
  return { title, panels };
}

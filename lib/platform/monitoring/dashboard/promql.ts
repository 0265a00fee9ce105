/** Names the series of a metric, with the given matchers after those that all series of a dashboard share. */
export type Selector = (metric: string, ...matchers: readonly string[]) => string;

/** A selector with matchers that every series gets, so that no query of a dashboard can forget them. */
export function selector(...shared: readonly string[]): Selector {
  return (metric, ...matchers) => `${metric}{${[...shared, ...matchers].join(', ')}}`;
}

/** The matcher `label="value"`. PromQL quotes and escapes a text as JSON does. */
export function equals(label: string, value: string): string {
  return `${label}=${JSON.stringify(value)}`;
}

/** Growth of a counter per second, over the window that Grafana derives from the zoom and the scrape interval. */
export function rate(series: string): string {
  return `rate(${series}[$__rate_interval])`;
}

/** Seconds of one day. */
export const DAY = 86_400;

/** How far back a forecast looks: a whole day, so that a nightly job is neither missed nor taken for a trend. */
const TREND = '1d';

/** The gauge's value after `seconds` more of the last day's trend. */
export function forecast(series: string, seconds: number): string {
  return `predict_linear(${series}[${TREND}], ${seconds})`;
}

/** Seconds until a falling gauge reaches zero at the last day's pace; no value when that is over a year away. */
export function timeUntilEmpty(series: string): string {
  return `${series} / (-deriv(${series}[${TREND}]) > 0) < ${365 * DAY}`;
}

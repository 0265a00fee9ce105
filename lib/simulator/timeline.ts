import type { Outcome } from './rehearsal.ts';

/** One layer's way to being ready. Times are milliseconds since the push. */
export interface Span {
  readonly layer: string;
  readonly began: number;
  /** `undefined` for a layer that did not come to it. */
  readonly ready: number | undefined;
  /** Whether the whole would have been faster, had this layer been. */
  readonly isCritical: boolean;
}

/**
 * The layers in the order in which they began, with the critical path: the last layer to be ready, the one it waited for longest, and
 * so on.
 *
 * @param dependsOn names of the layers that each layer waits for
 */
export function timelineOf(
  { times }: Pick<Outcome, 'times'>,
  dependsOn: ReadonlyMap<string, readonly string[]>,
): Span[] {
  const readyOf = (layer: string) => times.get(layer)?.ready ?? Number.NEGATIVE_INFINITY;
  const last = (layers: readonly string[]) =>
    layers.reduce<string | undefined>(
      (best, each) => (best === undefined || readyOf(each) > readyOf(best) ? each : best),
      undefined,
    );
  const critical = new Set<string>();
  for (let at = last([...times.keys()]); at !== undefined && !critical.has(at); at = last(dependsOn.get(at) ?? [])) {
    critical.add(at);
  }
  return [...times]
    .map(([layer, { began, ready }]) => ({ layer, began, ready, isCritical: critical.has(layer) }))
    .sort((a, b) => a.began - b.began || (a.ready ?? Number.POSITIVE_INFINITY) - (b.ready ?? Number.POSITIVE_INFINITY));
}

import type { ChartRepository, Track } from '../../core/track.ts';
import { nearest } from '../../values/nearest.ts';
import { ChartError } from '../chart-error.ts';

/** A chart at one version, and where it comes from. */
export interface Pin {
  readonly chart: string;
  readonly version: string;
  readonly repository: ChartRepository;
}

/**
 * The charts of a track.
 *
 * @param names those that are wanted; all when empty
 * @throws ChartError for a name that is not on the track
 */
export function pinsOf({ charts, repositories, name: track }: Track, names: readonly string[] = []): Pin[] {
  const unknown = names.find((name) => !Object.hasOwn(charts, name));
  if (unknown !== undefined) {
    const known = Object.keys(charts);
    const meant = nearest(unknown, known);
    const fix = meant ? `Did you mean '${meant}'?` : `There are ${known.join(', ')}.`;
    throw new ChartError(`track ${track}`, `no chart '${unknown}'`, fix);
  }
  return Object.entries(charts)
    .filter(([chart]) => names.length === 0 || names.includes(chart))
    .map(([chart, { version, repository }]) => ({ chart, version, repository: repositories[repository]! }));
}

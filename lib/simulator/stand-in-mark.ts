import type { StandInRelease } from './stand-in.ts';

/** Marks layers whose releases are stood in for, wherever one is shown. */
export class StandInMark {
  readonly #layers: ReadonlySet<string | undefined>;

  constructor(releases: readonly StandInRelease[]) {
    this.#layers = new Set(releases.map(({ layer }) => layer));
  }

  has(layer: string | undefined): boolean {
    return layer !== undefined && this.#layers.has(layer);
  }

  /** Name of the layer; a stand-in is called one. */
  on(layer: string): string {
    return `${layer}${this.after(layer)}`;
  }

  /** What follows the name of something of a layer; empty where all is real. */
  after(layer: string | undefined): string {
    return this.has(layer) ? ' (stand-in)' : '';
  }
}

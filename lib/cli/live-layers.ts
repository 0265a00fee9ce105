import type { TimedState } from '../live/watch.ts';
import { StandInMark } from '../simulator/stand-in-mark.ts';
import { liveFrame } from './live-frame.ts';
import { seconds } from './seconds.ts';
import { type Style, styleOf } from './style.ts';

/** Terminals that know these show what is between them at once; others pass them over. */
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Shows layers while they change: a table that is drawn over itself on a terminal, a line for each change elsewhere. */
export class LiveLayers {
  readonly #out: NodeJS.WriteStream;
  readonly #style: Style;
  readonly #mark: StandInMark;
  #drawn = 0;
  #hasEnded = false;
  #before = new Map<string, string>();

  constructor(out: NodeJS.WriteStream, mark = new StandInMark([])) {
    this.#out = out;
    this.#mark = mark;
    this.#style = styleOf(out);
  }

  show(layers: readonly TimedState[], elapsed: number): void {
    if (this.#hasEnded) return;
    const marked = layers.map((layer) => ({
      ...layer,
      name: this.#mark.on(layer.name),
      waitsFor: layer.waitsFor.map((name) => this.#mark.on(name)),
    }));
    if (this.#out.isTTY) this.#draw(marked, elapsed);
    else for (const layer of marked) this.#tell(layer, elapsed);
  }

  /** Leaves what is drawn as it is: what comes next stands below. */
  rest(): void {
    this.#drawn = 0;
    this.#before = new Map();
  }

  /** Shows nothing more. */
  end(): void {
    this.#hasEnded = true;
  }

  /** Every line is written over the old one and then cleared to its end: nothing is empty for a moment, so nothing flickers. */
  #draw(layers: readonly TimedState[], elapsed: number): void {
    const canvas = { columns: this.#out.columns ?? 80, rows: this.#out.rows ?? 24 };
    const lines = liveFrame(layers, elapsed, canvas, this.#style);
    const back = this.#drawn > 0 ? `\u001b[${this.#drawn}A` : '';
    this.#out.write(`${BEGIN}${back}${lines.map((line) => `${line}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}${END}`);
    this.#drawn = lines.length;
  }

  #tell({ name, state, waitsFor, message }: TimedState, elapsed: number): void {
    if (state === 'new' || this.#before.get(name) === state) return;
    this.#before.set(name, state);
    const why = waitsFor.length > 0 ? ` for ${waitsFor.join(', ')}` : state === 'failed' ? `: ${message}` : '';
    this.#out.write(`${seconds(elapsed).padStart(8)}  ${name} ${state}${why}\n`);
  }
}

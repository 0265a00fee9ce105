import type { LayerState } from '../simulator/layer-state.ts';
import type { TimedState } from '../simulator/rehearsal.ts';
import { StandInMark } from '../simulator/stand-in-mark.ts';
import { seconds } from './seconds.ts';
import { type Style, styleOf } from './style.ts';
import { tableLines } from './table.ts';

const COLOURS = {
  new: 'dim',
  waiting: 'dim',
  applying: 'cyan',
  ready: 'green',
  failed: 'red',
  suspended: 'yellow',
} as const satisfies Readonly<Record<LayerState['state'], Parameters<Style>[0]>>;

/** Shows layers while they change: a table that is drawn anew on a terminal, a line for each change elsewhere. */
export class LiveLayers {
  readonly #out: NodeJS.WriteStream;
  readonly #style: Style;
  readonly #mark: StandInMark;
  #drawn = 0;
  #before = new Map<string, string>();

  constructor(out: NodeJS.WriteStream, mark = new StandInMark([])) {
    this.#out = out;
    this.#mark = mark;
    this.#style = styleOf(out);
  }

  show(layers: readonly TimedState[], elapsed: number): void {
    if (this.#out.isTTY) this.#draw(layers, elapsed);
    else for (const layer of layers) this.#tell(layer, elapsed);
  }

  #draw(layers: readonly TimedState[], elapsed: number): void {
    const width = this.#out.columns ?? 100;
    const rows = layers.map(({ name, state, since, waitsFor, message }) => [
      this.#mark.on(name),
      state,
      seconds(elapsed - since),
      waitsFor.length > 0 ? `waits for ${this.#all(waitsFor)}` : message.replace(/\s+/g, ' '),
    ]);
    const [head, ...lines] = tableLines(['layer', 'state', 'for', ''], rows).map((line) => line.slice(0, width - 1));
    const painted = lines.map((line, i) => this.#style(COLOURS[layers[i]!.state], line));
    const back = this.#drawn > 0 ? `\u001b[${this.#drawn}A\u001b[J` : '';
    this.#out.write(`${back}${this.#style('dim', head ?? '')}\n${painted.map((line) => `${line}\n`).join('')}`);
    this.#drawn = painted.length + 1;
  }

  #tell({ name, state, waitsFor, message }: TimedState, elapsed: number): void {
    if (this.#before.get(name) === state) return;
    this.#before.set(name, state);
    const why = waitsFor.length > 0 ? `, waits for ${this.#all(waitsFor)}` : state === 'failed' ? `: ${message}` : '';
    this.#out.write(`${seconds(elapsed).padStart(8)}  ${this.#mark.on(name)} ${state}${why}\n`);
  }

  #all(layers: readonly string[]): string {
    return layers.map((layer) => this.#mark.on(layer)).join(', ');
  }
}

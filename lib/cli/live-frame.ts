import type { LayerState } from '../live/layer-state.ts';
import type { TimedState } from '../live/watch.ts';
import { ended } from './columns.ts';
import { seconds } from './seconds.ts';
import type { Style } from './style.ts';

/** How many columns and rows there are to draw on. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
}

const LOOKS = {
  new: ['·', 'dim'],
  waiting: ['·', 'dim'],
  applying: ['●', 'cyan'],
  ready: ['✓', 'green'],
  failed: ['✗', 'red'],
  suspended: ['‖', 'yellow'],
} as const satisfies Readonly<Record<LayerState['state'], readonly [string, Parameters<Style>[0]]>>;

/** What is looked at first where there is no room for all. */
const URGENCY = ['failed', 'applying', 'waiting', 'new', 'suspended', 'ready'] as const;
const NAME_WIDTH = 28;
const STATE_WIDTH = 'suspended'.length;
/** Two lines for what stands above and below the layers, one for the cursor. */
const OTHER_ROWS = 3;

/** The table of layers as it stands now: it keeps to the canvas, so that it can be drawn over. */
export function liveFrame(
  layers: readonly TimedState[],
  elapsed: number,
  { columns, rows }: Canvas,
  style: Style,
): string[] {
  const room = Math.max(rows - OTHER_ROWS, 1);
  const shown = shownOf(layers, room);
  const width = Math.min(NAME_WIDTH, Math.max(5, ...shown.map(({ name }) => name.length)));
  const times = shown.map(({ since }) => seconds(elapsed - since));
  const timeWidth = Math.max(...times.map((time) => time.length), 0);
  const lines = shown.map((layer, i) => {
    const [mark, colour] = LOOKS[layer.state];
    const name = ended(layer.name, width).padEnd(width);
    const time = times[i]!.padStart(timeWidth);
    const start = `${mark} ${name}  ${layer.state.padEnd(STATE_WIDTH)}  ${time}`;
    const note = ended(noteOf(layer), Math.max(columns - start.length - 3, 0));
    const painted = `${style(colour, mark)} ${name}  ${style(colour, layer.state.padEnd(STATE_WIDTH))}  ${style('dim', time)}`;
    return note === '' ? painted : `${painted}  ${layer.state === 'failed' ? style('red', note) : style('dim', note)}`;
  });
  const ready = layers.filter(({ state }) => state === 'ready').length;
  const head = `${ready} of ${layers.length} layers ready, ${seconds(elapsed)} after the push`;
  const rest = layers.length - shown.length;
  return [
    style('bold', ended(head, columns - 1)),
    ...lines,
    ...(rest > 0 ? [style('dim', ended(`and ${rest} more, most of them ready or waiting`, columns - 1))] : []),
  ];
}

/** All layers in their order; where there is no room, the most urgent of them. */
function shownOf(layers: readonly TimedState[], room: number): readonly TimedState[] {
  if (layers.length <= room) return layers;
  const urgency = ({ state }: TimedState) => URGENCY.indexOf(state);
  const chosen = new Set([...layers].sort((a, b) => urgency(a) - urgency(b)).slice(0, room));
  return layers.filter((layer) => chosen.has(layer));
}

function noteOf({ state, waitsFor, message }: TimedState): string {
  if (waitsFor.length > 0) return `for ${waitsFor.join(', ')}`;
  return state === 'ready' ? '' : message.replace(/\s+/g, ' ').trim();
}

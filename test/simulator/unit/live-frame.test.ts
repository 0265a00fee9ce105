import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { liveFrame } from '../../../lib/cli/live-frame.ts';
import type { Style } from '../../../lib/cli/style.ts';
import type { TimedState } from '../../../lib/live/watch.ts';

const plain: Style = (_name, text) => text;
const painted: Style = (_name, text) => `\u001b[1m${text}\u001b[22m`;
const layer = (props: Partial<TimedState> = {}): TimedState => ({
  name: 'web',
  state: 'ready',
  since: 0,
  message: '',
  waitsFor: [],
  ...props,
});
const states = fc.constantFrom<TimedState['state']>('new', 'waiting', 'applying', 'ready', 'failed', 'suspended');

test('a frame never has more columns or rows than there are', () => {
  const layers = fc.array(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom('a', 'b', '-') }),
      state: states,
      since: fc.nat(600_000),
      message: fc.string(),
      waitsFor: fc.array(fc.constantFrom('namespaces', 'kube-prometheus'), { maxLength: 5 }),
    }),
    { maxLength: 60 },
  );
  const canvas = fc.record({ columns: fc.integer({ min: 60, max: 200 }), rows: fc.integer({ min: 5, max: 60 }) });
  fc.assert(
    fc.property(layers, canvas, (all, { columns, rows }) => {
      const frame = liveFrame(all, 600_000, { columns, rows }, painted);
      expect(frame.length).toBeLessThan(rows);
      for (const line of frame) expect(stripVTControlCharacters(line).length).toBeLessThan(columns);
    }),
  );
});

test('times stand with their ends below each other', () => {
  const layers = [layer({ name: 'a', since: 100_000 }), layer({ name: 'b', since: 0 })];
  const [, first, second] = liveFrame(layers, 112_300, { columns: 80, rows: 24 }, plain);
  expect(first!.trimEnd().length).toBe(second!.trimEnd().length);
  expect(first).toContain(' 12.3 s');
  expect(second).toContain('112.3 s');
});

test('where there is no room for all, what failed and what is at work is shown', () => {
  const many = Array.from({ length: 40 }, (_, i) => layer({ name: `layer-${i}` }));
  const frame = liveFrame([...many, layer({ name: 'broken', state: 'failed' })], 1, { columns: 80, rows: 10 }, plain);
  expect(frame.join('\n')).toContain('✗ broken');
  expect(frame.at(-1)).toMatch(/^and \d+ more/);
});

test('a layer that waits says for what, cut to the width', () => {
  const waiting = layer({ state: 'waiting', waitsFor: ['kube-prometheus', 'lets-encrypt', 'namespaces'] });
  const [, line] = liveFrame([waiting], 1, { columns: 60, rows: 10 }, plain);
  expect(line).toMatch(/for kube-prometheus, lets-enc.*…$/);
});

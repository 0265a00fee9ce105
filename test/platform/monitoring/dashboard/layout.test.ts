import * as fc from 'fast-check';
import { layout } from '../../../../lib/platform/monitoring/dashboard/layout.ts';
import type { GridPosition } from '../../../../lib/platform/monitoring/dashboard/model.ts';
import { type Panel, row, stat, timeseries } from '../../../../lib/platform/monitoring/dashboard/panel.ts';

const text = { title: 'T', description: 'D', unit: 'none', queries: [{ expr: 'up' }] } as const;

const panels: fc.Arbitrary<Panel> = fc
  .oneof(
    fc.record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 20 }) }),
    fc.constant({}),
  )
  .chain((size) => fc.constantFrom(timeseries({ ...text, ...size }), stat({ ...text, ...size })));

const rows = fc.array(
  fc.array(panels, { maxLength: 12 }).map((list) => row('R', list)),
  { maxLength: 6 },
);

function places(list: Parameters<typeof layout>[0]): GridPosition[] {
  return layout(list).flatMap((placed) => [placed.gridPos, ...placed.panels.map(({ gridPos }) => gridPos)]);
}

function overlap(a: GridPosition, b: GridPosition): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

test('no two panels overlap, whatever their sizes', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const all = places(list);
      all.forEach((a, index) => {
        for (const b of all.slice(index + 1)) expect(overlap(a, b)).toBe(false);
      });
    }),
  );
});

test('every panel lies within the 24 columns', () => {
  fc.assert(
    fc.property(rows, (list) => {
      for (const { x, w } of places(list)) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + w).toBeLessThanOrEqual(24);
      }
    }),
  );
});

test('panels follow each other in reading order', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const all = places(list);
      all.slice(1).forEach((next, index) => {
        const last = all[index]!;
        expect(next.y > last.y || (next.y === last.y && next.x > last.x)).toBe(true);
      });
    }),
  );
});

test('a panel that does not fit starts under the tallest of its line', () => {
  const list = [
    timeseries({ ...text, height: 4 }),
    timeseries({ ...text, height: 9 }),
    stat({ ...text, width: 5, height: 3 }),
  ];
  expect(layout([row('R', list)])[0]!.panels.map(({ gridPos }) => gridPos)).toEqual([
    { x: 0, y: 1, w: 12, h: 4 },
    { x: 12, y: 1, w: 12, h: 9 },
    { x: 0, y: 10, w: 5, h: 3 },
  ]);
});

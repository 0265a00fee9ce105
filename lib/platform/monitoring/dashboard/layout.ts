import type { GridPosition } from './model.ts';
import type { Panel, Row } from './panel.ts';

/** Columns of Grafana's grid. */
export const COLUMNS = 24;

/** Columns and grid rows that a panel takes. */
export interface Size {
  readonly w: number;
  readonly h: number;
}

/** A row with its place, and its panels with theirs. */
export interface PlacedRow {
  readonly row: Row;
  readonly gridPos: GridPosition;
  readonly panels: readonly { readonly panel: Panel; readonly gridPos: GridPosition }[];
}

const SIZES: Readonly<Record<Panel['kind'], Size>> = {
  timeseries: { w: 12, h: 8 },
  bargauge: { w: 12, h: 8 },
  stat: { w: 4, h: 5 },
  gauge: { w: 4, h: 5 },
};

/** The size of a panel: what its props ask, else that of its kind. */
export function sizeOf(panel: Panel): Size {
  const { w, h } = SIZES[panel.kind];
  return { w: panel.props.width ?? w, h: panel.props.height ?? h };
}

/**
 * Places rows from top to bottom and their panels from left to right. A panel that no longer fits starts a new line
 * under the tallest panel of the line before, so nothing overlaps whatever the heights.
 */
export function layout(rows: readonly Row[]): PlacedRow[] {
  let y = 0;
  return rows.map((row) => {
    const gridPos = { x: 0, y, w: COLUMNS, h: 1 };
    let x = 0;
    let tallest = 0;
    y += 1;
    const panels = row.panels.map((panel) => {
      const { w, h } = sizeOf(panel);
      if (x + w > COLUMNS) {
        y += tallest;
        x = 0;
        tallest = 0;
      }
      const place = { panel, gridPos: { x, y, w, h } };
      x += w;
      tallest = Math.max(tallest, h);
      return place;
    });
    y += tallest;
    return { row, gridPos, panels };
  });
}

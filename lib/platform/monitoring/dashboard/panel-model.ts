import type { DataSourceModel, FieldConfigModel, GridPosition, JsonObject, PanelModel, TargetModel } from './model.ts';
import type { Panel, Query, StatProps } from './panel.ts';
import { type Thresholds, thresholdsModel } from './threshold.ts';

const NEUTRAL: Thresholds = { base: 'blue', steps: [] };

const LAST_VALUE: JsonObject = { calcs: ['lastNotNull'], fields: '', values: false };

/** The panel in Grafana's form, at its place. */
export function panelModel(panel: Panel, id: number, gridPos: GridPosition, datasource: DataSourceModel): PanelModel {
  const { title, description, queries } = panel.props;
  const range = panel.kind === 'timeseries' || (panel.kind === 'stat' && panel.props.sparkline === true);
  return {
    id,
    type: panel.kind,
    title,
    description,
    datasource,
    gridPos,
    fieldConfig: fieldConfig(panel),
    options: options(panel),
    targets: queries.map((query, index) => target(query, refId(index), range, datasource)),
  };
}

function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

function target(query: Query, id: string, range: boolean, datasource: DataSourceModel): TargetModel {
  return {
    refId: id,
    datasource,
    editorMode: 'code',
    expr: query.expr,
    legendFormat: query.legend ?? '__auto',
    instant: !range,
    range,
  };
}

function fieldConfig(panel: Panel): FieldConfigModel {
  const { unit, decimals, min, max, noValue, thresholds = NEUTRAL, queries } = panel.props;
  const dial = panel.kind === 'gauge' || panel.kind === 'bargauge';
  const defaults: JsonObject = {
    unit,
    color: { mode: panel.kind === 'timeseries' ? 'palette-classic' : 'thresholds' },
    thresholds: thresholdsModel(thresholds),
    ...present({ decimals, noValue, min: min ?? (dial ? 0 : undefined), max: max ?? (dial ? 1 : undefined) }),
    ...(panel.kind === 'timeseries' ? { custom: line(panel.props.stack === true) } : {}),
    ...(panel.kind === 'stat' && panel.props.words ? { mappings: [mapping(panel.props.words)] } : {}),
  };
  const overrides = queries.flatMap((query, index) => (query.dashed ? [dashed(refId(index))] : []));
  return { defaults, overrides };
}

function options(panel: Panel): JsonObject {
  switch (panel.kind) {
    case 'timeseries':
      return {
        legend: { calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true },
        tooltip: { mode: 'multi', sort: 'desc' },
      };
    case 'stat':
      return {
        reduceOptions: LAST_VALUE,
        colorMode: 'value',
        graphMode: panel.props.sparkline ? 'area' : 'none',
        justifyMode: 'auto',
        orientation: 'auto',
        textMode: 'auto',
      };
    case 'gauge':
      return { reduceOptions: LAST_VALUE, orientation: 'auto', showThresholdLabels: false, showThresholdMarkers: true };
    case 'bargauge':
      return {
        reduceOptions: LAST_VALUE,
        displayMode: 'basic',
        orientation: 'horizontal',
        showUnfilled: true,
        valueMode: 'color',
      };
  }
}

function line(stacked: boolean): JsonObject {
  return {
    drawStyle: 'line',
    fillOpacity: stacked ? 40 : 8,
    lineWidth: 1,
    showPoints: 'never',
    stacking: { group: 'A', mode: stacked ? 'normal' : 'none' },
  };
}

function dashed(id: string): JsonObject {
  return {
    matcher: { id: 'byFrameRefID', options: id },
    properties: [
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
      { id: 'custom.fillOpacity', value: 0 },
      { id: 'custom.stacking', value: { group: 'A', mode: 'none' } },
    ],
  };
}

function mapping(words: NonNullable<StatProps['words']>): JsonObject {
  const entries = Object.entries(words).map(([value, { text, color }], index) => [value, { text, color, index }]);
  return { type: 'value', options: Object.fromEntries(entries) };
}

function present(values: Readonly<Record<string, string | number | undefined>>): JsonObject {
  const entries = Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  return Object.fromEntries(entries);
}

/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object that JSON can hold. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A place on Grafana's grid: 24 columns wide, rows of 30 pixels. */
export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The Prometheus data source that a panel, a query or a variable asks. */
export interface DataSourceModel {
  readonly type: 'prometheus';
  readonly uid: string;
}

/** One query of a panel. */
export interface TargetModel {
  readonly refId: string;
  readonly datasource: DataSourceModel;
  readonly editorMode: 'code';
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant: boolean;
  readonly range: boolean;
}

/** How the values of a panel are read: unit, limits, colours. */
export interface FieldConfigModel {
  readonly defaults: JsonObject;
  readonly overrides: readonly JsonObject[];
}

/** A panel that shows values. */
export interface PanelModel {
  readonly id: number;
  readonly type: 'timeseries' | 'stat' | 'gauge' | 'bargauge';
  readonly title: string;
  readonly description: string;
  readonly datasource: DataSourceModel;
  readonly gridPos: GridPosition;
  readonly fieldConfig: FieldConfigModel;
  readonly options: JsonObject;
  readonly targets: readonly TargetModel[];
}

/** The heading above a group of panels. Its panels follow it in the list; Grafana nests only those of a closed row. */
export interface RowModel {
  readonly id: number;
  readonly type: 'row';
  readonly title: string;
  readonly collapsed: false;
  readonly gridPos: GridPosition;
  readonly panels: readonly [];
}

/** A drop-down above the panels, filled from the values of a label. */
export interface VariableModel {
  readonly type: 'query';
  readonly name: string;
  readonly label: string;
  readonly datasource: DataSourceModel;
  readonly definition: string;
  readonly query: { readonly qryType: 1; readonly query: string; readonly refId: string };
  readonly refresh: 2;
  readonly sort: 1;
  readonly regex: '';
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly allValue?: string;
}

/** A dashboard in Grafana's classic form, as its file provisioning reads it. */
export interface DashboardModel {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly editable: false;
  readonly graphTooltip: 1;
  readonly refresh: string;
  readonly schemaVersion: number;
  readonly time: { readonly from: string; readonly to: 'now' };
  readonly timezone: 'browser';
  readonly templating: { readonly list: readonly VariableModel[] };
  readonly panels: readonly (PanelModel | RowModel)[];
}

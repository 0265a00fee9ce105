import { DashboardError, faults } from './fault.ts';
import { layout } from './layout.ts';
import type { DashboardModel, DataSourceModel, Json, PanelModel, RowModel } from './model.ts';
import type { Row } from './panel.ts';
import { panelModel } from './panel-model.ts';
import { type Variable, variableModel } from './variable.ts';

/** The newest classic form that every Grafana 12 reads as it stands; an older one would be migrated at each load. */
const SCHEMA_VERSION = 41;

/** What a dashboard takes. */
export interface DashboardProps {
  /** Name in the address of the dashboard, one for the whole Grafana: up to 40 letters, digits, `-` and `_`. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** The uid of the Prometheus data source, as Grafana's provisioning names it. */
  readonly dataSourceUid: string;
  /**
   * Tags to find it by, in the list of dashboards.
   * @default none
   */
  readonly tags?: readonly string[];
  /**
   * Start of the time shown at first, relative to now.
   * @default 'now-24h'
   */
  readonly from?: string;
  /**
   * Time between reloads.
   * @default '1m'
   */
  readonly refresh?: string;
  /**
   * Drop-downs above the panels.
   * @default none
   */
  readonly variables?: readonly Variable[];
  readonly rows: readonly Row[];
}

/**
 * Builds a dashboard: places the panels, numbers them in reading order, points them at the data source.
 *
 * @throws DashboardError with every mistake at once
 */
export function dashboard(props: DashboardProps): DashboardModel {
  const found = faults(props);
  if (found.length > 0) throw new DashboardError(props.uid, found);
  const datasource: DataSourceModel = { type: 'prometheus', uid: props.dataSourceUid };
  return {
    uid: props.uid,
    title: props.title,
    description: props.description,
    tags: props.tags ?? [],
    editable: false,
    graphTooltip: 1,
    refresh: props.refresh ?? '1m',
    schemaVersion: SCHEMA_VERSION,
    time: { from: props.from ?? 'now-24h', to: 'now' },
    timezone: 'browser',
    templating: { list: (props.variables ?? []).map((variable) => variableModel(variable, datasource)) },
    panels: panels(props.rows, datasource),
  };
}
/**
 * The dashboard as a JSON file: keys sorted, two spaces, newline at the end. Equal models give equal bytes,
 * whatever the order in which their keys were written.
 */
export function dashboardJson(model: DashboardModel): string {
  return `${JSON.stringify(model, sortKeys, 2)}\n`;
}

function panels(rows: readonly Row[], datasource: DataSourceModel): (PanelModel | RowModel)[] {
  let id = 0;
  const nextId = () => {
    id += 1;
    return id;
  };
  return layout(rows).flatMap((placed) => {
    const heading: RowModel = {
      id: nextId(),
      type: 'row',
      title: placed.row.title,
      collapsed: false,
      gridPos: placed.gridPos,
      panels: [],
    };
    return [heading, ...placed.panels.map(({ panel, gridPos }) => panelModel(panel, nextId(), gridPos, datasource))];
  });
}

function sortKeys(_key: string, value: Json): Json {
  if (value === null || typeof value !== 'object' || isList(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

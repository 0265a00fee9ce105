import { parseDocument } from 'yaml';
import { walk } from '../leaves.ts';
import type { Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import { chartUses } from '../releases.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

/** A dashboard as it lies in a ConfigMap. */
export interface DashboardFile {
  readonly subject: Subject;
  readonly path: readonly Step[];
  readonly text: string;
  /** The dashboard; `undefined` when the text is no JSON object. */
  readonly model: Readonly<Record<string, unknown>> | undefined;
  /** What the reader of JSON says; `undefined` when there is nothing to say. */
  readonly error: string | undefined;
}

const LABEL = 'grafana_dashboard';

/** All dashboards of the world: JSON files of ConfigMaps that look like one, are labelled as one, or are mounted as one. */
export function dashboardFiles(world: World): DashboardFile[] {
  const mounted = mountedFiles(world);
  return world.ofKind('ConfigMap', '').flatMap((subject) => {
    const { name, labels } = subject.manifest.metadata;
    const isLabelled = LABEL in record(labels);
    return Object.entries(record(subject.manifest['data'])).flatMap(([key, value]) => {
      if (typeof value !== 'string' || !key.endsWith('.json')) return [];
      const isDashboard = isLabelled || mounted.has(`${name}/${key}`) || /"(?:panels|schemaVersion)"\s*:/.test(value);
      return isDashboard ? [{ subject, path: ['data', key], text: value, ...parse(value) }] : [];
    });
  });
}

function parse(json: string): Pick<DashboardFile, 'model' | 'error'> {
  try {
    const model: unknown = JSON.parse(json);
    const isObject = model !== null && typeof model === 'object' && !Array.isArray(model);
    return { model: isObject ? record(model) : undefined, error: isObject ? undefined : 'it is no object' };
  } catch (error) {
    return { model: undefined, error: error instanceof Error ? placed(error.message, json) : String(error) };
  }
}

/** The reader's message, with line and column where YAML's reader, which knows JSON too, stumbles as well. */
function placed(message: string, json: string): string {
  const what = message
    .replace(/,? (?:\.\.\.)?"[\s\S]*$/, '')
    .replace(/(?: in JSON at position| after JSON at position)[\s\S]*$/, '')
    .replace(/ JSON input$/, ' text');
  const place = parseDocument(json).errors[0]?.linePos?.[0];
  return place ? `line ${place.line}, column ${place.col}: ${what.toLowerCase()}` : what.toLowerCase();
}

/** `configmap/key` of the files that Grafana's release mounts. */
function mountedFiles(world: World): Set<string> {
  const mounted = new Set<string>();
  for (const { values } of chartUses(world)) {
    for (const entry of list(values['dashboardsConfigMaps'])) {
      const { configMapName, fileName } = record(entry);
      if (text(configMapName) && text(fileName)) mounted.add(`${configMapName}/${fileName}`);
    }
  }
  return mounted;
}

/** A panel, and how people find it. */
export interface Panel {
  readonly panel: Readonly<Record<string, unknown>>;
  /** `panel 'Load' (id 4)`. */
  readonly name: string;
}

/** All panels of a dashboard, those inside of rows included. */
export function panelsOf(model: Readonly<Record<string, unknown>>): Panel[] {
  const found: Panel[] = [];
  walk({ panels: model['panels'], rows: model['rows'] }, (value, path) => {
    if (path.at(-2) !== 'panels' || typeof path.at(-1) !== 'number')
      return path.length === 0 || isList(path) ? undefined : false;
    const panel = record(value);
    const id = typeof panel['id'] === 'number' ? ` (id ${panel['id']})` : '';
    found.push({ panel, name: `panel '${text(panel['title']) ?? text(panel['type']) ?? ''}'${id}` });
    return undefined;
  });
  return found;
}

/** Whether a place is on the way to panels: their list, or a row. */
function isList(path: readonly Step[]): boolean {
  const last = path.at(-1);
  return last === 'panels' || last === 'rows' || typeof last === 'number';
}

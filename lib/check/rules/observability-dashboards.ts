import { nearest } from '../../values/nearest.ts';
import { pathText } from '../path.ts';
import { list, record } from '../pods.ts';
import { fillVariables } from '../promql/grafana-variables.ts';
import { type Judged, judgeGrafanaPromql, remembering } from '../promql/judge.ts';
import { text } from '../read.ts';
import type { NotJudged, Report } from '../rule.ts';
import { spell } from '../spell.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { type DashboardFile, dashboardFiles, type Panel, panelsOf } from './observability-dashboard-files.ts';
import { DataSources } from './observability-data-sources.ts';
import { queryReports } from './observability-query.ts';

const BUILT_IN = new Set([
  '-- Grafana --',
  '-- Mixed --',
  '-- Dashboard --',
  'grafana',
  '__expr__',
  '-100',
  'default',
  '',
]);
/** Kinds of panels that show nothing without a query. */
const QUERIED = new Set(
  'barchart bargauge gauge graph heatmap histogram logs piechart stat state-timeline status-history table timeseries traces xychart'.split(
    ' ',
  ),
);
const UID = /^[A-Za-z0-9_-]{1,40}$/;

type Model = Readonly<Record<string, unknown>>;
type Tell = (code: string, message: string, hint: string) => Report;

/** Dashboards in ConfigMaps: their JSON, where they ask, and what. */
export function judgeDashboards(world: World): { reports: Report[]; notJudged: NotJudged[] } {
  const files = dashboardFiles(world);
  const sources = new DataSources(world);
  const reports = [...sources.reports()];
  const uids = new Map<string, Subject>();
  const ask = remembering(judgeGrafanaPromql);
  for (const file of files) {
    const { subject, path, model, error } = file;
    const tell: Tell = (code, message, hint) => ({ code, subject, path: pathText(path), message, hint });
    if (!model) {
      const message = `the dashboard is no JSON that can be read (${error}): Grafana leaves it out`;
      reports.push(tell('dashboard-json', message, 'Correct it, or export the dashboard anew.'));
      continue;
    }
    reports.push(...judgeShape(model, tell), ...judgeUid(model, subject, uids, tell));
    reports.push(...new DashboardJudge(file, model, sources, ask).reports());
  }
  const isAsked = files.length > 0 && sources.unknown !== undefined;
  return { reports, notJudged: isAsked ? [sources.unknown] : [] };
}

function* judgeShape(model: Model, tell: Tell): Generator<Report> {
  if (Array.isArray(record(model['dashboard'])['panels'])) {
    const message =
      "the dashboard is wrapped in 'dashboard', as Grafana's API takes it: files hold the inner object alone";
    yield tell('dashboard-json', message, 'Take the object under dashboard out, and write it alone.');
  } else if (text(model['title']) === undefined) {
    yield tell('dashboard-json', 'the dashboard has no title: Grafana leaves it out', 'Give it a title.');
  }
}

function* judgeUid(model: Model, subject: Subject, uids: Map<string, Subject>, tell: Tell): Generator<Report> {
  const uid = text(model['uid']);
  if (uid === undefined) return;
  if (!UID.test(uid)) {
    const message = `uid '${uid}' is not of up to 40 letters, digits, - and _: Grafana leaves the dashboard out`;
    yield tell('dashboard-uid', message, 'Write a short uid, such as lab-node.');
    return;
  }
  const other = uids.get(uid);
  if (!other) uids.set(uid, subject);
  else {
    const message = `uid '${uid}' is also that of the dashboard in ConfigMap ${other.manifest.metadata.name}: Grafana shows neither of them for sure`;
    yield tell('dashboard-uid', message, 'Give each dashboard a uid of its own.');
  }
}

/** One dashboard and the variables that it has. */
class DashboardJudge {
  readonly #model: Model;
  readonly #sources: DataSources;
  readonly #ask: (query: string) => Judged;
  readonly #tell: Tell;
  readonly #place: Pick<Report, 'subject' | 'path'>;
  readonly #variables: ReadonlyMap<string, Model>;
  readonly #told = new Set<string>();

  constructor({ subject, path }: DashboardFile, model: Model, sources: DataSources, ask: (query: string) => Judged) {
    this.#model = model;
    this.#sources = sources;
    this.#ask = ask;
    this.#place = { subject, path: pathText(path) };
    this.#tell = (code, message, hint) => ({ code, ...this.#place, message, hint });
    const variables = list(record(model['templating'])['list']).map(record);
    this.#variables = new Map(
      variables.flatMap((variable) => {
        const name = text(variable['name']);
        return name === undefined ? [] : [[name, variable] as const];
      }),
    );
  }

  *reports(): Generator<Report> {
    const panels = panelsOf(this.#model);
    yield* this.#ids(panels);
    for (const { panel, name } of panels) {
      yield* this.#source(panel['datasource'], name);
      yield* this.#targets(panel, name);
    }
    for (const [name, variable] of this.#variables) yield* this.#variable(name, variable);
    for (const annotation of list(record(this.#model['annotations'])['list']).map(record)) {
      const name = `annotation '${spell(annotation['name'])}'`;
      yield* this.#source(annotation['datasource'], name);
      const query = text(annotation['expr']);
      if (query !== undefined && this.#typeOf(annotation['datasource']) === 'prometheus')
        yield* this.#query(query, name);
    }
  }

  *#ids(panels: readonly Panel[]): Generator<Report> {
    const seen = new Map<number, string>();
    for (const { panel } of panels) {
      const id = panel['id'];
      if (typeof id !== 'number') continue;
      const title = text(panel['title']) ?? '';
      const other = seen.get(id);
      if (other === undefined) seen.set(id, title);
      else
        yield this.#tell(
          'dashboard-panel',
          `panels '${other}' and '${title}' both have id ${id}: links and alerts lead to the wrong one`,
          'Number the panels from 1.',
        );
    }
  }

  *#targets(panel: Model, name: string): Generator<Report> {
    const targets = list(panel['targets']).map(record);
    if (targets.length === 0 && QUERIED.has(spell(panel['type'])) && !panel['libraryPanel']) {
      yield this.#tell(
        'dashboard-panel',
        `${name} has no query: it says "No data" for ever`,
        'Give it a query under targets, or remove it.',
      );
    }
    for (const target of targets) {
      const which = `${name}, query ${text(target['refId']) ?? '?'}`;
      const source = target['datasource'] ?? panel['datasource'];
      if (target['datasource'] !== undefined) yield* this.#source(target['datasource'], which);
      const query = target['expr'];
      if (typeof query !== 'string' || this.#typeOf(source) !== 'prometheus') continue;
      if (query.trim() === '')
        yield this.#tell('dashboard-panel', `${which} is empty`, 'Write the query, or remove it.');
      else yield* this.#query(query, which, target['instant'] === true && target['range'] !== true);
    }
  }

  *#variable(name: string, variable: Model): Generator<Report> {
    const which = `variable '${name}'`;
    yield* this.#source(variable['datasource'], which);
    const given = variable['query'];
    if (variable['type'] === 'datasource') {
      const type = text(given);
      const isMissing = type !== undefined && !this.#sources.unknown && !this.#sources.hasType(type);
      if (isMissing)
        yield this.#tell(
          'dashboard-datasource',
          `${which} offers data sources of type '${type}', and there is none`,
          'Write the type of a data source that exists.',
        );
      return;
    }
    const query = text(given) ?? text(record(given)['query']);
    if (variable['type'] !== 'query' || query === undefined || this.#typeOf(variable['datasource']) !== 'prometheus')
      return;
    const [, series] = /^label_values\(\s*([\s\S]+),\s*[\w$]+\s*\)\s*$/.exec(query) ?? [];
    const [, result] = /^query_result\(([\s\S]+)\)\s*$/.exec(query) ?? [];
    const inner = series ?? result;
    if (inner !== undefined) yield* this.#query(inner, which);
  }

  *#query(query: string, which: string, isInstant = true): Generator<Report> {
    const judged = this.#ask(query);
    yield* queryReports(judged, query, this.#place, 'the panel shows an error', `${which}: `);
    const isUnshown = judged.type === 'string' || (judged.type === 'range' && !isInstant);
    if (judged.faults.length === 0 && isUnshown) {
      const message = `${which}: the query gives ${judged.type === 'range' ? 'a range vector' : 'a text'}, which has no curve; the panel shows an error`;
      yield { code: 'promql-type', ...this.#place, message, hint: 'Put rate() or avg_over_time() around the range.' };
    }
    yield* this.#names(query, judged.variables, which);
  }

  /** Variables that a query reads and the dashboard does not have. */
  *#names(query: string, names: readonly string[], which: string): Generator<Report> {
    if (names.length === 0 || /\blabel_replace\s*\(/.test(query)) return;
    for (const name of names) {
      if (/^(?:__|\d)/.test(name) || this.#variables.has(name) || this.#told.has(`$${name}`)) continue;
      this.#told.add(`$${name}`);
      const meant = nearest(name, this.#variables.keys());
      const hint = meant ? `Did you mean '$${meant}'?` : 'Add it to the variables of the dashboard.';
      yield this.#tell(
        'dashboard-variable',
        `${which}: the dashboard has no variable '${name}', and Grafana sends '$${name}' as it stands`,
        hint,
      );
    }
  }

  /** Type of the data source that is asked; `undefined` when it cannot be known. */
  #typeOf(source: unknown): string | undefined {
    const type = text(record(source)['type']);
    if (type !== undefined) return type;
    const name = this.#nameOf(source);
    if (name === undefined || name === 'default') return this.#sources.default?.type;
    const variable = this.#variables.get(fillVariables(name).names[0] ?? '');
    return variable ? text(variable['query']) : this.#sources.find(name)?.type;
  }

  #nameOf(source: unknown): string | undefined {
    return text(source) ?? text(record(source)['uid']);
  }

  /** Each name that is not there is told once for a dashboard, at its first use. */
  *#source(source: unknown, which: string): Generator<Report> {
    const name = this.#nameOf(source);
    if (name === undefined || BUILT_IN.has(name) || this.#told.has(name)) return;
    const [variable] = fillVariables(name).names;
    if (variable !== undefined) {
      if (this.#variables.has(variable) || variable.startsWith('__')) return;
      this.#told.add(name);
      const message = `${which} asks data source '${name}', and the dashboard has no variable '${variable}': Grafana finds no data source`;
      const meant = this.#sources.names[0];
      yield this.#tell(
        'dashboard-datasource',
        message,
        `Write the uid of a data source${meant ? `, such as '${meant}'` : ''}: exports for sharing leave it open.`,
      );
      return;
    }
    if (this.#sources.unknown || this.#sources.hasMadeUpUids) return;
    const found = this.#sources.find(name);
    const type = text(record(source)['type']);
    if (!found) {
      this.#told.add(name);
      const meant = nearest(name, this.#sources.names);
      const hint = meant
        ? `Did you mean '${meant}'?`
        : `Write one that is provisioned: ${this.#sources.names.join(', ')}.`;
      yield this.#tell(
        'dashboard-datasource',
        `${which} asks data source '${name}', which is not provisioned: the panel says "Datasource not found"`,
        hint,
      );
    } else if (type !== undefined && found.type !== type) {
      this.#told.add(name);
      const message = `${which} takes data source '${name}' for one of type '${type}', it is '${found.type}': the query is written in the wrong language`;
      yield this.#tell(
        'dashboard-datasource',
        message,
        `Write type '${found.type}', or the uid of a data source of type '${type}'.`,
      );
    }
  }
}

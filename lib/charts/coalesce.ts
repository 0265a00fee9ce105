import { parseVersion } from '../check/version.ts';
import { satisfies } from '../check/version-range.ts';
import type { Chart, ChartDependency } from './chart.ts';
import { ChartError } from './chart-error.ts';
import {
  copyOf,
  isTable,
  joined,
  leafAt,
  type Merging,
  mergeTables,
  type Table,
  tableAt,
  type Warn,
} from './merge-tables.ts';

/** A subchart that is rendered. */
export interface EnabledChart {
  /** Keys from the root of all values to its own: `['monitoring', 'agent']`. Aliases stand for names. */
  readonly path: readonly string[];
  readonly chart: Chart;
}

/** What the templates of a release see. */
export interface EffectiveValues {
  readonly values: Readonly<Record<string, unknown>>;
  readonly enabled: readonly EnabledChart[];
  /** What Helm warns of: values that were passed over, as `path: why`. */
  readonly warnings: readonly string[];
}

/** A dependency on its way: Helm calls it by its alias once the chart is found, and all copies of a chart share it. */
interface Link {
  name: string;
  readonly asked: ChartDependency;
  isOn: boolean;
}

/** A chart on its way: charts that are off leave it, and imported values join its defaults. */
interface Part {
  name: string;
  readonly chart: Chart;
  values: Table;
  links: Link[];
  parts: Part[];
}

/**
 * The values of a release as Helm 3.13 puts them together: the owner's over the chart's over its subcharts', with globals handed down.
 *
 * @throws ChartError when a subchart's values are no map: Helm renders nothing
 */
export function effectiveValues(chart: Chart, owner: Readonly<Record<string, unknown>>): EffectiveValues {
  return new Coalescing().run(chart, copyOf(owner) as Table);
}

class Coalescing {
  readonly #warnings = new Set<string>();
  readonly #warn: Warn = (path, why) => this.#warnings.add(`${path}: ${why}`);

  run(chart: Chart, owner: Table): EffectiveValues {
    const root = partOf(chart);
    this.#enable(root, owner, '');
    this.#import(root);
    const values = this.#coalesce(root, copyOf(owner), '', false);
    return { values, enabled: [...enabledIn(root)], warnings: [...this.#warnings] };
  }

  /** The values of one chart and of all inside, over which those given win. */
  #coalesce(part: Part, given: Table, prefix: string, keepsNull: boolean): Table {
    const place = joined(prefix, part.name);
    const merging = { keepsNull, warn: this.#warn };
    this.#defaults(part, given, place, merging);
    for (const inner of part.parts) {
      if (!Object.hasOwn(given, inner.name)) given[inner.name] = Object.create(null);
      const own = given[inner.name];
      if (!isTable(own)) {
        throw new ChartError(
          place,
          `the value '${inner.name}' is ${JSON.stringify(own)}, and a subchart of that name wants a map`,
          'Write the keys of the subchart below it.',
        );
      }
      this.#globals(own, given, place);
      given[inner.name] = this.#coalesce(inner, own, place, keepsNull);
    }
    return given;
  }

  #defaults(part: Part, given: Table, place: string, merging: Merging): void {
    for (const [key, below] of Object.entries(copyOf(part.values))) {
      if (!Object.hasOwn(given, key)) {
        given[key] = below;
        continue;
      }
      const above = given[key];
      if (above === null && !merging.keepsNull) delete given[key];
      else if (isTable(above)) {
        if (isTable(below)) mergeTables(above, below, joined(place, key), merging);
        else if (below !== null) this.#warn(joined(place, key), 'a map takes the place of what is none');
      }
    }
  }

  /** Hands globals of the parent to a subchart: they win over its own. */
  #globals(into: Table, from: Table, place: string): void {
    const own = Object.hasOwn(into, 'global') ? into['global'] : Object.create(null);
    const parents = Object.hasOwn(from, 'global') ? from['global'] : Object.create(null);
    if (!isTable(own) || !isTable(parents)) {
      this.#warn(joined(place, 'global'), 'no map: globals are not handed down');
      return;
    }
    for (const [key, value] of Object.entries(parents)) {
      const has = Object.hasOwn(own, key);
      if (isTable(value)) {
        const handed = Object.assign(Object.create(null), value) as Table;
        if (!has) own[key] = handed;
        else if (isTable(own[key])) {
          // Null must reach the subchart, whose defaults it takes away.
          own[key] = mergeTables(handed, own[key], joined(place, key), { keepsNull: true, warn: this.#warn });
        } else this.#warn(joined(place, `global.${key}`), 'a map is replaced by what is none');
      } else if (has && isTable(own[key])) {
        this.#warn(joined(place, `global.${key}`), 'a map takes the place of what is none');
      } else own[key] = value;
    }
    into['global'] = own;
  }

  /** Finds the chart of each dependency and leaves out those that conditions or tags turn off. */
  #enable(part: Part, given: Table, path: string): void {
    if (part.links.length === 0) return;
    const isAsked = (inner: Part) => part.links.some(({ name, asked }) => name === inner.name && fits(asked, inner));
    const parts = part.parts.filter((inner) => !isAsked(inner));
    for (const link of part.links) {
      const found = part.parts.find((inner) => inner.name === link.name && fits(link.asked, inner));
      const alias = link.asked.alias ?? '';
      if (found) parts.push({ ...found, name: alias === '' ? found.name : alias });
      if (alias !== '') link.name = alias;
      link.isOn = true;
    }
    part.parts = parts;
    const values = this.#coalesce(part, copyOf(given), '', false);
    const tags = tableAt(values, 'tags');
    for (const link of part.links) {
      if (tags) this.#byTags(link, tags);
      this.#byCondition(link, values, path);
    }
    const off = new Set(part.links.filter(({ isOn }) => !isOn).map(({ name }) => name));
    const on = parts.filter(({ name }) => !off.has(name));
    for (const inner of on) this.#enable(inner, values, `${path}${inner.name}.`);
    part.links = part.links.filter(({ name }) => !off.has(name));
    part.parts = on;
  }

  #byTags(link: Link, tags: Table): void {
    const set = link.asked.tags.filter((tag) => Object.hasOwn(tags, tag));
    for (const tag of set) if (typeof tags[tag] !== 'boolean') this.#warn(`tags.${tag}`, 'neither true nor false');
    const words = set.map((tag) => tags[tag]);
    link.isOn = words.includes(true) || !words.includes(false);
  }

  #byCondition(link: Link, values: Table, path: string): void {
    for (const condition of link.asked.condition) {
      const value = leafAt(values, path + condition);
      if (value === undefined) continue;
      if (typeof value === 'boolean') {
        link.isOn = value;
        return;
      }
      this.#warn(path + condition, 'neither true nor false, which a condition must be');
    }
  }

  /** Takes what subcharts export into the defaults of their parents, from the innermost out. */
  #import(part: Part): void {
    for (const inner of part.parts) this.#import(inner);
    if (part.links.length === 0) return;
    const merging = { keepsNull: true, warn: this.#warn };
    const values = this.#coalesce(part, Object.create(null), '', true);
    let imported: Table = Object.create(null);
    for (const { name, asked } of part.links) {
      for (const { child, parent } of asked.importValues) {
        const found = tableAt(values, `${name}.${child}`);
        if (!found) {
          this.#warn(`${name}.${child}`, 'no map to import');
          continue;
        }
        const table = Object.keys(found).length === 0 ? (Object.create(null) as Table) : found;
        imported = mergeTables(imported, parent === '' ? table : tableOf(parent, table), '', merging);
      }
    }
    part.values = mergeTables(copyOf(values), imported, '', merging);
  }
}

function partOf(chart: Chart): Part {
  return {
    name: chart.name,
    chart,
    values: copyOf(chart.values) as Table,
    links: chart.dependencies.map((asked) => ({ name: asked.name, asked, isOn: true })),
    parts: chart.subcharts.map(partOf),
  };
}

function fits({ version }: ChartDependency, { chart }: Part): boolean {
  const have = parseVersion(chart.version);
  return have !== undefined && satisfies(have, version) === true;
}

function tableOf(path: string, inner: Table): Table {
  return path.split('.').reduceRight<Table>((table, key) => {
    const outer: Table = Object.create(null);
    outer[key] = table;
    return outer;
  }, inner);
}

function* enabledIn(part: Part, path: readonly string[] = []): Generator<EnabledChart> {
  for (const inner of part.parts) {
    const at = [...path, inner.name];
    yield { path: at, chart: inner.chart };
    yield* enabledIn(inner, at);
  }
}

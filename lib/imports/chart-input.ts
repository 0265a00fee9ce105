import { LineCounter, parseAllDocuments } from 'yaml';
import type { Chart } from '../charts/chart.ts';
import { isObject } from './json.ts';
import type { Schema } from './openapi.ts';
import type { ChartChoice } from './selection.ts';
import type { Source, YamlFile } from './source.ts';

/** What is read of a chart to tell the types of its values. */
export interface ChartInput {
  readonly values: Readonly<Record<string, unknown>>;
  /** The values with their comments. */
  readonly file: YamlFile;
  /** The chart's own `values.schema.json`. */
  readonly schema: Schema | undefined;
  /** Charts below it by the key of their values; `undefined` for one that is not at hand. */
  readonly below: readonly (readonly [key: string, chart: ChartInput | undefined])[];
}

/** A chart of the folder of inputs. @throws InputError when it is missing or broken */
export function inputOfFolder(source: Source, { name, version }: ChartChoice): ChartInput {
  const folder = `charts/${name}-${version}`;
  const file = source.yaml(`${folder}/values.yaml`);
  const values: unknown = file.documents[0]?.toJS() ?? {};
  if (!isObject(values)) {
    throw source.broken(`${folder}/values.yaml`, 'is not a map of values', 'Fetch the chart again.');
  }
  const schema = `${folder}/values.schema.json`;
  return {
    values,
    file,
    schema: source.has(schema) ? (source.json(schema) as Schema) : undefined,
    below: dependencies(source, folder).map((dependency) => {
      const found = findChart(source, dependency);
      return [dependency.alias ?? dependency.name, found && inputOfFolder(source, found)];
    }),
  };
}

/** A chart as its archive, or a folder of its own, has it. */
export function inputOfChart(chart: Chart): ChartInput {
  const { dependencies, subcharts, values, valuesText } = chart;
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(valuesText, { lineCounter: lines })].filter((each) => 'errors' in each);
  const declared = dependencies.map(({ name, alias }): ChartInput['below'][number] => {
    const found = subcharts.find((subchart) => subchart.name === name);
    return [alias ?? name, found && inputOfChart(found)];
  });
  const others = subcharts.filter((subchart) => !dependencies.some(({ name }) => name === subchart.name));
  return {
    values,
    file: { text: valuesText, documents, lines },
    schema: chart.schema as Schema | undefined,
    below: [...declared, ...others.map((subchart) => [subchart.name, inputOfChart(subchart)] as const)],
  };
}

interface Dependency extends ChartChoice {
  readonly alias?: string;
}

/** Dependencies with the versions that the lock names, where there is one. A chart without Chart.yaml has none. */
function dependencies(source: Source, folder: string): Dependency[] {
  const listed = readDependencies(source, `${folder}/Chart.yaml`);
  const locked = new Map(readDependencies(source, `${folder}/Chart.lock`).map(({ name, version }) => [name, version]));
  return listed.map((dependency) => ({ ...dependency, version: locked.get(dependency.name) ?? dependency.version }));
}

function readDependencies(source: Source, path: string): Dependency[] {
  if (!source.has(path)) return [];
  const content: unknown = source.yaml(path).documents[0]?.toJS();
  const list = isObject(content) && Array.isArray(content.dependencies) ? content.dependencies : [];
  return list.filter(isObject).map((entry) => ({
    name: String(entry.name),
    version: String(entry.version ?? ''),
    ...(typeof entry.alias === 'string' ? { alias: entry.alias } : {}),
  }));
}

/** Only an exact version is looked for: a range would take whatever lies in the folder on that day. */
function findChart(source: Source, { name, version }: Dependency): ChartChoice | undefined {
  return source.has(`charts/${name}-${version}/values.yaml`) ? { name, version } : undefined;
}

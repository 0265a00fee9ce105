import { isObject } from './json.ts';
import type { KubernetesShapes } from './kubernetes-types.ts';
import type { Schema } from './openapi.ts';
import { TypePrinter } from './print-types.ts';
import { schemaValues } from './schema-values.ts';
import type { ChartChoice } from './selection.ts';
import type { Source } from './source.ts';
import { merge, type ObjectType, type Property, pascal } from './type-node.ts';
import { ValueTypes } from './value-types.ts';

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly alias?: string;
}

/** `kube-prometheus` -> `KubePrometheusValues`. */
function valuesName(chart: string): string {
  return `${pascal(chart)}Values`;
}

/** TypeScript source of a chart's values. @throws InputError when the chart is missing or broken */
export function chartSource(source: Source, chart: ChartChoice, shapes: KubernetesShapes): string {
  const printer = new TypePrinter(false);
  printer.add(valuesName(chart.name), chartType(source, chart, shapes));
  return printer.text;
}

function chartType(source: Source, chart: ChartChoice, shapes: KubernetesShapes): ObjectType {
  const folder = `charts/${chart.name}-${chart.version}`;
  const file = source.yaml(`${folder}/values.yaml`);
  const values: unknown = file.documents[0]?.toJS() ?? {};
  if (!isObject(values)) {
    throw source.broken(`${folder}/values.yaml`, 'is not a map of values', 'Fetch the chart again.');
  }
  const guess = new ValueTypes(file, shapes);
  const schema = `${folder}/values.schema.json`;
  const own = (source.has(schema) && schemaValues(source.json(schema) as Schema, guess)) || guess.root(values);
  return dependencies(source, folder).reduce((type, dependency) => {
    const found = findChart(source, dependency);
    const key = dependency.alias ?? dependency.name;
    return withSubChart(type, key, found ? chartType(source, found, shapes) : undefined);
  }, own);
}

/** The chart's own values win over the sub-chart's; a sub-chart that is not at hand may have any key. */
function withSubChart(type: ObjectType, key: string, sub: ObjectType | undefined): ObjectType {
  const own = type.properties[key];
  const unknown: ObjectType = { kind: 'object', properties: {}, open: true };
  const merged = own ? merge(own.type, sub ?? unknown) : (sub ?? unknown);
  const property: Property = { type: merged, required: false, nullable: true };
  const global = sub?.properties.global;
  const shared = global ? merge(type, { kind: 'object', properties: { global }, open: false }) : type;
  const properties = shared.kind === 'object' ? shared.properties : type.properties;
  return { ...type, properties: { ...properties, [key]: property } };
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

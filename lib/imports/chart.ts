import type { ChartInput } from './chart-input.ts';
import type { KubernetesShapes } from './kubernetes-types.ts';
import { TypePrinter } from './print-types.ts';
import { schemaValues } from './schema-values.ts';
import { merge, type ObjectType, type Property, pascal } from './type-node.ts';
import { ValueTypes } from './value-types.ts';

/** `kube-prometheus` -> `KubePrometheusValues`. */
function valuesName(chart: string): string {
  return `${pascal(chart)}Values`;
}

/** TypeScript source of a chart's values. */
export function chartSource(name: string, chart: ChartInput, shapes: KubernetesShapes): string {
  const printer = new TypePrinter(false);
  printer.add(valuesName(name), chartType(chart, shapes));
  return printer.text;
}

function chartType({ values, file, schema, below }: ChartInput, shapes: KubernetesShapes): ObjectType {
  const guess = new ValueTypes(file, shapes);
  const own = (schema && schemaValues(schema, guess)) || guess.root(values);
  return below.reduce(
    (type, [key, chart]) => withSubChart(type, key, chart ? chartType(chart, shapes) : undefined),
    own,
  );
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

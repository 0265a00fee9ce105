import type { DataSourceModel, VariableModel } from './model.ts';

/** A drop-down whose choices are the values of a label: queries use it as `$name`. */
export interface Variable {
  /** Letters, digits and underscores. */
  readonly name: string;
  /** Text before the drop-down. */
  readonly label: string;
  /** Series whose label values are the choices, as a PromQL selector. */
  readonly series: string;
  /**
   * Label whose values are the choices.
   * @default the variable's name
   */
  readonly labelName?: string;
  /**
   * Lets several values or all of them be chosen: queries then match with `=~`.
   * @default false
   */
  readonly multi?: boolean;
}

/** The variable in Grafana's form, filled anew when the time range changes: claims and nodes come and go. */
export function variableModel(variable: Variable, datasource: DataSourceModel): VariableModel {
  const { name, label, series, labelName = name, multi = false } = variable;
  const definition = `label_values(${series}, ${labelName})`;
  return {
    type: 'query',
    name,
    label,
    datasource,
    definition,
    query: { qryType: 1, query: definition, refId: 'PrometheusVariableQueryEditor-VariableQuery' },
    refresh: 2,
    sort: 1,
    regex: '',
    multi,
    includeAll: multi,
    // Without it "All" spells every value out, and the query grows with the cluster.
    allValue: multi ? '.*' : undefined,
  };
}

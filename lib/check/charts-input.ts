/** Types of a value, by the words of JSON. Null is always taken: it takes a default away. */
export type ChartValueType = 'string' | 'number' | 'boolean' | 'object' | 'array';

/** What is known of one value of a chart: from its defaults, its comments, its templates and its schema together. */
export interface ChartValue {
  /**
   * Types that the chart can use.
   * @default any
   */
  readonly types?: readonly ChartValueType[];
  /**
   * What the chart takes when the value is not set.
   * @default none, or one too long to be shown
   */
  readonly default?: unknown;
  /**
   * Whether the chart says that the value is deprecated: by what it is replaced, where it says so.
   * @default not deprecated
   */
  readonly deprecated?: true | string;
  /**
   * Keys below this one. A subchart is the key of its name.
   * @default none: the value is a leaf, or a map with keys of the owner's choice
   */
  readonly keys?: Readonly<Record<string, ChartValue>>;
  /**
   * Whether keys of the owner's choice are used, beside those known: labels, node selectors, environment variables.
   * @default false where `keys` is given
   */
  readonly open?: boolean;
  /**
   * Whether the chart's own schema forbids other keys: Helm then refuses them instead of passing them over.
   * @default false
   */
  readonly closed?: boolean;
  /** Every item of a list. */
  readonly items?: ChartValue;
}

/** What is known of one chart at one version, taken from the chart itself. */
export interface ChartFacts {
  /** Name of the chart, without its repository. */
  readonly name: string;
  readonly version: string;
  /**
   * Range of Kubernetes versions that the chart installs on, as its `Chart.yaml` has it.
   * @default any
   */
  readonly kubeVersion?: string;
  /**
   * Versions that the repository has.
   * @default not known
   */
  readonly versions?: readonly string[];
  /**
   * SHA-256 of the archive that was read.
   * @default not read from an archive
   */
  readonly archive?: string;
  /** The tree of values, from its root. */
  readonly values: ChartValue;
}

/** How much a finding weighs: an `error` fails the run, a `warning` only under `--strict`, a `notice` never. */
export type Severity = 'error' | 'warning' | 'notice';

/** A line of the owner's source, relative to the project: `main.ts:42`. */
export interface SourceLine {
  readonly file: string;
  readonly line: number;
}

/** A value of a HelmRelease that a place in a rendered object follows from. */
export interface ValuePlace {
  /** Path in the HelmRelease: `spec.values.persistence.size`. */
  readonly path: string;
  /** File of the HelmRelease, relative to the project. */
  readonly file: string;
  /** Which document of the file the HelmRelease is, from 0. */
  readonly document: number;
  /** Whether the release does not set it: what stands there is the chart's default. */
  readonly isDefault: boolean;
  /** Whether Helm showed it: with another value there, the place is another. Else no other value could be meant. */
  readonly isProven: boolean;
}

/** The place that a finding is about. At least one property is set. */
export interface Where {
  /** `Kind namespace/name`, or `Kind name` for a cluster-wide object. */
  readonly object?: string;
  /** Path inside the object or the facts: `spec.rules[0].host`, `nodes[0].memory`. */
  readonly path?: string;
  /** Rendered or foreign file, relative to the project. */
  readonly file?: string;
  /** Line of the owner's source that made the object. */
  readonly source?: SourceLine;
  /** File of the chart that made the object: `grafana/templates/pvc.yaml`. */
  readonly template?: string;
  /** The value of the release that the place in the object follows from, where that can be told. */
  readonly value?: ValuePlace;
}

/** What a rule says: a mistake, its place, and what to do about it. */
export interface Finding {
  /** Stable kebab-case name of the rule: `quantity-unit`. */
  readonly code: string;
  readonly severity: Severity;
  readonly where: Where;
  /** The value, what is expected, and what would happen on the cluster. */
  readonly message: string;
  /** An action, with a did-you-mean where a name is near. */
  readonly hint: string;
}

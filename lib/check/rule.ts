import type { Severity } from '../core/finding.ts';
import type { Subject } from './subject.ts';
import type { World } from './world.ts';

/** Families of rules; one file, or a few, each. */
export type Family =
  | 'schema'
  | 'reference'
  | 'order'
  | 'capacity'
  | 'network'
  | 'data'
  | 'observability'
  | 'change'
  | 'check';

/** What a rule means: the catalogue in the docs and `hensteeth explain` are made from this. */
export interface RuleDoc {
  /** Stable kebab-case name: `secret-missing`. Unique over all families. */
  readonly code: string;
  readonly family: Family;
  readonly severity: Severity;
  /** One line: what is wrong. */
  readonly title: string;
  /** What happens on the cluster, and why the rule is right. A few sentences. */
  readonly meaning: string;
  /** The least YAML (or TypeScript) that is wrong, and the same put right. */
  readonly bad: string;
  readonly good: string;
  /** Rows of the catalogue of 78 known mistakes that this rule tells. */
  readonly mistakes: readonly number[];
}

/** What a rule says of one place; the engine adds code, severity, file and source line. */
export interface Report {
  readonly code: string;
  /** The object; `undefined` for a mistake of the lab as a whole. */
  readonly subject?: Subject;
  /** Path in the object, as `pathText` writes it: `spec.rules[0].host`. In the facts where there is no object. */
  readonly path?: string;
  /** File, where there is no object: one in `secrets/`. */
  readonly file?: string;
  /** Line and column in the file, from 1, where they are known better than from the path. */
  readonly position?: { readonly line: number; readonly column: number };
  /** The value, what is expected, and why it matters on the cluster. */
  readonly message: string;
  /** An action, with a did-you-mean where a name is near. */
  readonly hint: string;
}

/** What could not be judged, and why. It is counted and said, never passed over. */
export interface NotJudged {
  readonly subject?: Subject;
  readonly why: string;
}

/** Judges the world and says what is wrong. Pure: the same world gives the same reports, in the same order. */
export interface Judgement {
  readonly reports: Iterable<Report>;
  readonly notJudged?: Iterable<NotJudged>;
}

/** Rules that share one pass over the objects, with what they mean. */
export interface RuleSet {
  readonly rules: readonly RuleDoc[];
  /**
   * Whether facts are enough to judge an object by. What other sets say of an object that is only locked is left out.
   * @default false
   */
  readonly seesFacts?: boolean;
  readonly judge: (world: World) => Judgement;
}

import type { RuleDoc } from '../rule.ts';
import type { Verdict } from '../verdict.ts';

/** Puts colour on a text where a person will see it; gives the text back unchanged elsewhere. */
export type Paint = (name: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

/** What a report needs beside the verdict. */
export interface ReportContext {
  /** Text of a file that was judged, or of the owner's source, by its path in the findings; `undefined` when there is none. */
  readonly texts: (file: string) => string | undefined;
  readonly paint: Paint;
  /** Every rule that was run. */
  readonly rules: readonly RuleDoc[];
  /** The program that judged. */
  readonly tool: { readonly name: string; readonly version: string };
  /** Kubernetes minor that was judged for: `1.27`. */
  readonly track: string;
}

/** Writes a verdict in one format. Pure; the text ends with a line break. */
export type Reporter = (verdict: Verdict, context: ReportContext) => string;

import { lineOf } from '../excerpt.ts';
import type { PlacedFinding } from '../verdict.ts';
import type { ReportContext } from './context.ts';

/** A place in a file: the line and column count from 1, and are missing where the text is not at hand. */
export interface FilePlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** The place in the file that holds the object, as exact as the text allows; `undefined` for a finding without a file. */
export function renderedPlace(finding: PlacedFinding, texts: ReportContext['texts']): FilePlace | undefined {
  const { where, subject, position } = finding;
  if (where.file === undefined) return undefined;
  if (position) return { file: where.file, ...position };
  const text = texts(where.file);
  const at = text === undefined ? undefined : lineOf(text, subject?.document ?? 0, where.path ?? '');
  return { file: where.file, ...at };
}

/** The place of the value that the finding follows from; `undefined` where it was not found, or is a plain object's own. */
export function valuePlace({ where: { value } }: PlacedFinding, texts: ReportContext['texts']): FilePlace | undefined {
  if (!value) return undefined;
  const text = texts(value.file);
  return { file: value.file, ...(text !== undefined && lineOf(text, value.document, value.path)) };
}

/** Beside a rendered object: the value of its release that it follows from, and the template that makes it. */
export function originText({ where: { value, template }, subject }: PlacedFinding): string | undefined {
  if (template === undefined) return undefined;
  const release = `HelmRelease ${subject?.release ?? ''}`.trim();
  if (!value) return `made by ${release} in ${template}: by the chart itself, or of values that cannot be told apart`;
  const from = `${value.isProven ? 'follows' : 'most likely'} from${value.isDefault ? " the chart's default of" : ''}`;
  return `${from} ${value.path} of ${release}, by ${template}`;
}

/** A place as editors and terminals open it: `main.ts:42`. */
export function placeText({ file, line }: FilePlace): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** Names for people: the first few, and how many more. */
export function firstNames(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ');
}

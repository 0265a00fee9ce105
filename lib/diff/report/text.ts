import { subjectName } from '../../check/subject.ts';
import type { Comparison, TouchedLayer } from '../comparison.ts';
import { type Leaf, textChange } from '../leaves.ts';
import type { ObjectChange } from '../object-changes.ts';
import { summaryLines } from '../summary-lines.ts';
import { valueText } from '../value-text.ts';

/** Colours, or none. */
export type Paint = (name: 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'dim', text: string) => string;

const MARKS = { added: ['green', '+'], removed: ['red', '-'], changed: ['yellow', '~'] } as const;
/** Lines of a text that came and went are shown up to so many. */
const MOST_LINES = 12;
const PLAIN: Paint = (_name, text) => text;

/** The comparison for people: what it is about, what may go wrong, then layer by layer. */
export function diffText(comparison: Comparison, paint: Paint = PLAIN): string {
  const { dangers, layers, notCompared } = comparison;
  if (layers.length === 0) return 'no change: the cluster stays as it is';
  const lines = summaryLines(comparison);
  const width = Math.max(...lines.map(({ about }) => about.length));
  return [
    ...lines.map(({ about, told }) => `${paint('bold', about.padEnd(width))}  ${told}`),
    ...dangers.flatMap(({ code, severity, where, message, hint }) => [
      '',
      `${paint(severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'cyan', severity)} ${code} ${where.object ?? ''} ${where.path ?? ''}`.trimEnd(),
      `  ${message}`,
      `  ${paint('green', 'fix:')} ${hint}`,
    ]),
    ...layers.flatMap((layer) => ['', ...layerLines(layer, paint)]),
    ...(notCompared.length > 0 ? ['', ...notCompared.map((what) => paint('dim', `not compared: ${what}`))] : []),
  ].join('\n');
}

/** The changes of one layer, those of each release below its name. */
export function layerLines({ name, changes }: TouchedLayer, paint: Paint = PLAIN): string[] {
  const releases = [...new Set(changes.map(({ subject }) => subject.release))].sort((a, b) =>
    (a ?? '') < (b ?? '') ? -1 : 1,
  );
  return [
    paint('bold', name === undefined ? 'what steers Flux' : `layer ${name}`),
    ...releases.flatMap((release) => [
      ...(release === undefined ? [] : [`  release ${release}`]),
      ...changes.filter(({ subject }) => subject.release === release).flatMap((change) => objectLines(change, paint)),
    ]),
  ];
}

function objectLines({ kind, subject, leaves }: ObjectChange, paint: Paint): string[] {
  const [colour, mark] = MARKS[kind];
  return [`  ${paint(colour, `${mark} ${subjectName(subject)}`)}`, ...leaves.flatMap((leaf) => leafLines(leaf, paint))];
}

function leafLines({ path, before, after }: Leaf, paint: Paint): string[] {
  if (typeof before === 'string' && typeof after === 'string' && /\n/.test(before + after)) {
    const { removed, added } = textChange(before, after);
    const shown = [
      ...removed.map((line) => paint('red', `      - ${line}`)),
      ...added.map((line) => paint('green', `      + ${line}`)),
    ];
    const more = shown.length > MOST_LINES ? [`      and ${shown.length - MOST_LINES} more lines`] : [];
    return [`    ${path}: ${removed.length} lines gone, ${added.length} new`, ...shown.slice(0, MOST_LINES), ...more];
  }
  if (before === undefined) return [`    ${path}: ${paint('green', `+ ${valueText(after)}`)}`];
  if (after === undefined) return [`    ${path}: ${paint('red', `- ${valueText(before)}`)}`];
  return [`    ${path}: ${valueText(before)} -> ${valueText(after)}`];
}

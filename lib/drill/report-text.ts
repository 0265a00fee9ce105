import { minutes } from './minutes.ts';
import type { DrillReport } from './report.ts';

const VERDICTS = { passed: 'passed', failed: '**failed**', cut: '**cut**: it did not come to its end' } as const;

/** How a figure stands to the one before, in one line. */
export function comparedText({ what, took, before }: DrillReport['figure']): string {
  if (took === undefined) return `${what}: it did not come to it`;
  if (!before) return `${what}: ${minutes(took)}, the first figure`;
  const by = took - before.took;
  const than = Math.abs(by) < 1000 ? 'as long as' : `${minutes(Math.abs(by))} ${by < 0 ? 'less than' : 'more than'}`;
  return `${what}: ${minutes(took)}, ${than} ${minutes(before.took)} of ${before.of}`;
}

/** A report as a page. */
export function reportMarkdown(report: DrillReport): string {
  const { drill, proves, where, fakes, verdict, began, ended, resumed, figure, steps } = report;
  const rows = steps.map(({ title, state, told, began: at, took }, i) => [
    String(i + 1),
    title,
    state,
    at === undefined ? '' : at.slice(11, 19),
    at === undefined ? '' : minutes(took),
    told,
  ]);
  const fixes = steps.filter(({ fix }) => fix !== undefined).map(({ title, fix }) => `- ${title}: ${fix}`);
  return `${[
    `# Drill ${drill}, ${began.slice(0, 10)}`,
    `Proves that ${proves}.`,
    [
      `- verdict: ${VERDICTS[verdict]}`,
      `- where: ${where}`,
      `- began ${began}, ended ${ended}`,
      `- ${comparedText(figure)}`,
      ...(resumed === undefined ? [] : [`- ${resumed}`]),
    ].join('\n'),
    table(['', 'step', '', 'began (UTC)', 'took', 'seen'], rows),
    ...(fixes.length > 0 ? [`To mend:\n\n${fixes.join('\n')}`] : []),
    ...(fakes.length > 0 ? [`Not real in a rehearsal:\n\n${fakes.map((fake) => `- ${fake}`).join('\n')}`] : []),
  ].join('\n\n')}\n`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

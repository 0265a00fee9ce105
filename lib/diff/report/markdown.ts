import type { Comparison } from '../comparison.ts';
import type { Revision } from '../git.ts';
import { summaryLines } from '../summary-lines.ts';
import { layerLines } from './text.ts';

/** By this a comment is found again, to be updated in place. */
export const MARKER = '<!-- hensteeth diff -->';
/** Characters of a comment. */
const LONGEST = 65_536;
/** Room that is kept for the line that tells of what was left out. */
const RESERVE = 400;

/** The comparison as a review comment: a table, dangers, and a fold for each layer, as far as there is room. */
export function diffMarkdown(comparison: Comparison, { name, commit }: Revision): string {
  const { dangers, layers, notCompared } = comparison;
  const head = [
    MARKER,
    `### What this change does to the cluster`,
    '',
    `Compared with ${code(name)} (${code(commit.slice(0, 12))}).`,
    '',
    '| | |',
    '|---|---|',
    ...summaryLines(comparison).map(({ about, told }) => `| ${about} | ${cell(told)} |`),
    '',
    ...(dangers.length === 0 ? ['No dangers.', ''] : ['#### Dangers', '']),
    ...dangers.map(
      ({ severity, code: rule, where, message, hint }) =>
        `- **${severity}** ${code(rule)} ${code(where.object ?? '')}: ${cell(message)}. _${cell(hint)}_`,
    ),
    '',
    ...notCompared.map((what) => `- not compared: ${cell(what)}`),
    '',
  ].join('\n');
  let text = head.length > LONGEST - RESERVE ? `${head.slice(0, LONGEST - RESERVE)}\n` : head;
  let left = 0;
  for (const layer of layers) {
    const count = `${layer.changes.length} object${layer.changes.length === 1 ? '' : 's'}`;
    const body = layerLines(layer).slice(1).join('\n').replaceAll('```', "'''");
    const fold = `<details><summary>${layer.name ?? 'what steers Flux'} (${count})</summary>\n\n\`\`\`diff\n${body}\n\`\`\`\n\n</details>\n`;
    if (text.length + fold.length > LONGEST - RESERVE) left += 1;
    else text += fold;
  }
  if (left > 0)
    text += `\n${left} of ${layers.length} layers are left out: a comment holds ${LONGEST} characters. \`npx hensteeth diff ${name}\` shows all.\n`;
  return text;
}

function code(value: string): string {
  return value === '' ? '' : `\`${value.replaceAll('`', "'")}\``;
}

function cell(value: string): string {
  return value.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\n/g, ' ');
}

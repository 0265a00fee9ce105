import { nearest } from '../values/nearest.ts';
import { byFamily, families } from './families.ts';
import type { Paint } from './report/context.ts';
import type { RuleDoc } from './rule.ts';

const WIDTH = 100;
const COLOUR = { error: 'red', warning: 'yellow', notice: 'cyan' } as const;

/** What a rule means, what it tells and how to allow a finding of it; `undefined` when there is no such rule. */
export function explain(code: string, rules: readonly RuleDoc[], paint: Paint): string | undefined {
  const rule = rules.find((candidate) => candidate.code === code);
  if (!rule) return undefined;
  return [
    `${paint('bold', rule.code)}  ${paint(COLOUR[rule.severity], rule.severity)}, family ${rule.family}`,
    rule.title,
    '',
    ...rule.meaning.split('\n').flatMap((line) => wrapped(line)),
    '',
    paint('red', 'wrong'),
    indented(rule.bad),
    '',
    paint('green', 'right'),
    indented(rule.good),
    '',
    paint('cyan', 'where it is fine, say why'),
    `  on one object, as an annotation   allow.hensteeth/${rule.code}: reason`,
    `  on a layer, in TypeScript         layer.allow('${rule.code}', 'reason')`,
    '',
  ].join('\n');
}

/** What to say when there is no such rule. */
export function unknownCode(code: string, rules: readonly RuleDoc[]): string {
  const meant = nearest(
    code,
    rules.map((rule) => rule.code),
  );
  const fix = meant === undefined ? 'npx hensteeth explain lists all rules' : `did you mean '${meant}'?`;
  return `there is no rule '${code}'; ${fix}`;
}

/** All rules by family, one line each. */
export function codesText(rules: readonly RuleDoc[], paint: Paint): string {
  const widest = Math.max(0, ...rules.map(({ code }) => code.length));
  const blocks = [...byFamily(rules)].map(([family, members]) => {
    const lines = members.map(
      ({ code, severity, title }) =>
        `  ${code.padEnd(widest)}  ${paint(COLOUR[severity], severity.padEnd('warning'.length))}  ${title}`,
    );
    return `${paint('bold', family)}  ${paint('dim', families[family])}\n${lines.join('\n')}\n`;
  });
  return blocks.join('\n');
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}

/** Words in lines of at most the width; a longer word has a line of its own. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

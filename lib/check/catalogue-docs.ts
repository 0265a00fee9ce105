import { byFamily, families } from './families.ts';
import type { MistakeRow } from './mistakes.ts';
import type { RuleDoc } from './rule.ts';

const NEEDS = { charts: 'rendered charts', revisions: 'two revisions' } as const;

/** Text of `docs/rules.md`: every rule, by family. */
export function catalogueMarkdown(rules: readonly RuleDoc[]): string {
  const sections = [...byFamily(rules)].map(([family, members]) => {
    const rows = members.map(
      ({ code, severity, title }) => `| [\`${code}\`](#${code}) | ${severity} | ${cell(title)} |`,
    );
    return [
      `## ${family}\n\nJudges ${families[family]}.`,
      ['| rule | severity | what is wrong |', '|---|---|---|', ...rows].join('\n'),
      ...members.map(ruleSection),
    ].join('\n\n');
  });
  const intro = `# Rules of the check

Generated from the rules in \`lib/check\`; a test fails when it is stale.
\`npx hensteeth explain CODE\` shows one rule in the terminal.

An \`error\` breaks on the cluster, a \`warning\` is likely unwise and counts with \`--strict\`, a \`notice\` is still to do before a server is served.
Where a finding is fine, say why: on one object with the annotation \`allow.hensteeth/CODE: reason\`, on a layer with \`layer.allow('CODE', 'reason')\`.`;
  return `${[intro, ...sections].join('\n\n')}\n`;
}

/** Text of `docs/mistakes.md`: every known mistake, the rules that tell it, and the tests that prove it. */
export function mistakesMarkdown(
  rules: readonly RuleDoc[],
  rows: readonly MistakeRow[],
  tests: ReadonlyMap<number, readonly string[]>,
): string {
  const lines = rows.map(({ number, title, needs }) => {
    const codes = rules.filter(({ mistakes }) => mistakes.includes(number)).map(({ code }) => code);
    const links = codes.sort().map((code) => `[\`${code}\`](rules.md#${code})`);
    const files = (tests.get(number) ?? []).map((file) => `\`${file}\``);
    const cells = [number, cell(title), links.join(', '), needs ? NEEDS[needs] : '', files.join(', ')];
    return `| ${cells.join(' | ')} |`;
  });
  const told = rows.filter(({ number }) => rules.some(({ mistakes }) => mistakes.includes(number))).length;
  return `# Known mistakes, and the rules that tell them

Generated from the rules in \`lib/check\` and the titles of the tests; a test fails when it is stale.
Of ${rows.length} mistakes, ${told} have a rule. Where an input is named, the rule needs it to see the mistake.

| row | mistake | rule | needs | test |
|--:|---|---|---|---|
${lines.join('\n')}
`;
}

/**
 * Which test files prove which mistake: those with a title that begins `row 26:`, or `row 26, 27:` for several.
 *
 * @param files text of each test file, by its path relative to the project
 */
export function testsOfRows(files: ReadonlyMap<string, string>): ReadonlyMap<number, readonly string[]> {
  const tests = new Map<number, string[]>();
  for (const [file, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const titles = text.matchAll(/['"`]rows? (\d+(?:(?:, | and )\d+)*):/g);
    const numbers = [...titles].flatMap(([, list]) => list!.match(/\d+/g)!.map(Number));
    for (const number of new Set(numbers)) tests.set(number, [...(tests.get(number) ?? []), file]);
  }
  return tests;
}

function ruleSection({ code, severity, title, meaning, bad, good }: RuleDoc): string {
  const head = `### ${code}\n\n**${prose(title)}** (${severity})`;
  return [head, prose(meaning), 'Wrong:', block(bad), 'Right:', block(good)].join('\n\n');
}

/** An example in a fence that is longer than any in it. */
function block(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${languageOf(text)}\n${text.trimEnd()}\n${fence}`;
}

/** Examples are YAML, but for those that show what the owner writes in TypeScript. */
function languageOf(text: string): string {
  return /^\s*(?:\/\/|import\b|export\b|const\b|new\b|\w+\.\w+\()/.test(text) ? 'ts' : 'yaml';
}

/** Text in which Markdown finds no marks but code in backticks. */
function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[*<[\\]/g, '\\$&').replace(/(?<!\w)_|_(?!\w)/g, '\\_')))
    .join('');
}

/** Text for a cell of a table. */
function cell(text: string): string {
  return prose(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
}

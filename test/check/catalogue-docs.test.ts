import { catalogueMarkdown, mistakesMarkdown, testsOfRows } from '../../lib/check/catalogue-docs.ts';
import { mistakes } from '../../lib/check/mistakes.ts';
import { rules } from './report/fixture.ts';

test('the catalogue has a table and every rule in its family', () => {
  const lines = catalogueMarkdown(rules).split('\n');
  expect(lines.filter((line) => line.startsWith('#'))).toEqual([
    '# Rules of the check',
    '## schema',
    '### port-range',
    '## data',
    '### image-latest',
  ]);
  expect(lines).toContain('| [`port-range`](#port-range) | error | port out of range |');
  expect(lines).toContain('```yaml');
});

test('marks of Markdown in a rule stay text', () => {
  const text = catalogueMarkdown(rules);
  expect(text).toContain('| [`image-latest`](#image-latest) | warning | image `latest` \\| or none |');
  expect(text).toContain('Nobody knows \\<what> runs.');
  const starred = catalogueMarkdown([{ ...rules[0]!, meaning: 'a *b* `*` _c_ d_e', bad: '```\nx\n```' }]);
  expect(starred).toContain('a \\*b\\* `*` \\_c\\_ d_e');
  expect(starred).toContain('````yaml\n```\nx\n```\n````');
});

test.each(["layer.allow('x', '')", '// in a layer\nthis.add(x);', 'new Thing(layer)', 'const lab = 1;'])(
  'the example %p is marked as TypeScript',
  (bad) => {
    expect(catalogueMarkdown([{ ...rules[0]!, bad }])).toContain(`\`\`\`ts\n${bad}\n\`\`\``);
  },
);

test('a mistake has its rules, its tests, and what it needs', () => {
  const rows = [
    { number: 40, title: 'port above 65535' },
    { number: 56, title: 'a | b', needs: 'revisions' },
  ] as const;
  const text = mistakesMarkdown(rules, rows, new Map([[40, ['test/a.test.ts', 'test/b.test.ts']]]));
  expect(text).toContain('Of 2 mistakes, 1 have a rule.');
  expect(text.split('\n').filter((line) => /^\| \d/.test(line))).toEqual([
    '| 40 | port above 65535 | [`port-range`](rules.md#port-range) |  | `test/a.test.ts`, `test/b.test.ts` |',
    '| 56 | a \\| b |  | two revisions |  |',
  ]);
});

test('titles of tests say which rows they prove', () => {
  // Spelt with a placeholder, so that this file is not taken for a test of these rows.
  const row = 'row';
  const files = new Map([
    ['test/b.test.ts', `test('${row} 26: a', f);\ntest("${row} 26: again", f);\ntest('arrow 5: no', f);`],
    ['test/a.test.ts', `test('${row}s 26, 27 and 28: b', f);\n// ${row} 9: a comment`],
  ]);
  expect([...testsOfRows(files)]).toEqual([
    [26, ['test/a.test.ts', 'test/b.test.ts']],
    [27, ['test/a.test.ts']],
    [28, ['test/a.test.ts']],
  ]);
});

test('there are 78 mistakes, numbered without a gap, each with a wording of its own', () => {
  expect(mistakes.map(({ number }) => number)).toEqual(Array.from({ length: 78 }, (_, i) => i + 1));
  expect(new Set(mistakes.map(({ title }) => title)).size).toBe(78);
});

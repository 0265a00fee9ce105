import fc from 'fast-check';
import { stringify } from 'yaml';
import { excerptOf, lineOf } from '../../lib/check/excerpt.ts';
import { pathText, type Step } from '../../lib/check/path.ts';

const yaml = `# head
kind: A
spec:
  list:
    - name: one
      script: |
        a: b
    - {name: two, deep: [1, 2]}
  "quoted key": 1
  8080: port
---
# second
kind: B
spec: {}
`;

test.each([
  ['', 2, 1],
  ['kind', 2, 1],
  ['spec', 3, 1],
  ['spec.list', 4, 3],
  ['spec.list[0]', 5, 7],
  ['spec.list[0].script', 6, 7],
  ['spec.list[1].name', 8, 8],
  ['spec.list[1].deep[1]', 8, 29],
  ["spec['quoted key']", 9, 3],
  ["spec['8080']", 10, 3],
])('finds %p in the first document', (path, line, column) => {
  expect(lineOf(yaml, 0, path)).toEqual({ line, column });
});

test('counts the lines of later documents from the start of the text', () => {
  expect(lineOf(yaml, 1, 'spec')).toEqual({ line: 14, column: 1 });
});

test.each([
  ['spec.missing', 3],
  ['spec.list[7].name', 4],
  ['spec.list[0].script.deeper', 6],
  ['spec.list.name', 4],
  ['nothing.here', 2],
  ['layer web', 2],
])('falls back to the nearest parent of %p', (path, line) => {
  expect(lineOf(yaml, 0, path)?.line).toBe(line);
});

test('has no line in a document that is not there', () => {
  expect(lineOf(yaml, 2, 'spec')).toBeUndefined();
  expect(lineOf('', 0, '')).toBeUndefined();
});

test('finds every path of any object, on a line of its own', () => {
  let number = 0;
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, fc.constant(0), fc.array(tie('tree'), { maxLength: 3 }), tie('map')),
    map: fc
      .array(tie('tree'), { maxLength: 4 })
      .map((values) => Object.fromEntries(values.map((value) => [`k${number++}`, value]))),
  }));
  fc.assert(
    fc.property(fc.array(tree, { minLength: 1, maxLength: 3 }), (documents) => {
      const text = documents.map((document) => stringify(document)).join('---\n');
      const lines = text.split('\n');
      documents.forEach((document, i) => {
        for (const steps of pathsOf(document)) {
          const line = lineOf(text, i, pathText(steps))!.line;
          expect(lines[line - 1]).toContain(`${String(steps.at(-1))}:`);
        }
      });
    }),
  );
});

/** Paths that end in a key. Keys are unique in the test. */
function pathsOf(value: unknown, steps: readonly Step[] = []): Step[][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => pathsOf(item, [...steps, i]));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => [[...steps, key], ...pathsOf(item, [...steps, key])]);
}

test('points at the key that counts when one is written twice', () => {
  expect(lineOf('a: 1\na: 2\n', 0, 'a')?.line).toBe(2);
});

test.each([
  ['broken', 'a: [1, 2\nb: "open\n'],
  ['an alias', 'a: &x {b: 1}\nc: *x\n'],
  ['10,000 levels', `a: ${'['.repeat(10_000)}`],
  ['an exploding anchor', Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`).join('\n')],
  ['binary', '\u0000\u0001\ufffd: \u0002'],
])('reads %s without a throw', (_what, text) => {
  expect(lineOf(text, 0, 'c.b[0]')?.line).toBeGreaterThanOrEqual(1);
});

test('points at the first line of a document that is too long to be worth a second parse', () => {
  expect(lineOf(`---\na: ${'x'.repeat(5_000_000)}\nb: 1\n`, 0, 'b')).toEqual({ line: 1, column: 1 });
});

test('an excerpt has the lines around, one of them marked', () => {
  expect(excerptOf('a\nb\nc\nd\ne\n', 4, 1)).toEqual([
    { number: 3, text: 'c', marked: false },
    { number: 4, text: 'd', marked: true },
    { number: 5, text: 'e', marked: false },
  ]);
});

test('an excerpt ends where the text ends', () => {
  expect(excerptOf('a\r\nb\r\n', 1).map(({ text }) => text)).toEqual(['a', 'b']);
  expect(excerptOf('a\nb', 2).map(({ text }) => text)).toEqual(['a', 'b']);
  expect(excerptOf('a\nb', 3)).toEqual([]);
  expect(excerptOf('a\nb', 0)).toEqual([]);
});

import { documentsOf } from '../../../lib/check/read/documents.ts';
import { readQuickly } from '../../../lib/check/read/quick.ts';
import { readThoroughly } from '../../../lib/check/read/thorough.ts';

/** Value of a text by the quick reader, after the thorough one agreed. */
function value(text: string): unknown {
  const [extent] = documentsOf(text);
  const quick = readQuickly(text, extent!);
  if (!('parsed' in quick)) throw new Error(`unsure at ${quick.unsureAt}`);
  expect(readThoroughly(text, extent!).value).toEqual(quick.parsed.value);
  return quick.parsed.value;
}

test('maps and lists nest by indentation, a list also at the column of its key', () => {
  expect(value('a:\n- b\n- c: d\n  e: f\ng:\n  h:\n    - - i\n      - j\n    -   k: l\n        m: p\nq:\n')).toEqual({
    a: ['b', { c: 'd', e: 'f' }],
    g: { h: [['i', 'j'], { k: 'l', m: 'p' }] },
    q: null,
  });
});

test('comments and blank lines may stand anywhere', () => {
  expect(value('# a\n\na: b # c\n  # d\nc: "#e" # f\n\n# g\nd: h#i\n')).toEqual({ a: 'b', c: '#e', d: 'h#i' });
});

test('plain and quoted scalars go on over lines', () => {
  const text = "a: b\n  c\n\n  d\ne: \"f\n  g\\\n  h\n\n  i\\n\"\nj: 'k\n  l''m'\n";
  expect(value(text)).toEqual({ a: 'b c\nd', e: 'f gh\ni\n', j: "k l'm" });
});

test('block scalars keep or fold their lines, and their end', () => {
  const text =
    'a: |\n  b\n    c\n\n  d\n\ne: >-\n  f\n  g\n\n  h\n    i\n  j\n\nk: |+\n  l\n\nm: |-\n  n\n\no: |\np: q\n';
  expect(value(text)).toEqual({ a: 'b\n  c\n\nd\n', e: 'f g\nh\n  i\nj', k: 'l\n\n', m: 'n', o: '', p: 'q' });
});

test('a block scalar ends without a line end where the file does', () => {
  expect(value('a: |\n  b')).toEqual({ a: 'b' });
  expect(value('a: |+\n  b')).toEqual({ a: 'b' });
});

test('flow collections may go on over lines', () => {
  expect(value('a: [b, "c d", {e: f, "g":1}, [], {}] # h\ni: {\n  j: [k,\n    l], # m\n  p: o,\n  }\n')).toEqual({
    a: ['b', 'c d', { e: 'f', g: 1 }, [], {}],
    i: { j: ['k', 'l'], p: 'o' },
  });
});

test('JSON is YAML', () => {
  expect(value('{\n  "a": [1, true, null, "b\\u00e9\\n"],\n  "c": {"d": -1.5e3}\n}\n')).toEqual({
    a: [1, true, null, 'bé\n'],
    c: { d: -1500 },
  });
});

test('a document may follow comments and its opener', () => {
  expect(value('# licence\n\n---\n# Source: x\na: b\n')).toEqual({ a: 'b' });
});

test.each([
  ['anchors', 'a: &b c\n'],
  ['tags', 'a: !!str 1\n'],
  ['tabs', 'a:\tb\n'],
  ['a key twice', 'a: b\na: c\n'],
  ['keys that are no text', '1: b\n'],
  ['keys of JavaScript', 'constructor: a\n__proto__: b\n'],
  ['merges', 'a:\n  <<: {b: c}\n'],
  ['mistakes', 'a: b: c\n'],
  ['text behind the end of a document', 'a: b\n...\nc\n'],
  ['infinity', 'a: .inf\n'],
])('the quick reader leaves %s to the thorough one', (_, text) => {
  expect(readQuickly(text, documentsOf(text)[0]!)).toHaveProperty('unsureAt');
});

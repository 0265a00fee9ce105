import { readText } from '../../../lib/check/read/read-text.ts';
import { configMap, dataOf, manifests, said } from './said.ts';

test('row 49: a key that stands twice is told with its path, its line and the line of the first', () => {
  const text = configMap('  color: blue\n  size: 1m\n  color: green\n');
  expect(said(text)).toEqual(['yaml-duplicate-key data.color @8:3']);
  expect(readText('a.yaml', text).reports[0]?.message).toContain('the first in line 6');
  expect(readText('a.yaml', text).reports[0]?.subject?.manifest.metadata.name).toBe('app');
  expect(dataOf('  color: blue\n  color: green\n')).toEqual({ color: 'green' });
});

test('a key that stands twice is told inside of lists and in flow maps', () => {
  expect(
    said('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: a, name: b}\n'),
  ).toEqual(['yaml-duplicate-key spec.containers[0].name @6:17']);
});

test('broken YAML is told with line, column and the line itself, and other documents are still read', () => {
  const text = `${configMap('  a: b: c\n')}---\n${configMap('  d: e\n')}`;
  const { reports, subjects } = readText('a.yaml', text);
  expect(said(text)).toEqual(['yaml-syntax @6:6']);
  expect(reports[0]?.message).toContain('(line 6, column 6: a: b: c)');
  expect(subjects.map(({ document }) => document)).toEqual([1]);
});

test.each([
  ['a tab as indentation', '\ta: b\n', '@6:1'],
  ['a quote that is not closed', '  a: "b\n', '@7:1'],
  ['a bracket that is not closed', '  a: [b\n', '@7:1'],
  ['an indicator at the start of a value', '  a: @b\n', '@6:6'],
  ['a line between two columns', '    a: b\n  c: d\n   e: f\n', '@7:3'],
  ['an unknown escape', '  a: "\\q"\n', '@6:7'],
])('%s is told where it stands', (_, lines, place) => {
  expect(said(configMap(lines))).toEqual([`yaml-syntax ${place}`]);
});

test('a template is told to be rendered first', () => {
  const [report] = readText('a.yaml', configMap('  a: {{ .Values.a }}\n')).reports;
  expect(report?.code).toBe('yaml-key');
  expect(report?.hint).toContain('template');
  const second = readText('a.yaml', `${configMap('  a: b\n')}---\n${configMap('  a: {{ .Values.a }}\n')}`).reports;
  expect(second.map(({ hint }) => hint)).toEqual([report?.hint]);
  const [broken] = readText('a.yaml', configMap('  a: "b" {{ .c }}\n')).reports;
  expect(broken?.code).toBe('yaml-syntax');
  expect(broken?.hint).toContain('template');
});

test('what follows the end of a document is told, as kubectl passes over it', () => {
  expect(said(`${configMap('  a: b\n')}...\nc: d\n`)).toEqual(['yaml-syntax @8:1']);
});

test('a directive is told, as kubectl and Flux refuse it', () => {
  expect(said(`%YAML 1.1\n---\n${configMap('  a: b\n')}`)).toEqual(['yaml-syntax @1:1']);
});

test('keys that are numbers, booleans or dates are told, with the key that kubectl makes of them', () => {
  expect(said(configMap('  8080: a\n  0123: b\n  true: c\n  2024-01-02: d\n'))).toEqual([
    "yaml-key data['8080'] @6:3",
    "yaml-key data['83'] @7:3",
    'yaml-key data.true @8:3',
    'yaml-key data @9:3',
  ]);
  expect(dataOf('  1.10: a\n  3.14159265358979: b\n')).toEqual({ '1.1': 'a', '3.1415927': 'b' });
});

test('keys that are empty, lists or maps refuse the document', () => {
  expect(said(configMap('  ~: a\n'))).toEqual(['yaml-key data @6:3']);
  expect(said(configMap('  ? [a]\n  : b\n'))).toEqual(['yaml-key data @6:5']);
  expect(manifests(configMap('  ~: a\n'))).toEqual([]);
});

test('a number without end is told, as JSON has none', () => {
  expect(said(configMap('  a: -.inf\n  b: .nan\n'))).toEqual(['yaml-value data.a @6:6', 'yaml-value data.b @7:6']);
});

test('tags decide what a scalar is', () => {
  expect(dataOf('  a: !!str 12\n  b: !!int "0x10"\n  c: ! 12\n  d: !own x\n  e: !!binary aGk=\n')).toEqual({
    a: '12',
    b: 16,
    c: '12',
    d: 'x',
    e: 'hi',
  });
});

test('anchors, aliases and merges are resolved; what is merged last wins, as with kubectl', () => {
  const lines =
    '  a: &a {b: c, d: e}\n  f: *a\n  g:\n    <<: *a\n    b: own\n  h:\n    b: own\n    <<: [{b: first}, *a]\n';
  expect(said(configMap(lines))).toEqual([]);
  expect(dataOf(lines)).toEqual({
    a: { b: 'c', d: 'e' },
    f: { b: 'c', d: 'e' },
    g: { b: 'own', d: 'e' },
    h: { b: 'first', d: 'e' },
  });
});

test.each([
  ['names nothing', '  a: *b\n', 'yaml-alias data.a @6:6'],
  ['stands inside of what it names', '  a: &a {b: *a}\n', 'yaml-alias data.a.b @6:13'],
  ['is no map to merge', '  a: &a [b]\n  c:\n    <<: *a\n', 'yaml-alias data.c @8:9'],
])('an alias that %s is told', (_, lines, place) => {
  expect(said(configMap(lines))).toEqual([place]);
});

test('aliases of aliases that explode are told once, and the document is refused', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `  k${i + 1}: &k${i + 1} [${`*k${i},`.repeat(9)}]\n`).join('');
  const text = configMap(`  k0: &k0 [a]\n${levels}`);
  expect(said(text).map((one) => one.split(' ')[0])).toEqual(['yaml-alias']);
  expect(manifests(text)).toEqual([]);
});

test.each([
  ['brackets', '['.repeat(10_000) + ']'.repeat(10_000)],
  ['brackets that are never closed', '{a: ['.repeat(10_000)],
  ['dashes', `\n${'- '.repeat(10_000)}a`],
  ['question marks', `\n${'? '.repeat(10_000)}a`],
  ['lines', `\n${Array.from({ length: 1500 }, (_, i) => `${' '.repeat(i)} a:`).join('\n')}`],
])('thousands of levels of %s are told, and the stack holds', (_, value) => {
  expect(said(`a: ${value}\n`).map((one) => one.split(' ')[0])).toEqual(['yaml-depth']);
});

test('a document that is large and not plain is told at the line that is not', () => {
  const lines = '  k: v\n'.repeat(1).concat(Array.from({ length: 160_000 }, (_, i) => `  key-${i}: v\n`).join(''));
  expect(said(configMap(lines))).toEqual([]);
  expect(said(configMap(`${lines}\tx: y\n`))).toEqual(['yaml-size @160007:1']);
});

test('a file that is wrong throughout is told in its first thousand faults', () => {
  const { reports, skipped } = readText('a.yaml', 'a: b: c\n---\n'.repeat(1500));
  expect(reports).toHaveLength(1000);
  expect([...skipped]).toEqual(['flood']);
});

test.each([
  ['nothing', ''],
  ['comments', '# a\n  # b\n'],
  ['separators', '---\n---\n# c\n---\n'],
  ['null', '~\n'],
])('a file of %s has no objects and no faults', (_, text) => {
  expect(said(text)).toEqual([]);
  expect(manifests(text)).toEqual([]);
});

test('documents are counted with those that are empty', () => {
  const { subjects } = readText('a.yaml', `# first\n---\n---\n${configMap('  a: b\n')}---\n${configMap('  c: d\n')}`);
  expect(subjects.map(({ document, file }) => [file, document])).toEqual([
    ['a.yaml', 1],
    ['a.yaml', 2],
  ]);
});

test('what SOPS adds is taken off, and the encrypted values stay', () => {
  const text = `${configMap('  a: ENC[placeholder]\n')}sops:\n  mac: ENC[placeholder]\n  version: 3.9.0\n`;
  expect(said(text)).toEqual([]);
  expect(manifests(text)).toEqual([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app' }, data: { a: 'ENC[placeholder]' } },
  ]);
});

test('an encrypted file without an object is passed over', () => {
  const { reports, skipped } = readText('a.sops.yaml', 'a: ENC[placeholder]\nsops:\n  mac: ENC[placeholder]\n');
  expect(reports).toEqual([]);
  expect([...skipped]).toEqual(['encrypted']);
});

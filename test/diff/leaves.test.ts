import { leaves, textChange } from '../../lib/diff/leaves.ts';

const paths = (before: unknown, after: unknown) => leaves(before, after).map(({ path }) => path);

test('what is equal, in another order of keys or empty instead of absent, is no change', () => {
  expect(leaves({ a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 })).toEqual([]);
  expect(leaves({ a: {} }, {})).toEqual([]);
  expect(leaves({ a: null }, { a: [] })).toEqual([]);
});

test('a value is told with its path, and what it was', () => {
  expect(leaves({ spec: { replicas: 1 } }, { spec: { replicas: 2 } })).toEqual([
    { path: 'spec.replicas', before: 1, after: 2 },
  ]);
});

test('items of a list are matched by their names, whatever their order', () => {
  const before = {
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
  };
  const after = { env: [{ name: 'B', value: '3' }, { name: 'A', value: '1' }, { name: 'C' }] };
  expect(leaves(before, after)).toEqual([
    { path: 'env[name=B].value', before: '2', after: '3' },
    { path: 'env[name=C]', before: undefined, after: { name: 'C' } },
  ]);
});

test('plain items come and go; an order that changed is told once', () => {
  expect(leaves({ args: ['-a', '-b'] }, { args: ['-a', '-c'] })).toEqual([
    { path: 'args[]', before: '-b', after: '-c' },
  ]);
  expect(paths({ args: [1, 2] }, { args: [2, 1] })).toEqual(['args']);
});

test.each([
  ['YAML', 'app.yaml', 'a: 1\nb: {c: 2}\n', 'b: {c: 3}\na: 1\n', 'b.c'],
  [
    'JSON',
    'board.json',
    '{"panels": [{"name": "x", "y": 1}]}',
    '{ "panels": [ {"y": 2, "name": "x"} ] }',
    'panels[name=x].y',
  ],
  ['an ini file', 'grafana.ini', '; old\n[server]\ndomain = a.b\n', '[server]\ndomain=c.d\n', 'server.domain'],
])('%s inside of a text is looked into', (_, key, before, after, inner) => {
  expect(paths({ data: { [key]: before } }, { data: { [key]: after } })).toEqual([`data['${key}'] > ${inner}`]);
});

test('a query that is only laid out otherwise is no change', () => {
  expect(leaves({ expr: 'sum(\n  up\n)' }, { expr: 'sum( up )' })).toEqual([]);
});

test('of a plain text the lines that came and went are told', () => {
  expect(textChange('a\nb\nc', 'a\nd\nc\nc')).toEqual({ removed: ['b'], added: ['d', 'c'] });
});

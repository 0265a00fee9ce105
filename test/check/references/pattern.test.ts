import { pathText } from '../../../lib/check/path.ts';
import { Pattern, PatternTree } from '../../../lib/check/references/pattern.ts';

const found = (pattern: string, value: unknown) =>
  new Pattern(pattern).all(value).map(({ value: at, path }) => `${pathText(path)}=${String(at)}`);

test.each([
  ['a.b', { a: { b: 1 } }, ['a.b=1']],
  ['a[*].b', { a: [{ b: 1 }, null, { c: 2 }, { b: 3 }] }, ['a[0].b=1', 'a[3].b=3']],
  ['a[*]', { a: ['x', 'y'] }, ['a[0]=x', 'a[1]=y']],
  ['{a,b.c}.d', { a: { d: 1 }, b: { c: { d: 2 } } }, ['a.d=1', 'b.c.d=2']],
  ['a.*.b', { a: { x: { b: 1 }, y: { b: 2 } } }, ['a.x.b=1', 'a.y.b=2']],
  ["a['b.c/d']", { a: { 'b.c/d': 1 } }, ["a['b.c/d']=1"]],
  ['a.b', { a: [{ b: 1 }] }, []],
  ['a[*].b', { a: { b: 1 } }, []],
  ['a.toString', { a: {} }, []],
])('the pattern %s finds its places', (pattern, value, expected) => {
  expect(found(pattern, value)).toEqual(expected);
});

test('patterns that are walked together each find their own', () => {
  const tree = new PatternTree<string>();
  tree.add('a[*].b', 'first');
  tree.add('a[*].c', 'second');
  const seen: string[] = [];
  tree.walk({ a: [{ b: 1, c: 2 }] }, (what, { path }) => seen.push(`${what} ${pathText(path)}`));
  expect(seen).toEqual(['first a[0].b', 'second a[0].c']);
});

test.each(['a', 'a.b', "['x/y'].z", 'a[*].b'])('%s is read as its first place', (pattern) => {
  for (const value of [{ a: { b: 1 } }, { 'x/y': { z: 2 } }, { a: [{ b: 3 }] }, null, [], 'text', undefined]) {
    expect(new Pattern(pattern).read(value)).toEqual(new Pattern(pattern).first(value)?.value);
  }
});

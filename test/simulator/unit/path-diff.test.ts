import { HIDDEN, pathDiff } from '../../../lib/simulator/path-diff.ts';

test('a value that differs is told with its path, and items of lists by their names', () => {
  const set = (image: string) => ({ spec: { containers: [{ name: 'side' }, { name: 'web', image }] } });
  expect(pathDiff(set('nginx:1'), set('nginx:2'), 'StatefulSet')).toEqual([
    { path: 'spec.containers[name=web].image', before: 'nginx:1', after: 'nginx:2' },
  ]);
});

test('a side without a value is left out', () => {
  expect(pathDiff({ a: 1 }, { b: 2 }, 'ConfigMap')).toEqual([
    { path: 'a', before: 1 },
    { path: 'b', after: 2 },
  ]);
});

test('values of a Secret are hidden, and nothing of them is part of a path', () => {
  const secret = (value: string) => ({ data: { 'config.yaml': value }, type: 'Opaque' });
  const [first, ...rest] = pathDiff(secret('user: ann\n'), secret('user: bob\n'), 'Secret');
  expect(rest).toEqual([]);
  expect(first).toEqual({ path: "data['config.yaml']", before: HIDDEN, after: HIDDEN });
});

test('what comes to a Secret and what goes is told without its value', () => {
  const changes = pathDiff({ data: { old: 'YQ==' } }, { data: { fresh: 'Yg==' } }, 'Secret');
  expect(changes).toEqual([
    { path: 'data.fresh', after: HIDDEN },
    { path: 'data.old', before: HIDDEN },
  ]);
});

test('all that comes to a Secret that had nothing is hidden, too', () => {
  expect(JSON.stringify(pathDiff({}, { data: { token: 'c2VjcmV0' } }, 'Secret'))).not.toContain('c2VjcmV0');
});

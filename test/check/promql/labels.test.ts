import { judgePromql } from '../../../lib/check/promql/judge.ts';
import { labelsOf } from '../../../lib/check/promql/labels.ts';

function labels(query: string): string[] | 'any' {
  const { expr } = judgePromql(query);
  if (!expr) throw new Error(`${query} cannot be read`);
  const found = labelsOf(expr);
  return found ? [...found].sort() : 'any';
}

test.each([
  ['x', 'any'],
  ['rate(x[5m]) > 1', 'any'],
  ['sum(x)', []],
  ['sum by (a, b) (x) / 2 > 1', ['a', 'b']],
  ['sum without (a) (sum by (a, b) (x))', ['b']],
  ['sum without (a) (x)', 'any'],
  ['topk(3, sum by (a) (x))', ['a']],
  ['count_values by (a) ("v", x)', ['a', 'v']],
  ['x * on(a) y', ['a']],
  ['sum by (a) (x) * on(a) group_left(c) y', ['a', 'c']],
  ['x * on(a) group_right(c) sum by (a, b) (y)', ['a', 'b', 'c']],
  ['sum by (a, b) (x) / ignoring(b) y', ['a']],
  ['x / sum by (a) (y)', ['a']],
  ['sum by (a) (x) and y', ['a']],
  ['sum by (a) (x) or sum by (b) (y)', ['a', 'b']],
  ['sum by (a) (x) or y', 'any'],
  ['label_replace(sum by (a) (x), "b", "$1", "a", "(.*)")', ['a', 'b']],
  ['histogram_quantile(0.9, sum by (le, a) (x))', ['a', 'le']],
  ['absent(x{a="b"})', 'any'],
  ['vector(1)', []],
  ['time() - sum by (a) (x)', ['a']],
  ['sum by (a) (x) > scalar(y)', ['a']],
])('the result of %s has labels %j', (query, expected) => {
  expect(labels(query)).toEqual(expected);
});

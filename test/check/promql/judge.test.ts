import * as fc from 'fast-check';
import { judgeGrafanaPromql, judgePromql } from '../../../lib/check/promql/judge.ts';
import { positionText } from '../../../lib/check/promql/text.ts';

/** Faults of a query, as `kind column: message`. */
function faults(query: string): string[] {
  return judgePromql(query).faults.map(({ kind, from, message }) => `${kind} ${positionText(query, from)}: ${message}`);
}

test.each([
  'sum(rate(x{a="b"}[5m])) by (c) > 0.5',
  'a / on(x) group_left(y) b',
  'a + b offset 5m',
  '-a offset 5m',
  'max_over_time(sum(rate(x[5m]))[1h:5m] offset 1d)',
  'a and on() b or c unless d',
  'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))',
  'label_join(x, "a", ",")',
  'round(x)',
  'day_of_week() == bool 1',
  'count_values by (a) ("version", x)',
  'x @ end() > 1_000',
  '{__name__=~"node_.+"}',
  '{"node.cpu", a="b"}',
  'x{a=~"(?i)b|[[:alpha:]]+"}',
  'x # a comment\n  > 1',
  'absent(x{a="\\"quoted\\""})',
])('%s is a good query', (query) => {
  expect(faults(query)).toEqual([]);
});

test.each([
  ['sum(rate(x[5m]) by (a)', 'syntax column 4: ( is never closed'],
  ['sum(x))', 'syntax column 7: ) closes nothing'],
  ['rate(x[5m]]', 'syntax column 11: ] stands where the ( of column 5 ends'],
  ['x{a="b}', 'syntax column 5: the text that starts here never ends'],
  ['x{a=b}', 'syntax column 5: the value of label a is not in quotes'],
  ['x{a}', 'syntax column 4: label a is compared with nothing'],
  ['a b', "syntax column 3: 'b' is not expected here"],
  ['a\n  > b c', "syntax line 2, column 7: 'c' is not expected here"],
  ['a &&', "syntax column 3: '&&' is not expected here"],
  ['a +', 'syntax column 4: the query ends too early'],
  [' ', 'syntax column 1: the query is empty'],
  ['x[5 minutes]', "syntax column 3: '5 minutes' is no duration"],
  ['x{a=~"\\d+"}', 'syntax column 7: \\d is no escape that Prometheus knows'],
  ['x[5m + 1m]', "syntax column 3: '5m + 1m' needs a newer Prometheus than 3.5"],
  ['rte(x[5m])', "function column 1: Prometheus 3.5 has no function 'rte'"],
  ['holt_winters(x[5m], 1, 1)', "function column 1: Prometheus 3.5 has no function 'holt_winters'"],
  ['first_over_time(x[5m])', "function column 1: Prometheus 3.5 has no function 'first_over_time'"],
  ['rate(x)', 'type column 6: rate() takes a range vector, here stands an instant vector'],
  ['x[5m] > 1', 'type column 1: the operator > takes an instant vector or a number, here stands a range vector'],
  ['a + b[5m]', 'type column 5: the operator + takes an instant vector or a number, here stands a range vector'],
  ['topk(x)', 'type column 1: topk() takes 2 arguments, here are 1'],
  ['clamp(x, 1)', 'type column 1: clamp() takes 3 arguments, here are 2'],
  ['1 > 2', 'type column 1: two numbers are compared without bool'],
  ['sum(x) offset 5m', 'type column 1: offset belongs to a metric, a range or a subquery'],
  ['x offset 5m offset 1m', 'type column 1: offset stands twice'],
  ['(a + b)[5m]', 'type column 1: only a metric takes a range'],
  ['a and on(x) group_left b', 'type column 7: group_left does not go with and'],
  ['a * on(x) 2', 'type column 5: on(...) matches series, and one side is a number'],
  ['a * on(x) group_left(x) b', 'type column 5: label x stands in on() and in group_left()'],
  ['a + bool b', 'type column 1: bool belongs to comparisons, not to +'],
])('%s is refused', (query, told) => {
  expect(faults(query)).toEqual([told]);
});

test.each([
  ['x{a=~"(?!b).*"}', /cannot look around/],
  ['x{a=~"(b"}', /unterminated group/],
  ['x{a=~"(b)\\\\1"}', /no references back/],
  ['{a=""}', /every series there is/],
  ['{a=~".*"}', /every series there is/],
  ['x{__name__="y"}', /given twice/],
])('the matchers of %s are refused', (query, told) => {
  const [fault, ...others] = judgePromql(query).faults;
  expect(others).toEqual([]);
  expect(fault).toMatchObject({ kind: 'matcher', message: expect.stringMatching(told) });
});

test('a misspelt function is told with the one that was meant', () => {
  expect(judgePromql('RATE(x[5m])').faults[0]?.hint).toBe("Did you mean 'rate'?");
  expect(judgePromql('histogram_quantil(0.9, x)').faults[0]?.hint).toBe("Did you mean 'histogram_quantile'?");
});

test.each([
  'rate(x{a="$b"}[$__rate_interval])',
  '$agg by ($label) (x)',
  '$f(x)',
  'topk($n, x)',
  'x{$filter}',
  'x{a="b", $filter}',
  `increase(x[\${__range_s}s])`,
  'x offset $shift',
  `node_$x_total{a=~"\${b:regex}"} > $limit`,
  'avg_over_time(x[$__range:$__interval])',
  `sum(rate(\${metric}[5m])) by ([[label]])`,
  'a $operator b',
  `x @ \${__to:date:seconds}`,
])('%s is a good query of a dashboard', (query) => {
  expect(judgeGrafanaPromql(query).faults).toEqual([]);
});

test('a mistake beside variables is still told, at its place', () => {
  const query = 'sum(rate(x{a="$b"}[$__rate_interval]) by (c)';
  expect(judgeGrafanaPromql(query).faults).toMatchObject([{ kind: 'syntax', from: 3 }]);
  expect(judgeGrafanaPromql('rate(x{a="$b"})').faults).toMatchObject([{ kind: 'type', from: 5 }]);
});

test.each([
  '('.repeat(20_000),
  `${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
  `1${' + 1'.repeat(20_000)}`,
  '-'.repeat(20_000),
  'x'.repeat(200_000),
])('a query that no server takes is refused, not a crash', (query) => {
  expect(judgePromql(query).faults).toHaveLength(1);
});

test('a query nested as deep as is taken is judged', () => {
  expect(faults(`${'('.repeat(200)}x${')'.repeat(200)}${' or y'.repeat(200)}`)).toEqual([]);
});

test('no text makes the judge throw', () => {
  const words = fc.constantFrom(
    'sum',
    'rate',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '5m',
    'x',
    '"',
    "'",
    '$a',
    ',',
    'by',
    '=~',
    '+',
    '\\',
    '\n',
    '#',
    '@',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(text, (query) => {
      for (const judge of [judgePromql, judgeGrafanaPromql]) {
        for (const { from, to, hint } of judge(query).faults) {
          expect(from >= 0 && from <= to && to <= query.length).toBe(true);
          expect(hint).not.toBe('');
        }
      }
    }),
    { numRuns: 500 },
  );
});

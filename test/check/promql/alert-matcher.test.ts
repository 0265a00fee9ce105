import { judgeMatcher } from '../../../lib/check/promql/alert-matcher.ts';

test.each([
  'severity="critical"',
  'severity = critical',
  'alertname=~"Node.*|Disk.+"',
  '{a="b", c!~"d"}',
  'a!=""',
  '"team-name"="x"',
  'a="b,c"',
])('%s is a matcher', (matcher) => {
  expect(judgeMatcher(matcher)).toBeUndefined();
});

test.each([
  'severity',
  'severity: critical',
  'severity==critical',
  'a=~"(b"',
  'a=~"(?!b)"',
  '{a="b"',
  'a="b" c="d"',
  '=b',
])('%s is no matcher, and the fix is said', (matcher) => {
  expect(judgeMatcher(matcher)?.fix).toBeTruthy();
});

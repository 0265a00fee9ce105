import { matches } from '../../../lib/check/schema/pattern.ts';

test('a pattern is not anchored unless it says so', () => {
  expect(matches('b', 'abc')).toBe(true);
  expect(matches('^b', 'abc')).toBe(false);
});

test('a pattern that opens with (?i) ignores case throughout', () => {
  expect(matches('^(?i)(abort|warn)?$', 'Abort')).toBe(true);
  expect(matches('^(?i)(abort|warn)?$', 'stop')).toBe(false);
});

test('a pattern that ignores case in a part is undecided only where the case decides', () => {
  const day = '^((?i)sun|mon)day$';
  expect(matches(day, 'sunday')).toBe(true);
  expect(matches(day, 'SUNday')).toBeUndefined();
  expect(matches(day, 'moonday')).toBe(false);
});

test('classes and names of RE2 are translated', () => {
  expect(matches('^[[:alpha:]_]+$', 'ab_C')).toBe(true);
  expect(matches('^[[:alpha:]_]+$', 'ab1')).toBe(false);
  expect(matches('\\A(?P<year>2\\d{3})\\z', '2026')).toBe(true);
});

test('escapes that JavaScript refuses in its Unicode mode are taken', () => {
  expect(matches('^[a-z\\_]+\\:$', 'a_b:')).toBe(true);
});

test('what only the other engine knows is undecided', () => {
  for (const pattern of ['\\pL+', '(?s)a.b', 'a(?-i)b', '\\Qa.b\\E', '(']) {
    expect(matches(pattern, 'a')).toBeUndefined();
  }
});

import fc from 'fast-check';
import { judgeAnnotationKey, judgeLabelKey, judgeLabelValue } from '../../lib/values/label.ts';
import { suggestion } from './suggestion.ts';

test.each([
  'app',
  'app.kubernetes.io/name',
  'MyName',
  'my.name',
  '123-abc',
  'a/B_c.d',
  `${'a'.repeat(253)}/${'b'.repeat(63)}`,
])('%s is the key of a label', (key) => {
  expect(judgeLabelKey(key)).toBeUndefined();
});

test.each([
  ['a/b/c', 'Keep one slash: it parts the prefix from the name.'],
  ['/name', 'Write name without the slash, or a domain before it.'],
  ['example.org/', 'Write a name after the slash, such as tier.'],
  ['', 'Write a name, such as tier.'],
  ['Example.org/name', 'Correct the prefix before the slash. Write example.org: upper case is not allowed.'],
  ['example.org/my name', 'Write example.org/my-name: a space is not allowed.'],
  [`example.org/${'a'.repeat(65)}`, 'Shorten the name by 2 characters, to at most 63.'],
  [`${'a'.repeat(254)}/a`, 'Correct the prefix before the slash. Shorten it by 1 character, to at most 253.'],
  ['-name', 'Write name: it starts and ends with a letter or digit.'],
])('%p is no key of a label: %s', (key, fix) => {
  expect(judgeLabelKey(key)?.fix).toBe(fix);
});

test('the prefix of an annotation may be in upper case', () => {
  expect(judgeAnnotationKey('Example.org/name')).toBeUndefined();
  expect(judgeAnnotationKey('example.org/my name')?.fix).toBe('Write example.org/my-name: a space is not allowed.');
});

test('every key of a label is a key of an annotation', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '0', '-', '.', '_', '/', ' '), maxLength: 12 }), (key) => {
      if (judgeLabelKey(key) === undefined) expect(judgeAnnotationKey(key)).toBeUndefined();
    }),
  );
});

test.each(['', 'a', 'A_b.c-1', 'x'.repeat(63), '1.27'])('%p is a label value', (value) => {
  expect(judgeLabelValue(value)).toBeUndefined();
});

test.each([
  ['a b', 'Write a-b: a space is not allowed.'],
  ['team/web', 'Write team-web: a slash is not allowed.'],
  ['v1+build', 'Write v1-build: "+" is not allowed.'],
  ['-a.', 'Write a: it starts and ends with a letter or digit.'],
  ['x'.repeat(70), 'Shorten the value by 7 characters, to at most 63.'],
  ['é', 'Write letters and digits as the value.'],
  [true, 'Write "true" in quotes.'],
])('%p is no label value: %s', (value, fix) => {
  expect(judgeLabelValue(value)?.fix).toBe(fix);
});

test.each([
  ['key', judgeLabelKey],
  ['value', judgeLabelValue],
] as const)('a %s to write in place is itself accepted', (_, judge) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '0', '-', '_', ' ', '.', '+'), maxLength: 60 }), (text) => {
      const better = suggestion(judge(text));
      if (better !== undefined && better !== 'letters') expect(judge(better)).toBeUndefined();
    }),
  );
});

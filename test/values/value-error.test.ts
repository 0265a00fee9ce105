import { insist, kindOf, quoted, ValueError } from '../../lib/values/value-error.ts';

const refusal = { expected: 'an amount of memory', fix: 'Write 512Mi.' };

test('the message tells the value, what is expected and the fix', () => {
  const error = new ValueError('512m', refusal);
  expect(error.message).toBe('"512m" is not an amount of memory. Write 512Mi.');
  expect(error).toMatchObject({ name: 'ValueError', value: '512m', ...refusal });
});

test('an accepted value passes and a refused one throws', () => {
  expect(() => insist(1, () => undefined)).not.toThrow();
  expect(() => insist(1, () => refusal)).toThrow(new ValueError(1, refusal));
});

test('a long text is cut', () => {
  expect(quoted('x'.repeat(500))).toHaveLength(80);
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [[1], 'a list'],
  [{ toString: 1 }, 'an object'],
  [Symbol('s'), 'a symbol'],
])('%p is quoted by its kind', (value, kind) => {
  expect(quoted(value)).toBe(kind);
  expect(kindOf(value)).toBe(kind);
});

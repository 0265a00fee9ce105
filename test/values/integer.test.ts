import fc from 'fast-check';
import { integerBetween } from '../../lib/values/integer.ts';
import { suggestion } from './suggestion.ts';

const judge = integerBetween(1, 10);

test('exactly the whole numbers of the range are accepted', () => {
  fc.assert(
    fc.property(fc.double({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }), (real, whole) => {
      expect(judge(whole) === undefined).toBe(whole >= 1 && whole <= 10);
      expect(judge(real) === undefined).toBe(Number.isInteger(real) && real >= 1 && real <= 10);
    }),
  );
});

test('a number outside is told the nearest that is inside', () => {
  expect(judge(11)).toEqual({ expected: 'a whole number from 1 to 10', fix: 'Write 10 or less.' });
  expect(judge(-4)?.fix).toBe('Write 1 or more.');
});

test('a broken number is told a whole one that is accepted', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 10, noNaN: true }), (value) => {
      fc.pre(!Number.isInteger(value));
      expect(judge(Number(suggestion(judge(value))))).toBeUndefined();
    }),
  );
});

test('a text of digits is told to lose its quotes', () => {
  expect(judge('7')?.fix).toBe('Write 7 without quotes.');
  expect(judge('70')?.fix).toBe('Write a number from 1 to 10 in place of the text.');
});

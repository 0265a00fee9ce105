import fc from 'fast-check';
import { nonEmptyText, oneOf, textJudge } from '../../lib/values/text.ts';

const policy = oneOf(['Always', 'IfNotPresent', 'Never']);

test('exactly the texts given are accepted', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), (values, text) => {
      expect(oneOf(values)(text) === undefined).toBe(values.includes(text));
    }),
  );
});

test('a near miss is told what it meant', () => {
  expect(policy('always')).toEqual({ expected: 'one of Always, IfNotPresent, Never', fix: 'Write Always.' });
  expect(policy('IfNotPresnt')?.fix).toBe('Write IfNotPresent.');
});

test('a text near no choice is told all of them', () => {
  expect(policy('sometimes')?.fix).toBe('Write one of Always, IfNotPresent, Never.');
});

test('a text of spaces is empty', () => {
  expect(nonEmptyText(' \t\n')?.fix).toBe('Write at least one visible character.');
  expect(nonEmptyText(' x ')).toBeUndefined();
});

test('a scalar that would do as a text only lacks its quotes', () => {
  expect(nonEmptyText(1.1)?.fix).toBe('Write "1.1" in quotes.');
  expect(nonEmptyText(true)?.fix).toBe('Write "true" in quotes.');
});

test('a scalar that would not do as a text is told the fix for the text', () => {
  const judge = textJudge('a word', (text) => (/^[a-z]+$/.test(text) ? undefined : 'Write letters.'));
  expect(judge(5)?.fix).toBe('Write letters.');
});

test('what is no scalar is named', () => {
  expect(nonEmptyText([])?.fix).toBe('Write a text in place of a list.');
  expect(nonEmptyText(null)?.fix).toBe('Write a text in place of null.');
});

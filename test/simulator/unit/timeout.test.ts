import { timeoutOf } from '../../../lib/cli/timeout.ts';

test.each([
  ['600', 600_000],
  ['1.5', 1_500],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
])('%s is %d milliseconds', (text, milliseconds) => {
  expect(timeoutOf(text)).toBe(milliseconds);
});

test.each(['0', '-5', '0s', '-5m', '', 'soon', '5x', 'NaN', 'Infinity'])("'%s' is refused in words", (text) => {
  expect(() => timeoutOf(text)).toThrow(
    `--timeout is '${text}'; expected seconds above zero, or a duration such as 5m`,
  );
});

import fc from 'fast-check';
import { Duration, judgeFluxDuration, judgeGoDuration, judgePrometheusDuration } from '../../lib/values/duration.ts';
import { ValueError } from '../../lib/values/value-error.ts';
import { suggestion } from './suggestion.ts';

const minute = 60_000_000_000n;

test.each([
  ['0', 0n],
  ['-0', 0n],
  ['5s', 5_000_000_000n],
  ['1h30m', 90n * minute],
  ['-1.5h', -90n * minute],
  ['.5m', minute / 2n],
  ['5.m', 5n * minute],
  ['10ms', 10_000_000n],
  ['1us', 1000n],
  ['1\u00b5s', 1000n],
  ['1\u03bcs', 1000n],
  ['1m1m', 2n * minute],
  ['0.1ns', 0n],
  ['0.3333333333333333333h', 20n * minute],
  ['9223372036854775807ns', 9_223_372_036_854_775_807n],
  ['-9223372036854775808ns', -9_223_372_036_854_775_808n],
])('Go reads %s as %s nanoseconds', (text, nanoseconds) => {
  expect(Duration.parseGo(text).nanoseconds).toBe(nanoseconds);
});

test.each([
  '',
  '-',
  '5',
  '.s',
  '1x',
  '1h ',
  ' 1h',
  '1 h',
  '1d',
  '1H',
  '9223372036854775808ns',
  '2562048h',
  '1h5',
  '1.2.3s',
])('Go refuses %p', (text) => {
  expect(judgeGoDuration(text)).toBeDefined();
  expect(() => Duration.parseGo(text)).toThrow(ValueError);
});

test.each([
  ['10', 'Write 10m for minutes, or 10s for seconds.'],
  [10, 'Write 10m for minutes, or 10s for seconds.'],
  ['10minutes', 'Write 10m.'],
  ['5 minutes', 'Write 5m.'],
  ['90d', 'Write 2160h.'],
  ['1.5d', 'Write 36h.'],
  ['1d12h', 'Write 36h.'],
  ['1 hour and 30 minutes', 'Write 1h30m.'],
  ['1h 30m', 'Write 1h30m.'],
  ['90 Seconds', 'Write 90s.'],
  ['300y', 'Write a duration shorter than 292 years.'],
  ['9999999h', 'Write a duration shorter than 292 years.'],
  ['soon', 'Write numbers with units, such as 1m30s.'],
  ['5 fortnights', 'Write numbers with units, such as 1m30s.'],
])('%p is no Go duration: %s', (value, fix) => {
  expect(judgeGoDuration(value)?.fix).toBe(fix);
});

test('Flux takes unsigned durations from milliseconds to hours', () => {
  for (const text of ['10m', '1h30m', '1.5h', '0s', '500ms']) expect(judgeFluxDuration(text)).toBeUndefined();
  for (const text of ['0', '', '-5m', '.5h', '500us', '1d', '9999999h']) expect(judgeFluxDuration(text)).toBeDefined();
  expect(judgeFluxDuration('10minutes')?.fix).toBe('Write 10m.');
  expect(judgeFluxDuration('1d')?.fix).toBe('Write 24h.');
  expect(judgeFluxDuration('1500us')?.fix).toBe('Write numbers with units, such as 1m30s.');
});

test.each([
  ['0', 0],
  ['', 0],
  ['30s', 30_000],
  ['1h30m', 5_400_000],
  ['1y2w3d4h5m6s7ms', 365 * 86_400_000 + 17 * 86_400_000 + 4 * 3_600_000 + 306_007],
])('Prometheus reads %p as %d milliseconds', (text, milliseconds) => {
  expect(judgePrometheusDuration(text)).toBeUndefined();
  expect(Duration.parsePrometheus(text).milliseconds).toBe(milliseconds);
});

test.each([
  ['5 minutes', 'Write 5m.'],
  ['1.5h', 'Write 1h30m.'],
  ['30s1m', 'Write 1m30s.'],
  ['48hours', 'Write 48h.'],
  ['293y', 'Write a duration shorter than 292 years.'],
  ['-5m', 'Write numbers with units, such as 1m30s.'],
])('%p is no Prometheus duration: %s', (value, fix) => {
  expect(judgePrometheusDuration(value)?.fix).toBe(fix);
});

const nanoseconds = fc.bigInt({ min: -(1n << 62n), max: 1n << 62n });

test('Go reads back what is printed', () => {
  fc.assert(
    fc.property(nanoseconds, (length) => {
      const printed = Duration.parseGo(`${length}ns`).toString();
      expect(Duration.parseGo(printed).nanoseconds).toBe(length);
    }),
  );
});

test('a duration of several terms is their sum', () => {
  const lengths = { h: 60n * minute, m: minute, s: minute / 60n, ms: minute / 60_000n };
  const term = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom('h', 'm', 's', 'ms'));
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 5 }), (terms) => {
      const text = terms.map(([count, unit]) => `${count}${unit}`).join('');
      const sum = terms.reduce((total, [count, unit]) => total + BigInt(count) * lengths[unit], 0n);
      expect(Duration.parseGo(text).nanoseconds).toBe(sum);
      expect(Duration.parseFlux(text).nanoseconds).toBe(sum);
    }),
  );
});

test('order agrees with nanoseconds', () => {
  fc.assert(
    fc.property(nanoseconds, nanoseconds, (a, b) => {
      const order = Duration.parseGo(`${a}ns`).compare(Duration.parseGo(`${b}ns`));
      expect(Math.sign(order)).toBe(a < b ? -1 : Number(a > b));
    }),
  );
});

test.each([
  ['Go', judgeGoDuration],
  ['Flux', judgeFluxDuration],
  ['Prometheus', judgePrometheusDuration],
] as const)('what %s is told to write it takes', (_, judge) => {
  const words = fc.constantFrom(' seconds', 'min', ' Minutes', 'hrs', ' days', 'w', 'd', ' h', 'ms', '');
  const text = fc
    .array(fc.tuple(fc.constantFrom('1', '90', '1.5', '0', '07'), words), { minLength: 1, maxLength: 3 })
    .map((terms) => terms.flat().join(''));
  fc.assert(
    fc.property(text, (misspelled) => {
      const better = suggestion(judge(misspelled));
      if (better !== undefined && better !== 'numbers') expect(judge(better)).toBeUndefined();
    }),
  );
});

import fc from 'fast-check';
import { parsePath } from '../../lib/check/parse-path.ts';
import { pathText } from '../../lib/check/path.ts';

test('reads what pathText writes', () => {
  const key = fc.string({ unit: 'binary' }).filter((text) => !text.endsWith('\\'));
  const quoted = fc
    .string({ unit: fc.constantFrom("'", '\\', ']', '[', '.', 'a', '0') })
    .filter((text) => !text.endsWith('\\'));
  const step = fc.oneof(key, quoted, fc.constantFrom('spec', 'x-y', '$a'), fc.nat());
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      expect(parsePath(pathText(steps))).toEqual(steps);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['spec.rules[0].host', ['spec', 'rules', 0, 'host']],
  ["data['tls.crt']", ['data', 'tls.crt']],
  ['', []],
])('reads %p', (text, steps) => {
  expect(parsePath(text)).toEqual(steps);
});

test.each([
  ['layer web', ['layer']],
  ['spec.[0]', ['spec']],
  ["data['open", ['data']],
  ["data['ends-in-backslash\\']", ['data']],
  ['a[-1]', ['a']],
])('reads %p as far as it can', (text, steps) => {
  expect(parsePath(text)).toEqual(steps);
});

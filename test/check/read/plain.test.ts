import { changedTo, fluxTime, type Plain, resolvePlain } from '../../../lib/check/read/plain.ts';

// What sigs.k8s.io/yaml 1.3 and 1.4 made of each, measured.
test.each<[string, Plain]>([
  ['y', true],
  ['N', false],
  ['NO', false],
  ['yes', true],
  ['On', true],
  ['off', false],
  ['TRUE', true],
  ['~', null],
  ['Null', null],
  ['', null],
  ['1.10', 1.1],
  ['1.0', 1],
  ['0123', 83],
  ['-0777', -511],
  ['0o17', 15],
  ['0x1F', 31],
  ['+0X1f', 31],
  ['-0b1', -1],
  ['0x_1F', 31],
  ['08', 8],
  ['00', 0],
  ['-0', 0],
  ['1_000', 1000],
  ['1_000.5', 1000.5],
  ['1__0', 10],
  ['-_1', -1],
  ['+5', 5],
  ['.5', 0.5],
  ['5.', 5],
  ['-.5e3', -500],
  ['1E3', 1000],
  ['1e1_0', 1e10],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['18446744073709551615', 2 ** 64],
  ['18446744073709551616', 2 ** 64],
  ['-9223372036854775809', -(2 ** 63)],
])('the scalar %s is the value %p to the cluster', (text, value) => {
  expect(resolvePlain(text)).toBe(value);
});

test.each([
  'yEs',
  'tRue',
  'nan',
  'Inf',
  '12:30:45',
  '190:20:30.15',
  '2001-12-14',
  '1.2.3',
  '1,000',
  '1e',
  '1e400',
  '0x',
  '0xZZ',
  '0b2',
  '0o8',
  '.e1',
  '._5',
  '--1',
  '-',
  '_1',
  '=',
  '0x1ffffffffffffffff',
])('the scalar %s stays text', (text) => {
  expect(resolvePlain(text)).toBe(text);
});

test.each(['.inf', '-.INF', '+.Inf', '.nan', '.NaN'])('the scalar %s is no finite number', (text) => {
  expect(Number.isFinite(resolvePlain(text))).toBe(false);
});

test('only a value that reads otherwise than it is written counts as changed', () => {
  const changed = ['NO', '1.10', '0123', '1e3', 'True'].map((text) => changedTo(text, resolvePlain(text)));
  expect(changed).toEqual([
    'the boolean false',
    'the number 1.1',
    'the number 83',
    'the number 1000',
    'the boolean true',
  ]);
  const same = ['true', '8080', '-1', '1.5', 'web', '~', '12345678901234567', '9223372036854775807'];
  expect(same.map((text) => changedTo(text, resolvePlain(text)))).toEqual(same.map(() => undefined));
});

test('Flux makes a time of a date, and keeps a day that does not exist', () => {
  expect(fluxTime('2024-01-02')).toBe('2024-01-02T00:00:00Z');
  expect(fluxTime('2024-1-2 03:04:05')).toBe('2024-01-02T03:04:05Z');
  expect(['2024-02-30', '2024-13-01', '2024-01-02T03:04:05Z', '12:30', '1.2.3'].map(fluxTime)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

import fc from 'fast-check';
import {
  adviseMemory,
  judgeCpu,
  judgeMemory,
  judgeQuantity,
  judgeStorageSize,
  Quantity,
} from '../../lib/values/quantity.ts';
import { ValueError } from '../../lib/values/value-error.ts';
import { suggestion } from './suggestion.ts';

/** The canonical forms that Kubernetes 1.27 prints. */
const canonical: readonly (readonly [text: string | number, printed: string])[] = [
  ['0', '0'],
  ['0Gi', '0'],
  ['-0', '0'],
  ['1', '1'],
  ['+5', '5'],
  ['001', '1'],
  ['.5', '500m'],
  ['5.', '5'],
  ['0.5', '500m'],
  ['1.5', '1500m'],
  ['1000m', '1'],
  ['1100m', '1100m'],
  ['1000', '1k'],
  ['1500', '1500'],
  ['1000k', '1M'],
  ['0.001u', '1n'],
  ['0.0001n', '1n'],
  ['-0.1n', '-1n'],
  ['1E', '1E'],
  ['10E', '10E'],
  ['1Ki', '1Ki'],
  ['1024Ki', '1Mi'],
  ['1536Mi', '1536Mi'],
  ['1.5Gi', '1536Mi'],
  ['0.5Ki', '512'],
  ['1023.5Ki', '1048064'],
  ['0.1Mi', '104857600m'],
  ['-2Gi', '-2Gi'],
  ['8Ei', '9223372036854775807'],
  ['100Ei', '9223372036854775807'],
  ['1e3', '1e3'],
  ['1E4', '10e3'],
  ['12e-4', '1200e-6'],
  ['5e0', '5'],
  ['1e+21', '1e21'],
  [' 1Gi ', '1Gi'],
  [2, '2'],
  [0.25, '250m'],
  [1e21, '1e21'],
  [1e-7, '100e-9'],
];

test.each(canonical)('%p is a quantity and prints as %s', (text, printed) => {
  expect(judgeQuantity(text)).toBeUndefined();
  expect(String(Quantity.parse(text))).toBe(printed);
});

test.each([
  '',
  ' ',
  'Gi',
  '.',
  '+',
  '1GB',
  '1gi',
  '1K',
  '1ki',
  '1Mib',
  '1 Gi',
  '1,5',
  '1.2.3',
  '--1',
  '1e',
  '1e1.5',
  '1m5',
  '0x1',
  '1Gi\n',
  '1e2000',
  'NaN',
])('%p is no quantity', (text) => {
  expect(judgeQuantity(text)).toBeDefined();
  expect(() => Quantity.parse(text)).toThrow(ValueError);
});

test.each([NaN, Infinity, -Infinity])('%p is no quantity either', (number) => {
  expect(judgeQuantity(number)).toBeDefined();
  expect(() => Quantity.parse(number)).toThrow(ValueError);
});

/** A model that shares nothing with the class: a fraction of two whole numbers. */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const units: Readonly<Record<string, Fraction>> = {
  n: { over: 1n, under: 1_000_000_000n },
  u: { over: 1n, under: 1_000_000n },
  m: { over: 1n, under: 1000n },
  '': { over: 1n, under: 1n },
  k: { over: 1000n, under: 1n },
  M: { over: 1_000_000n, under: 1n },
  G: { over: 1_000_000_000n, under: 1n },
  Ki: { over: 1024n, under: 1n },
  Mi: { over: 1024n * 1024n, under: 1n },
  Gi: { over: 1024n * 1024n * 1024n, under: 1n },
  e2: { over: 100n, under: 1n },
  'E-3': { over: 1n, under: 1000n },
};

/** A quantity with nothing finer than a billionth, as a text and as a fraction. */
const sample = fc
  .tuple(
    fc.bigInt({ min: -99999n, max: 99999n }),
    fc.constantFrom('', '.5', '.25'),
    fc.constantFrom(...Object.keys(units)),
  )
  .map(([whole, decimals, unit]) => {
    const fine = unit === 'n' ? '' : decimals;
    const { over, under } = units[unit]!;
    const hundredths = whole * 100n + (whole < 0n ? -1n : 1n) * BigInt({ '': 0, '.5': 50, '.25': 25 }[fine] ?? 0);
    return { text: `${whole}${fine}${unit}`, fraction: { over: hundredths * over, under: 100n * under } };
  })
  .filter(({ fraction }) => (fraction.over * 1_000_000_000n) % fraction.under === 0n);

const sign = (value: bigint) => Number(value > 0n) - Number(value < 0n);

test('order agrees with fractions, whatever the units', () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const difference = a.fraction.over * b.fraction.under - b.fraction.over * a.fraction.under;
      expect(Quantity.parse(a.text).compare(Quantity.parse(b.text))).toBe(sign(difference));
    }),
  );
});

test('what is printed reads back as the same amount and prints the same again', () => {
  fc.assert(
    fc.property(sample, ({ text }) => {
      const quantity = Quantity.parse(text);
      const again = Quantity.parse(quantity.toString());
      expect(again.compare(quantity)).toBe(0);
      expect(again.toString()).toBe(quantity.toString());
    }),
  );
});

test('a sum agrees with fractions', () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const under = a.fraction.under * b.fraction.under;
      const over = a.fraction.over * b.fraction.under + b.fraction.over * a.fraction.under;
      const nanos = Quantity.parse(`${(over * 1_000_000_000n) / under}n`);
      expect(Quantity.parse(a.text).plus(Quantity.parse(b.text)).compare(nanos)).toBe(0);
    }),
  );
});

test('a sum keeps the format of its first part, unless that is zero', () => {
  expect(String(Quantity.parse('1Gi').plus(Quantity.parse('1G')))).toBe('2073741824');
  expect(String(Quantity.parse('1G').plus(Quantity.parse('1Gi')))).toBe('2073741824');
  expect(String(Quantity.parse('1Gi').plus(Quantity.parse('1Mi')))).toBe('1025Mi');
  expect(String(Quantity.parse('1G').plus(Quantity.parse('500M')))).toBe('1500M');
  expect(String(Quantity.parse('0').plus(Quantity.parse('1Gi')))).toBe('1Gi');
});

test('a product is the sum of so many', () => {
  fc.assert(
    fc.property(sample, fc.integer({ min: 0, max: 6 }), ({ text }, count) => {
      const one = Quantity.parse(text);
      let sum = Quantity.parse('0');
      for (let index = 0; index < count; index++) sum = sum.plus(one);
      expect(one.times(count).compare(sum)).toBe(0);
    }),
  );
});

test('a product with a fraction is exact, and rounds away from zero at a billionth', () => {
  expect(String(Quantity.parse('10Gi').times(0.1))).toBe('1Gi');
  expect(String(Quantity.parse('1n').times(0.1))).toBe('1n');
  expect(String(Quantity.parse('500m').times(-2))).toBe('-1');
  expect(() => Quantity.parse('1').times(Number.NaN)).toThrow(ValueError);
});

test('bytes are whole and rounded up', () => {
  expect(Quantity.parse('1.5Gi').bytes).toBe(1_610_612_736n);
  expect(Quantity.parse('512m').bytes).toBe(1n);
  expect(Quantity.parse('-512m').bytes).toBe(-1n);
  expect(Quantity.parse('512m').isWhole).toBe(false);
});

test('as a number it is in base units', () => {
  expect(Quantity.parse('250m').toNumber()).toBe(0.25);
  expect(Quantity.parse('1Gi').toNumber()).toBe(1_073_741_824);
  fc.assert(
    fc.property(fc.maxSafeInteger(), (thousandths) => {
      expect(Quantity.parse(`${thousandths}m`).toNumber()).toBe(thousandths / 1000);
    }),
  );
});

test.each([
  ['512m', 'Write 512Mi: m is a thousandth of a byte.'],
  ['1GB', 'Write 1Gi, or 1G for powers of ten.'],
  ['1gb', 'Write 1Gi, or 1G for powers of ten.'],
  ['512mb', 'Write 512Mi, or 512M for powers of ten.'],
  ['512MB', 'Write 512Mi, or 512M for powers of ten.'],
  ['100KB', 'Write 100Ki, or 100k for powers of ten.'],
  ['1K', 'Write 1Ki, or 1k for powers of ten.'],
  ['2GiB', 'Write 2Gi.'],
  ['2gi', 'Write 2Gi.'],
  ['2 Gi', 'Write 2Gi.'],
  ['1,5Gi', 'Write 1.5Gi.'],
  ['1 gigabyte', 'Write 1Gi, or 1G for powers of ten.'],
  ['512', 'Write 512Mi, or 512Gi: without a unit it is bytes.'],
  [512, 'Write 512Mi, or 512Gi: without a unit it is bytes.'],
  ['-1Gi', 'Write 1Gi: an amount is not negative.'],
  ['5n', 'Write a size of at least 1Ki, such as 512Mi.'],
  ['1024.5m', 'Write 1024.5Mi: m is a thousandth of a byte.'],
  ['much', 'Write a number and a unit of Kubernetes, such as 512Mi, 10Gi or 500m.'],
  [true, 'Write a number with its unit, such as 512Mi, in place of a boolean.'],
])('%p is no amount of memory: %s', (value, fix) => {
  expect(judgeMemory(value)).toEqual({ expected: 'an amount of memory, such as 512Mi', fix });
});

test.each(['512Mi', '1.5Gi', '1.1Gi', '100M', '128974848', '129e6', '128974848000m', '1Ki', '0', 0, 536870912])(
  '%p is an amount of memory',
  (value) => {
    expect(judgeMemory(value)).toBeUndefined();
  },
);

test('the size of a volume is above zero', () => {
  expect(judgeStorageSize('10Gi')).toBeUndefined();
  expect(judgeStorageSize('0')?.fix).toBe('Write a size above zero, such as 10Gi.');
  expect(judgeStorageSize('-10Gi')?.fix).toBe('Write 10Gi: an amount is not negative.');
  expect(judgeStorageSize('10GB')?.fix).toBe('Write 10Gi, or 10G for powers of ten.');
});

test.each(['500m', '2', '0.5', 2, 0, '100u', '1k', '1e1'])('%p is an amount of CPU', (value) => {
  expect(judgeCpu(value)).toBeUndefined();
});

test.each([
  ['500M', 'Write 500m: M is a million cores.'],
  ['1Gi', 'Write cores, such as 500m or 2: Gi is a unit of memory.'],
  ['2 cores', 'Write 2.'],
  ['500 millicores', 'Write 500m.'],
  ['-1', 'Write 1: an amount is not negative.'],
  ['20000', 'Write at most 10k cores.'],
])('%p is no amount of CPU: %s', (value, fix) => {
  expect(judgeCpu(value)).toEqual({ expected: 'an amount of CPU in cores, such as 500m or 2', fix });
});

test('what an amount is told to be is an amount', () => {
  const words = fc.constantFrom('b', 'KB', 'mb', 'Gb', 'gib', 'GIB', ' Mi', 'm', 'tb', 'K', 'g', 'megabytes', '');
  fc.assert(
    fc.property(fc.integer({ min: 1024, max: 9999 }), words, (number, word) => {
      const better = suggestion(judgeMemory(`${number}${word}`));
      if (better !== undefined && better !== 'a') expect(judgeMemory(better)).toBeUndefined();
    }),
  );
});

test('powers of ten are told apart from powers of two', () => {
  expect(adviseMemory('100M')).toBe(
    '100M is 100000000 bytes, 100Mi is 104857600. Write 100Mi unless powers of ten are meant.',
  );
  expect(adviseMemory('1k')).toMatch(/Write 1Ki unless/);
  for (const text of ['100Mi', '128974848', '129e6', '500m', '1GB', '']) expect(adviseMemory(text)).toBeUndefined();
});

import {
  binarySuffixes,
  decimalSuffixes,
  fixForQuantity,
  type QuantityFormat,
  type QuantityParts,
  readQuantity,
} from './quantity-syntax.ts';
import type { Judge, Refusal } from './refusal.ts';
import { kindOf, ValueError } from './value-error.ts';

const nano = 1_000_000_000n;
/** Kubernetes caps what is written with a binary suffix, and nothing else, at 2^63 - 1. */
const binaryCap = ((1n << 63n) - 1n) * nano;

const expected = 'a quantity: a number with an optional unit (n u m k M G T P E, Ki Mi Gi Ti Pi Ei) or exponent';

/** Accepts what the API server reads as a quantity: a text such as `512Mi`, or a number. */
export const judgeQuantity: Judge = (value) => {
  if (typeof value === 'string') {
    return readQuantity(value) ? undefined : { expected, fix: fixForQuantity(value) };
  }
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  return { expected, fix: `Write a number with its unit, such as 512Mi, in place of ${kindOf(value)}.` };
};

/** Divides, rounding away from zero as Kubernetes does: who asks for too small an amount gets the smallest there is. */
function divideAway(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  if (quotient * divisor === dividend) return quotient;
  return dividend < 0n ? quotient - 1n : quotient + 1n;
}

/** `value` times ten to the `exponent`, rounded away from zero. */
function scale(value: bigint, exponent: number): bigint {
  return exponent >= 0 ? value * 10n ** BigInt(exponent) : divideAway(value, 10n ** BigInt(-exponent));
}

/** An amount of a resource in Kubernetes, exact to a billionth of its base unit (bytes, cores). Immutable. */
export class Quantity {
  readonly #nanos: bigint;
  readonly #format: QuantityFormat;

  private constructor(nanos: bigint, format: QuantityFormat) {
    this.#nanos = nanos;
    this.#format = format;
  }

  /**
   * Reads a quantity; anything finer than a billionth is rounded away from zero, as Kubernetes does.
   *
   * @throws ValueError when `judgeQuantity` refuses the value
   */
  static parse(value: string | number): Quantity {
    const parts = readQuantity(String(value));
    if (!parts) throw new ValueError(value, judgeQuantity(value) ?? { expected, fix: fixForQuantity(String(value)) });
    const { fraction, exponent, format } = parts;
    const digits = BigInt(parts.whole + fraction);
    const binary = format === 'binary';
    const size = scale(binary ? digits << BigInt(exponent) : digits, 9 - fraction.length + (binary ? 0 : exponent));
    const capped = binary && size > binaryCap ? binaryCap : size;
    // Kubernetes drops the binary format of less than one byte, since it could only be printed rounded.
    const kept = binary && capped > 0n && capped < nano ? 'decimal' : format;
    return new Quantity(parts.negative ? -capped : capped, kept);
  }

  /** Negative, zero or positive as this amount is less than, equal to or more than the other, whatever their units. */
  compare(other: Quantity): number {
    return Number(this.#nanos > other.#nanos) - Number(this.#nanos < other.#nanos);
  }

  /** The sum, in this quantity's format; in the other's if this one is zero. */
  plus(other: Quantity): Quantity {
    return new Quantity(this.#nanos + other.#nanos, this.#nanos === 0n ? other.#format : this.#format);
  }

  /**
   * The product, rounded away from zero to a billionth.
   *
   * @throws ValueError when the factor is not finite
   */
  times(factor: number): Quantity {
    const { negative, whole, fraction, exponent } = readQuantity(String(factor)) ?? {};
    if (whole === undefined || fraction === undefined) {
      throw new ValueError(factor, { expected: 'a finite number', fix: 'Write the factor as a number.' });
    }
    const product = scale(this.#nanos * BigInt(whole + fraction), (exponent ?? 0) - fraction.length);
    return new Quantity(negative ? -product : product, this.#format);
  }

  /** The amount in base units (bytes, cores), as the nearest number. */
  toNumber(): number {
    return Number(`${this.#nanos}e-9`);
  }

  /** The amount in whole base units, rounded away from zero: the bytes that Kubernetes reserves. */
  get bytes(): bigint {
    return divideAway(this.#nanos, nano);
  }

  /** Whether the amount is a whole number of base units. */
  get isWhole(): boolean {
    return this.#nanos % nano === 0n;
  }

  /** The canonical form that Kubernetes prints: `1.5Gi` is `1536Mi`, `0.5` is `500m`, `1000M` is `1G`. */
  toString(): string {
    if (this.#nanos === 0n) return '0';
    const printsBinary = this.#format === 'binary' && this.isWhole && (this.bytes >= 1024n || this.bytes <= -1024n);
    return printsBinary ? this.#binaryText() : this.#decimalText();
  }

  #binaryText(): string {
    let mantissa = this.bytes;
    let exponent = 0;
    for (; exponent < 60 && mantissa % 1024n === 0n; exponent += 10) mantissa /= 1024n;
    return `${mantissa}${suffixOf(binarySuffixes, exponent)}`;
  }

  #decimalText(): string {
    const inSuffixes = this.#format !== 'exponent';
    let mantissa = this.#nanos;
    let exponent = -9;
    for (; mantissa % 1000n === 0n && (exponent < 18 || !inSuffixes); exponent += 3) mantissa /= 1000n;
    if (inSuffixes) return `${mantissa}${suffixOf(decimalSuffixes, exponent)}`;
    return exponent === 0 ? `${mantissa}` : `${mantissa}e${exponent}`;
  }
}

function suffixOf(suffixes: ReadonlyMap<string, number>, exponent: number): string {
  for (const [suffix, power] of suffixes) {
    if (power === exponent) return suffix;
  }
  return '';
}

/** A quantity that was read, as the judges of amounts look at it. */
interface Amount {
  readonly quantity: Quantity;
  readonly parts: QuantityParts;
  /** The number as written, without sign and unit. */
  readonly number: string;
}

/** Reads an amount, or tells the refusal; one that is negative is refused for every resource. */
function readAmount(value: unknown, noun: string): Amount | Refusal {
  const refusal = judgeQuantity(value);
  if (refusal) return { expected: noun, fix: refusal.fix };
  const text = String(value);
  const quantity = Quantity.parse(text);
  const parts = readQuantity(text)!;
  const number = parts.fraction === '' ? parts.whole : `${parts.whole}.${parts.fraction}`;
  return quantity.bytes < 0n
    ? { expected: noun, fix: `Write ${number}${parts.suffix}: an amount is not negative.` }
    : { quantity, parts, number };
}

const leastBytes = 1024n;

/** Judges a number of bytes. `zero` says whether none at all is an answer. */
function sizeJudge(noun: string, example: string, zero: boolean): Judge {
  return (value) => {
    const amount = readAmount(value, noun);
    if ('fix' in amount) return amount;
    const { quantity, parts, number } = amount;
    if (quantity.bytes === 0n) {
      return zero ? undefined : { expected: noun, fix: `Write a size above zero, such as ${example}.` };
    }
    const subByte = parts.format === 'decimal' && parts.exponent < 0 && !quantity.isWhole;
    if (quantity.bytes >= leastBytes && !subByte) return undefined;
    if (parts.suffix === 'm') return { expected: noun, fix: `Write ${number}Mi: m is a thousandth of a byte.` };
    return {
      expected: noun,
      fix:
        parts.suffix === ''
          ? `Write ${number}Mi, or ${number}Gi: without a unit it is bytes.`
          : `Write a size of at least 1Ki, such as ${example}.`,
    };
  };
}

/**
 * Accepts an amount of memory: a quantity that is not negative and not between zero and 1Ki. The API server takes `512m`,
 * half a byte, and `512`; no container starts with either. Zero passes: as a request it asks for nothing.
 */
export const judgeMemory: Judge = sizeJudge('an amount of memory, such as 512Mi', '512Mi', true);

/** Accepts the size of a volume: an amount as for memory, above zero. */
export const judgeStorageSize: Judge = sizeJudge('the size of a volume, such as 10Gi', '10Gi', false);

const cpuExpected = 'an amount of CPU in cores, such as 500m or 2';
const mostCores = Quantity.parse(10_000);

/**
 * Accepts an amount of CPU: a quantity that is not negative, has no binary unit and is at most 10,000 cores. The API
 * server takes `500M`, 500 million cores, and `1Gi`; no node has them.
 */
export const judgeCpu: Judge = (value) => {
  const amount = readAmount(value, cpuExpected);
  if ('fix' in amount) return amount;
  const { quantity, parts, number } = amount;
  if (parts.format === 'binary') {
    return { expected: cpuExpected, fix: `Write cores, such as 500m or 2: ${parts.suffix} is a unit of memory.` };
  }
  if (quantity.compare(mostCores) <= 0) return undefined;
  const fix = parts.suffix === 'M' ? `Write ${number}m: M is a million cores.` : 'Write at most 10k cores.';
  return { expected: cpuExpected, fix };
};

/**
 * What to tell the owner of a legal amount of memory in powers of ten, since powers of two are mostly meant:
 * `100M` is 4.6 % less than `100Mi`. `undefined` for everything else.
 */
export function adviseMemory(text: string): string | undefined {
  const parts = readQuantity(text);
  if (parts?.format !== 'decimal' || parts.exponent < 3) return undefined;
  const given = text.trim();
  const binary = `${given.slice(0, -1)}${parts.suffix.toUpperCase()}i`;
  const bytes = `${given} is ${Quantity.parse(given).bytes} bytes, ${binary} is ${Quantity.parse(binary).bytes}.`;
  return `${bytes} Write ${binary} unless powers of ten are meant.`;
}

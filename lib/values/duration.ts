import { day, hour, millisecond, minute, respell, second, spell, type Units } from './duration-spelling.ts';
import type { Judge } from './refusal.ts';
import { textJudge } from './text.ts';
import { insist } from './value-error.ts';

const limit = 1n << 63n;
const goUnits: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  // The micro sign and the Greek letter look alike; Go takes both.
  ['\u00b5s', 1000n],
  ['\u03bcs', 1000n],
  ['ms', millisecond],
  ['s', second],
  ['m', minute],
  ['h', hour],
]);

/** One number with its unit, as Go's `time.ParseDuration` reads it. */
const goTerm = /([0-9]*)(?:\.([0-9]*))?([^.0-9]+)/gy;

/** Nanoseconds by Go's rules, to the last digit: fractions pass through a float64. `undefined` when Go refuses the text. */
function readGo(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const unsigned = negative || text.startsWith('+') ? text.slice(1) : text;
  if (unsigned === '0') return 0n;
  let total = 0n;
  let end = 0;
  goTerm.lastIndex = 0;
  for (let term = goTerm.exec(unsigned); term; term = goTerm.exec(unsigned)) {
    end = goTerm.lastIndex;
    const [, whole = '', fraction = '', name = ''] = term;
    const unit = goUnits.get(name);
    if (unit === undefined || whole.length + fraction.length === 0 || whole.length > 400) return undefined;
    const count = BigInt(whole);
    if (count > limit / unit) return undefined;
    total += count * unit + goFraction(fraction, unit);
    if (total > limit) return undefined;
  }
  if (end === 0 || end !== unsigned.length || (!negative && total === limit)) return undefined;
  return negative ? -total : total;
}

function goFraction(digits: string, unit: bigint): bigint {
  let numerator = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = numerator * 10n + BigInt(digit);
    if (numerator > (limit - 1n) / 10n || next > limit) break;
    numerator = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(numerator) * (Number(unit) / scale)));
}

const prometheusGrammar =
  /^(?:0|(?:([0-9]+)y)?(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?)$/;
const prometheusUnits: Units = [
  [365n * day, 'y'],
  [7n * day, 'w'],
  [day, 'd'],
  [hour, 'h'],
  [minute, 'm'],
  [second, 's'],
  [millisecond, 'ms'],
];
const fluxUnits: Units = prometheusUnits.slice(3);
const goSpellings: Units = [...fluxUnits, [1000n, 'us'], [1n, 'ns']];

function readPrometheus(text: string): bigint | undefined {
  const terms = text.length > 200 ? null : prometheusGrammar.exec(text);
  if (!terms) return undefined;
  const total = prometheusUnits.reduce((sum, [unit], index) => sum + BigInt(terms[index + 1] ?? 0) * unit, 0n);
  return total < limit ? total : undefined;
}

const fluxGrammar = /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/;

function readFlux(text: string): bigint | undefined {
  return fluxGrammar.test(text) ? readGo(text) : undefined;
}

type Reader = (text: string) => bigint | undefined;

function fixForDuration(text: string, units: Units, read: Reader): string {
  const bare = text.trim();
  const number = /^[0-9]{1,20}$/.test(bare);
  const better = number ? `${bare}m` : respell(bare, units);
  if (better === undefined) return `Write numbers with units, such as ${spell(90n * second, units)}.`;
  if (read(better) === undefined) return 'Write a duration shorter than 292 years.';
  return number ? `Write ${better} for minutes, or ${bare}s for seconds.` : `Write ${better}.`;
}

function durationJudge(expected: string, units: Units, read: Reader): Judge {
  return textJudge(expected, (text) => (read(text) === undefined ? fixForDuration(text, units, read) : undefined));
}

/** Accepts what Go's `time.ParseDuration` accepts: signed numbers with units from `ns` to `h`; no days. */
export const judgeGoDuration: Judge = durationJudge('a duration in h, m, s and ms, such as 1h30m', goSpellings, readGo);

/** Accepts the durations of Flux's objects: unsigned, `ms` to `h`. */
export const judgeFluxDuration: Judge = durationJudge('a duration in h, m, s and ms, such as 10m', fluxUnits, readFlux);

/**
 * Accepts the durations of the Prometheus operator's objects: whole numbers, `y` to `ms`, the largest unit first.
 * The empty text passes, as it does in their pattern: it means the default.
 */
export const judgePrometheusDuration: Judge = durationJudge(
  'a duration in y, w, d, h, m, s and ms, in this order, such as 1h30m',
  prometheusUnits,
  readPrometheus,
);

/** A length of time, exact to the nanosecond. */
export class Duration {
  /** Its length; negative only from a Go duration with a minus sign. */
  readonly nanoseconds: bigint;

  private constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }

  /** @throws ValueError when `judgeGoDuration` refuses the text */
  static parseGo(text: string): Duration {
    insist(text, judgeGoDuration);
    return new Duration(readGo(text) ?? 0n);
  }

  /** @throws ValueError when `judgeFluxDuration` refuses the text */
  static parseFlux(text: string): Duration {
    insist(text, judgeFluxDuration);
    return new Duration(readFlux(text) ?? 0n);
  }

  /** The empty text is zero. @throws ValueError when `judgePrometheusDuration` refuses the text */
  static parsePrometheus(text: string): Duration {
    insist(text, judgePrometheusDuration);
    return new Duration(readPrometheus(text) ?? 0n);
  }

  /** Its length in milliseconds, rounded to the nearest number. */
  get milliseconds(): number {
    return Number(this.nanoseconds) / 1e6;
  }

  /** Negative, zero or positive as this duration is shorter than, equal to or longer than the other. */
  compare(other: Duration): number {
    return Number(this.nanoseconds > other.nanoseconds) - Number(this.nanoseconds < other.nanoseconds);
  }

  /** A text that Go, and from whole milliseconds up also Flux, reads back as the same duration: `1h30m`, `0s`. */
  toString(): string {
    const size = this.nanoseconds < 0n ? -this.nanoseconds : this.nanoseconds;
    return `${this.nanoseconds < 0n ? '-' : ''}${spell(size, goSpellings)}`;
  }
}

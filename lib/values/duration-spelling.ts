/** Nanoseconds in a millisecond. */
export const millisecond = 1_000_000n;
/** Nanoseconds in a second. */
export const second = 1000n * millisecond;
/** Nanoseconds in a minute. */
export const minute = 60n * second;
/** Nanoseconds in an hour. */
export const hour = 60n * minute;
/** Nanoseconds in a day of 24 hours. */
export const day = 24n * hour;

/** What people write for a unit of time, in lower case, and the unit in nanoseconds. */
const words: ReadonlyMap<string, bigint> = new Map(
  (
    [
      [1n, 'ns nanosecond nanoseconds'],
      [1000n, 'us µs μs microsecond microseconds'],
      [millisecond, 'ms msec msecs millisecond milliseconds'],
      [second, 's sec secs second seconds'],
      [minute, 'm min mins minute minutes'],
      [hour, 'h hr hrs hour hours'],
      [day, 'd day days'],
      [7n * day, 'w week weeks'],
      [365n * day, 'y yr year years'],
    ] as const
  ).flatMap(([unit, names]) => names.split(' ').map((name) => [name, unit] as const)),
);

/** The units that a grammar takes, largest first, in nanoseconds. */
export type Units = readonly (readonly [unit: bigint, name: string])[];

/**
 * What a misspelled duration most likely meant, in the units given: `5 minutes` is `5m`, `90d` without days is `2160h`.
 *
 * @returns `undefined` when the text is no number of units, or when the units are too coarse for it
 */
export function respell(text: string, units: Units): string | undefined {
  if (text.length > 80) return undefined;
  const compact = text.toLowerCase().replaceAll(',', ' ').replaceAll(' and ', ' ').replace(/\s+/g, '');
  const terms = [...compact.matchAll(/([0-9]+)(?:\.([0-9]+))?([a-z\u00b5\u03bc]+)/gy)];
  if (terms.length === 0 || terms.reduce((length, [term]) => length + term.length, 0) !== compact.length) {
    return undefined;
  }
  let total = 0n;
  for (const [, whole = '', fraction = '', word = ''] of terms) {
    const unit = words.get(word);
    if (unit === undefined) return undefined;
    total += (BigInt(whole + fraction) * unit) / 10n ** BigInt(fraction.length);
  }
  const [only, ...others] = terms;
  const own = units.find(([unit]) => unit === words.get(only?.[3] ?? ''));
  // A single whole number keeps its unit: 90 seconds stay 90s.
  return others.length === 0 && only?.[2] === undefined && own ? `${only?.[1]}${own[1]}` : spell(total, units);
}

/** Writes nanoseconds in the units given, largest first; `undefined` when a rest remains. */
export function spell(nanoseconds: bigint, units: Units): string | undefined {
  let rest = nanoseconds;
  let text = '';
  for (const [unit, name] of units) {
    if (rest >= unit) text += `${rest / unit}${name}`;
    rest %= unit;
  }
  if (rest !== 0n) return undefined;
  return text === '' ? `0${units.find(([unit]) => unit === second)?.[1]}` : text;
}

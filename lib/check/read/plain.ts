/** A plain scalar as its reader takes it; infinities and NaN stand for themselves. */
export type Plain = string | number | boolean | null;

const WORDS: ReadonlyMap<string, Plain> = new Map<string, Plain>([
  ...spellings(true, 'y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'),
  ...spellings(false, 'n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'),
  ...spellings(null, '', '~', 'null', 'Null', 'NULL'),
  ...spellings(Number.NaN, '.nan', '.NaN', '.NAN'),
  ...spellings(Number.POSITIVE_INFINITY, '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'),
  ...spellings(Number.NEGATIVE_INFINITY, '-.inf', '-.Inf', '-.INF'),
]);
const LONGEST_WORD = 5;

const DECIMAL = /^[-+]?(?:0|[1-9]\d*)$/;
const BASED = /^([-+]?)0(?:[xX]([\da-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: ((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d))?$/;
const MOST_UNSIGNED = 2n ** 64n - 1n;
const LEAST_SIGNED = -(2n ** 63n);

/**
 * What kubectl, Helm and the API machinery of Kubernetes make of a plain scalar: YAML 1.1 as sigs.k8s.io/yaml (go-yaml v2)
 * reads it. `y`, `no` and `on` are booleans, `0123` is octal, `1_000` a number; `12:30` and dates stay text.
 */
export function resolvePlain(text: string): Plain {
  const first = text.charCodeAt(0);
  // Digits, signs and the dot begin a number; only y, n, t, f, o and ~, in either case, begin a word.
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) return numberOf(text, first === 46);
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  return text;
}

/** What the cluster gets instead of the text, as people write it; `undefined` when it gets the text. */
export function changedTo(text: string, value: Plain): string | undefined {
  switch (typeof value) {
    case 'boolean':
      return text === String(value) ? undefined : `the boolean ${value}`;
    case 'number':
      return text === String(value) || isExactInteger(text) ? undefined : `the number ${value}`;
    default:
      return undefined;
  }
}

/** The time that Flux makes of a date, whose kustomize reads YAML by other rules; `undefined` for anything but a date. */
export function fluxTime(text: string): string | undefined {
  const [, year, month, day, time] = DATE.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const made = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${made}T00:00:00Z`);
  // A day that the month does not have is no date: the text stays.
  if (Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(made)) return undefined;
  return `${made}T${time ?? '00:00:00'}Z`;
}

function numberOf(text: string, isDotted: boolean): Plain {
  if (text.length <= 15 && DECIMAL.test(text)) return Number(text) + 0;
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  const plain = isDotted ? text : text.replaceAll('_', '');
  const whole = isDotted ? undefined : wholeOf(plain);
  if (whole !== undefined) return whole;
  if (!FLOAT.test(plain)) return text;
  const float = Number(plain);
  // What overflows is no number to go-yaml.
  return Number.isFinite(float) ? float : text;
}

function wholeOf(plain: string): number | undefined {
  const [, sign, hex, binary, octal] = BASED.exec(plain) ?? [];
  const digits = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : undefined;
  if (digits === undefined && !DECIMAL.test(plain)) return undefined;
  const exact = digits === undefined ? BigInt(plain.replace('+', '')) : BigInt(digits) * (sign === '-' ? -1n : 1n);
  const most = sign || /^[-+]/.test(plain) ? MOST_UNSIGNED >> 1n : MOST_UNSIGNED;
  return exact <= most && exact >= LEAST_SIGNED ? Number(exact) : undefined;
}

/** A whole number that JSON carries digit by digit, although JavaScript does not. */
function isExactInteger(text: string): boolean {
  return /^(?:0|-?[1-9]\d{0,18})$/.test(text) && BigInt(text) >= LEAST_SIGNED;
}

function spellings(value: Plain, ...words: readonly string[]): [string, Plain][] {
  return words.map((word) => [word, value]);
}

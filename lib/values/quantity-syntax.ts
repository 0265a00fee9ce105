/** How a quantity is written: with `k`, `M`, `G`; with `Ki`, `Mi`, `Gi`; with `e3`, `e6`. */
export type QuantityFormat = 'decimal' | 'binary' | 'exponent';

/** A quantity taken apart. */
export interface QuantityParts {
  readonly negative: boolean;
  /** Digits before the point; may be empty if there are some after it. */
  readonly whole: string;
  /** Digits after the point. */
  readonly fraction: string;
  readonly suffix: string;
  readonly format: QuantityFormat;
  /** Exponent of the suffix, to the base 2 in the binary format and 10 in the others. */
  readonly exponent: number;
}

/** Decimal suffixes and their powers of ten. */
export const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);

/** Binary suffixes and their powers of two. */
export const binarySuffixes: ReadonlyMap<string, number> = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]);

const grammar = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([A-Za-z]*[-+]?[0-9]*)$/;
/** Kubernetes takes larger exponents, which no resource reaches, and which would cost unbounded memory here. */
const exponentLimit = 1000;

/**
 * Takes a text apart by the grammar of Kubernetes quantities. The decoder of the API server trims spaces and so does
 * this. It also takes a suffix without digits as zero; the published grammar does not, and neither does this.
 */
export function readQuantity(text: string): QuantityParts | undefined {
  const [, sign, whole = '', fraction = '', suffix = ''] = grammar.exec(trimSpaces(text)) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const scale = readSuffix(suffix);
  return scale && { negative: sign === '-', whole, fraction, suffix, ...scale };
}

/** Takes away spaces only: JSON escapes every other white space, which the decoder then refuses. */
function trimSpaces(text: string): string {
  if (!text.startsWith(' ') && !text.endsWith(' ')) return text;
  let start = 0;
  let end = text.length;
  while (text[start] === ' ') start++;
  while (end > start && text[end - 1] === ' ') end--;
  return text.slice(start, end);
}

function readSuffix(suffix: string): { format: QuantityFormat; exponent: number } | undefined {
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { format: 'decimal', exponent: decimal };
  const binary = binarySuffixes.get(suffix);
  if (binary !== undefined) return { format: 'binary', exponent: binary };
  if (!/^[eE][-+]?[0-9]+$/.test(suffix)) return undefined;
  const exponent = Number(suffix.slice(1));
  return Math.abs(exponent) <= exponentLimit ? { format: 'exponent', exponent } : undefined;
}

const unitWords = /^(k|m|g|t|p|e)(?:ilo|ega|iga|era|eta|xa)?(i|ib|ibi|ibyte|ibytes|b|byte|bytes|ibibyte|ibibytes)?$/;
const cpuWords: ReadonlyMap<string, string> = new Map([
  ...['core', 'cores', 'cpu', 'cpus', 'vcpu', 'vcpus'].map((word) => [word, ''] as const),
  ...['mcpu', 'mcpus', 'mcore', 'mcores', 'millicore', 'millicores', 'millicpu', 'millicpus'].map(
    (word) => [word, 'm'] as const,
  ),
]);

/** The fix for a text that is no quantity: `512mb` meant `512Mi`, `1,5Gi` meant `1.5Gi`. */
export function fixForQuantity(text: string): string {
  const generic = 'Write a number and a unit of Kubernetes, such as 512Mi, 10Gi or 500m.';
  const compact = text.length > 40 ? '' : text.replace(/\s+/g, '').replace(/^([0-9]+),([0-9]{1,2}(?![0-9]))/, '$1.$2');
  const terms = /^([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))([A-Za-z]*)$/.exec(compact);
  const [, number = '', word = ''] = terms ?? [];
  if (number === '') return generic;
  if (readQuantity(compact)) return `Write ${compact}.`;
  const lower = word.toLowerCase();
  const cpu = cpuWords.get(lower);
  if (cpu !== undefined) return `Write ${number}${cpu}.`;
  if (lower === 'b' || lower === 'byte' || lower === 'bytes') return `Write ${number}.`;
  const [, letter = '', rest = ''] = unitWords.exec(lower) ?? [];
  if (letter === '') return generic;
  const binary = `${number}${letter.toUpperCase()}i`;
  const decimal = `${number}${letter === 'k' ? 'k' : letter.toUpperCase()}`;
  return rest.startsWith('i') ? `Write ${binary}.` : `Write ${binary}, or ${decimal} for powers of ten.`;
}

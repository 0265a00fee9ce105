/** What an expression gives: the words are those of Prometheus's own messages, but for the shorter `vector`. */
export type ValueType = 'scalar' | 'string' | 'vector' | 'range';

/** What a function takes and gives. */
export interface Signature {
  readonly args: readonly ValueType[];
  /** How many of the arguments may be left out, from the end. */
  readonly optional: number;
  /** Whether the last argument may be repeated. */
  readonly repeats: boolean;
  readonly gives: ValueType;
}

const TYPES: Readonly<Record<string, ValueType>> = { s: 'scalar', t: 'string', v: 'vector', r: 'range' };

/** Signatures by name: `s` scalar, `t` text, `v` vector, `r` range; `?` may be left out, `*` repeats; `>` gives. */
const TABLE: Readonly<Record<string, string>> = {
  'v>v':
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev ' +
    'histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
  'v?>v': 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
  'r>v':
    'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time mad_over_time ' +
    'max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time ' +
    'ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
  '>s': 'pi time',
  's>v': 'vector',
  'v>s': 'scalar',
  'vv?>v': 'info',
  'vs?>v': 'round',
  'vs>v': 'clamp_max clamp_min',
  'vss>v': 'clamp',
  'rs>v': 'predict_linear',
  'rss>v': 'double_exponential_smoothing',
  'sr>v': 'quantile_over_time',
  'sv>v': 'histogram_quantile',
  'ssv>v': 'histogram_fraction',
  'vttt*>v': 'label_join',
  'vtttt>v': 'label_replace',
  'vt*>v': 'sort_by_label sort_by_label_desc',
};

function signatureOf(text: string): Signature {
  const [taken = '', given = 'v'] = text.split('>');
  const args = [...taken.replace(/[?*]/g, '')].map((letter) => TYPES[letter]!);
  const repeats = taken.includes('*');
  // What repeats may also be absent.
  return { args, optional: repeats ? 1 : taken.split('?').length - 1, repeats, gives: TYPES[given]! };
}

/** All functions of Prometheus 3.5, the experimental ones included. */
export const FUNCTIONS: ReadonlyMap<string, Signature> = new Map(
  Object.entries(TABLE).flatMap(([text, names]) => names.split(' ').map((name) => [name, signatureOf(text)] as const)),
);

/** All aggregations, with the type of the parameter before the vector. */
export const AGGREGATIONS: ReadonlyMap<string, ValueType | undefined> = new Map<string, ValueType | undefined>([
  ...'avg count group max min stddev stdvar sum'.split(' ').map((name) => [name, undefined] as const),
  ...'bottomk limit_ratio limitk quantile topk'.split(' ').map((name) => [name, 'scalar'] as const),
  ['count_values', 'string'],
]);

/** Functions that went, and what took their place. */
export const RENAMED: ReadonlyMap<string, string> = new Map([
  ['holt_winters', 'double_exponential_smoothing'],
  ['count_scalar', 'scalar(count(...))'],
  ['drop_common_labels', 'an aggregation with by'],
]);

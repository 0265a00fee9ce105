import { chartOf } from '../../lib/charts/chart.ts';
import { chartFacts } from '../../lib/charts/known-keys.ts';
import type { ChartValue } from '../../lib/check/charts-input.ts';

function factsOf(files: Readonly<Record<string, string>>) {
  const all = Object.entries({ 'Chart.yaml': 'name: a\nversion: 1.0.0', ...files });
  return chartFacts(chartOf(new Map(all.map(([path, text]) => [path, Buffer.from(text)])), 'a')).values;
}

/** Paths of deprecated values, with what takes their place. */
function deprecated(value: ChartValue, path = ''): Record<string, true | string> {
  const inner = Object.entries(value.keys ?? {}).map(([key, each]) => deprecated(each, path ? `${path}.${key}` : key));
  return Object.assign(value.deprecated === undefined ? {} : { [path]: value.deprecated }, ...inner);
}

const GIVEN = 'a:\n  old: 1\n  new: 1\nother: 1\n';
const over = (comment: string) => GIVEN.replace('  old: 1', `${comment}\n  old: 1`);

test.each<[form: string, values: string, expected: Record<string, true | string>]>([
  ['a comment above it', over('  # Deprecated: use a.new instead.'), { 'a.old': 'a.new' }],
  ['a comment of many lines', over('  # Words.\n  # DEPRECATED, see `new`.\n  # Words.'), { 'a.old': 'a.new' }],
  ['a comment on its line', GIVEN.replace('old: 1', 'old: 1 # deprecated in favor of new'), { 'a.old': 'a.new' }],
  ['a sentence', over('  # This value is deprecated.'), { 'a.old': true }],
  ['a sentence with its name', over('  # `old` is deprecated, use `new` and `other`'), { 'a.old': 'a.new and other' }],
  ['a replacement that the chart does not have', over('  # Deprecated: use the operator.'), { 'a.old': true }],
  ['a line for readme-generator', `## @param a.old [string] DEPRECATED: use a.new\n${GIVEN}`, { 'a.old': 'a.new' }],
  ['a line for helm-docs', over('  # -- (deprecated) use `a.new`'), { 'a.old': 'a.new' }],
  ['a line for helm-docs with its path', `# a.old -- Deprecated.\n${GIVEN}`, { 'a.old': true }],
])('%s makes a key deprecated', (_, values, expected) => {
  expect(deprecated(factsOf({ 'values.yaml': values }))).toEqual(expected);
});

test.each([
  ['of Kubernetes', over('  # WARNING: PodSecurityPolicy is deprecated in Kubernetes v1.21')],
  ['of Kubernetes, first of all', over('  # Deprecated in Kubernetes 1.21.')],
  ['of another key that is gone', over('  # DEPRECATED a.older - please use a.old instead')],
  ['of another documented key', over('  ## @param a.gone DEPRECATED: use a.old\n  ## @param a.old Words')],
  ['with a line between', over('  # Deprecated: use a.new instead.\n')],
  ['inside of a sentence', over('  # set (hard still works but is deprecated)')],
  ['of its own place', over('  # Deprecated: use a.old instead of a.older')],
])('what a comment says %s makes no key deprecated', (_, values) => {
  const { 'a.gone': _gone, ...rest } = deprecated(factsOf({ 'values.yaml': values }));
  expect(rest).toEqual({});
});

test('a schema makes a key deprecated', () => {
  const schema = { properties: { a: { properties: { old: { type: 'number', deprecated: true } } } } };
  const files = { 'values.yaml': GIVEN, 'values.schema.json': JSON.stringify(schema) };
  expect(deprecated(factsOf(files))).toEqual({ 'a.old': true });
});

test('what takes the place of a value of a subchart is told by its path in the whole chart', () => {
  const files = {
    'charts/part/Chart.yaml': 'name: part\nversion: 1.0.0',
    'charts/part/values.yaml': `## @param global.was DEPRECATED: use global.is\nglobal: {was: 1, is: 1}\n${over('  # Deprecated: use new')}`,
  };
  expect(deprecated(factsOf(files))).toEqual({
    'global.was': 'global.is',
    'part.global.was': 'global.is',
    'part.a.old': 'part.a.new',
  });
});

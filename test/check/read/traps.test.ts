import { readText } from '../../../lib/check/read/read-text.ts';
import { configMap, dataOf, said } from './said.ts';

function pod(container: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n${container}`;
}

test('row 43: a plain value of a ConfigMap that is no text is told, and rules see what the cluster would', () => {
  const lines = '  country: NO\n  version: 1.10\n  mode: 0123\n  count: 1_000\n  color: blue\n  time: 12:30:45\n';
  expect(said(configMap(lines))).toEqual([
    'yaml-trap data.country @6:12',
    'yaml-trap data.version @7:12',
    'yaml-trap data.mode @8:9',
    'yaml-trap data.count @9:10',
  ]);
  expect(dataOf(lines)).toEqual({
    country: false,
    version: 1.1,
    mode: 83,
    count: 1000,
    color: 'blue',
    time: '12:30:45',
  });
});

test('row 42: a plain value of the environment, and of arguments, that is no text is told', () => {
  const text = pod(
    '      args: [--level, 0x10]\n      command:\n        - yes\n      env:\n        - name: DEBUG\n          value: on\n',
  );
  expect(said(text)).toEqual([
    'yaml-trap spec.containers[0].args[1] @7:23',
    'yaml-trap spec.containers[0].command[0] @9:11',
    'yaml-trap spec.containers[0].env[0].value @12:18',
  ]);
});

test('the message tells what it becomes, and the hint is the quotes', () => {
  const [report] = readText('a.yaml', configMap('  tag: 1.10\n')).reports;
  expect(report?.message).toContain(
    '`1.10` is no text here: YAML 1.1, which kubectl and Helm read, makes the number 1.1 of it',
  );
  expect(report?.hint).toBe('Put it in quotes: "1.10".');
  expect(report?.subject?.manifest.kind).toBe('ConfigMap');
});

test('labels, annotations and selectors are text, in templates too', () => {
  const text =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n  labels: {a: yes}\n  annotations: {b: 1e3}\nspec:\n  selector: {matchLabels: {c: off}}\n  template: {spec: {nodeSelector: {d: 0o7}}}\n';
  expect(said(text).map((one) => one.split(' ')[1])).toEqual([
    'metadata.labels.a',
    'metadata.annotations.b',
    'spec.selector.matchLabels.c',
    'spec.template.spec.nodeSelector.d',
  ]);
});

test('versions and tags are text, in the values of a release too', () => {
  const text =
    'apiVersion: helm.toolkit.fluxcd.io/v2beta2\nkind: HelmRelease\nmetadata: {name: a}\nspec:\n  chart: {spec: {version: 1.10}}\n  values: {image: {tag: 3.0}, replicas: 0x2}\n';
  expect(said(text).map((one) => one.split(' ')[1])).toEqual(['spec.chart.spec.version', 'spec.values.image.tag']);
});

test('a date is told, as Flux sends a time instead', () => {
  const [report] = readText('a.yaml', configMap('  day: 2024-01-02\n')).reports;
  expect(report?.code).toBe('yaml-trap');
  expect(report?.message).toContain('`2024-01-02T00:00:00Z`');
  expect(dataOf('  day: 2024-01-02\n')).toEqual({ day: '2024-01-02' });
});

test('a key that kubectl renames is told', () => {
  expect(said(configMap('  y: a\n  on: b\n'))).toEqual([
    'yaml-trap data.true @6:3',
    'yaml-trap data.true @7:3',
    'yaml-duplicate-key data.true @7:3',
  ]);
  expect(said(configMap('  y: a\n'))).toEqual(['yaml-trap data.true @6:3']);
});

test.each([
  ['octal file modes', 'spec: {defaultMode: 0644}\n'],
  ['amounts', 'spec: {cpu: 1.0, weight: 1e3}\n'],
  ['booleans by other names', 'spec: {hostNetwork: yes}\n'],
  ['numbers and booleans as they are written', 'data: {a: 8080, b: true, c: 1.5}\n'],
  ['quoted values', 'data: {a: "NO", b: \'1.10\'}\n'],
  ['null', 'data: {a: , b: ~}\n'],
  ['data of other kinds', 'spec: {data: {a: NO}}\n'],
])('%s are no traps', (_, rest) => {
  expect(said(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${rest}`)).toEqual([]);
});

test('a value that a later one of the same key replaces is no trap', () => {
  expect(said(configMap('  a: NO\n  a: b\n'))).toEqual(['yaml-duplicate-key data.a @7:3']);
});

test('a value that is shared by an alias is told once', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: &l {a: NO}\n  annotations: *l\n';
  expect(said(text)).toEqual(['yaml-trap metadata.labels.a @5:18']);
});

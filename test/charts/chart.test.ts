import { chartOf, readChart } from '../../lib/charts/chart.ts';
import { archiveOf } from './archive-fixture.ts';

const umbrella = readChart('test/fixtures/charts/umbrella');
const files = (texts: Readonly<Record<string, string | Buffer>>) =>
  new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));

test('a chart tells its name, its versions and its defaults', () => {
  expect(umbrella).toMatchObject({
    name: 'umbrella',
    version: '1.2.3',
    appVersion: '4.5',
    kubeVersion: '>= 1.28.0-0',
    type: 'application',
    values: { title: 'lab', motor: { power: 7 } },
  });
  expect(umbrella.valuesText).toContain('# subtitle');
});

test('templates and definitions of resources stand by their paths', () => {
  expect([...umbrella.templates.keys()]).toEqual(['templates/map.yaml']);
  expect([...umbrella.crds.keys()]).toEqual(['crds/things.yaml']);
});

test('dependencies have alias, condition, tags and imported values', () => {
  expect(umbrella.dependencies).toEqual([
    {
      name: 'engine',
      version: '0.x.x',
      alias: 'motor',
      condition: ['motor.enabled'],
      tags: [],
      importValues: [
        { child: 'ports', parent: 'doors' },
        { child: 'exports.basics', parent: '' },
      ],
    },
    { name: 'absent', version: '1.0.0', condition: [], tags: ['extras'], importValues: [] },
  ]);
});

test('subcharts are read from folders and from archives in the chart', () => {
  expect(umbrella.subcharts.map(({ name }) => name)).toEqual(['engine']);
  const inner = archiveOf([{ path: 'b/Chart.yaml', content: 'name: b\nversion: 2.0.0' }]);
  const chart = chartOf(files({ 'Chart.yaml': 'name: a\nversion: 1.0.0', 'charts/b-2.0.0.tgz': inner }), 'a');
  expect(chart.subcharts.map(({ name, version }) => `${name} ${version}`)).toEqual(['b 2.0.0']);
});

test.each([
  ['a chart without a version', { 'Chart.yaml': 'name: a' }, 'a/Chart.yaml: no name or no version. '],
  [
    'broken YAML',
    { 'Chart.yaml': 'name: a\nversion: 1.0.0', 'values.yaml': 'x: [' },
    'a/values.yaml: not valid YAML (',
  ],
  [
    'values that are a list',
    { 'Chart.yaml': 'name: a\nversion: 1.0.0', 'values.yaml': '- x' },
    'a/values.yaml: not a map',
  ],
  [
    'a broken schema',
    { 'Chart.yaml': 'name: a\nversion: 1.0.0', 'values.schema.json': '{' },
    'a/values.schema.json: not valid JSON',
  ],
])('%s is refused with the file to blame', (_, texts, message) => {
  expect(() => chartOf(files(texts), 'a')).toThrow(message);
});

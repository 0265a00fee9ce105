import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveOf } from '../charts/archive-fixture.ts';
import { Project } from './project.ts';

const project = new Project();
const folder = mkdtempSync(join(tmpdir(), 'sixth-'));
// Where no archive is, the check needs no Helm.
const empty = join(folder, 'empty');
const HOUSE = 'test/fixtures/charts/house';
const HOUSE_HERE = join(process.cwd(), HOUSE);
afterAll(() => {
  project.remove();
  rmSync(folder, { recursive: true });
});

const hensteeth = (...args: string[]) =>
  project.run('env', [
    '-u',
    'HENSTEETH_CHART_MIRROR',
    `XDG_CACHE_HOME=${join(folder, 'cache')}`,
    process.execPath,
    'bin/hensteeth.mjs',
    ...args,
  ]);

const generated = () =>
  ['charts/house.ts', 'charts/house.json', 'manifest.json'].map((path) => project.read(`imports/${path}`));

/** Lines at the end of `main.ts` with a release of the new chart. */
const release = (values: string, more = '') => `
new Release<HouseValues>(new Layer(lab, 'house', { namespace: namespaces.experimental }), 'house', {
  chart: 'house',
  values: ${values},
})${more};

export default lab;
`;

beforeAll(() => {
  mkdirSync(empty);
  const entries = readdirSync(HOUSE, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(HOUSE, path)).isFile())
    .map((path) => ({ path: `house/${path}`, content: readFileSync(join(HOUSE, path), 'utf8') }));
  writeFileSync(join(folder, 'house-1.0.0.tgz'), archiveOf(entries));
  const pin = "house: { repository: 'bitnami', version: '1.0.0', appVersion: '1.0.0' },";
  project.edit('lib/core/tracks/track-1.27.ts', '  charts: {\n', `  charts: {\n    ${pin}\n`);
  project.edit(
    'main.ts',
    '} from',
    "} from './lib/index.ts';\nimport type { HouseValues } from './imports/charts/house.ts';\nimport { Layer } from './lib/core/layer.ts';\nimport { Release } from './lib/core/release.ts';\nimport {} from",
  );
});

test('without its archive a chart is not imported, and the command that fetches it is said', () => {
  const { code, err } = hensteeth('imports', 'chart', 'house');
  expect(code).toBe(2);
  expect(err).toContain('Pull it: npx hensteeth charts pull house');
});

test('a sixth chart takes a pin and two commands, which give the same bytes again', () => {
  expect(hensteeth('charts', 'pull', 'house', '--mirror', folder)).toMatchObject({ code: 0 });
  expect(hensteeth('imports', 'chart', 'house')).toMatchObject({ code: 0, err: '' });
  const once = generated();
  expect(hensteeth('imports', 'chart', 'house').out).toContain('house 1.0.0: unchanged');
  expect(hensteeth('imports', 'chart', 'house', '--from', HOUSE_HERE).code).toBe(0);
  expect(generated().slice(0, 1)).toEqual(once.slice(0, 1));
  expect(hensteeth('imports', 'chart', 'house', '--mirror', folder).code).toBe(0);
  expect(generated()).toEqual(once);
  expect(hensteeth('imports')).toMatchObject({ code: 0 });
});

test('its values are typed from then on', () => {
  project.edit('main.ts', '\nexport default lab;\n', release('{ motor: { power: 9 }, spare: { enabled: false } }'));
  expect(hensteeth('synth').code).toBe(0);
  project.edit('main.ts', 'power: 9', 'pwoer: 9');
  const { code, err } = hensteeth('synth');
  expect(code).toBe(1);
  expect(err).toMatch(/main\.ts:\d+ \[type\]/);
});

test('a misspelt value is refused before anything is written, with the default of the chart', () => {
  const before = project.rendered();
  const { code, err } = hensteeth('synth', '--no-types');
  expect(code).toBe(1);
  expect(err).toMatch(
    /error main\.ts:\d+ HelmRelease experimental\/house spec\.values\.motor\.pwoer \[chart-value-unknown\]/,
  );
  expect(err).toContain("Did you mean 'power' (default: 7)?");
  expect(err).toContain('nothing was written');
  expect(project.rendered()).toEqual(before);
});

test('one that the owner allows is written', () => {
  project.edit(
    'main.ts',
    /}\);\n\nexport default/,
    "}).allowUnknown('motor.pwoer', 'our own build reads it');\n\nexport default",
  );
  expect(hensteeth('synth', '--no-types')).toMatchObject({ code: 0, err: '' });
  expect(project.read('dist/house/helmrelease-house.yaml')).toContain('pwoer: 9');
});

test('an allowance that is no longer needed lets the lab be written, and the check tells it', () => {
  project.edit('main.ts', 'pwoer: 9', 'power: 9');
  expect(hensteeth('synth', '--no-types')).toMatchObject({ code: 0, err: '' });
  expect(hensteeth('check', '--no-types', '--mirror', empty).out).toMatch(/allow-unused[\s\S]*'motor\.pwoer'/);
});

test('another version than the one that is pinned is refused, and nothing is written', () => {
  const before = generated();
  project.edit(
    'lib/core/tracks/track-1.27.ts',
    "house: { repository: 'bitnami', version: '1.0.0'",
    "house: { repository: 'bitnami', version: '1.0.1'",
  );
  const { code, err } = hensteeth('imports', 'chart', 'house', '--from', join(folder, 'house-1.0.0.tgz'));
  expect(code).toBe(2);
  expect(err).toContain('is house 1.0.0; the track pins house 1.0.1');
  expect(generated()).toEqual(before);
  expect(hensteeth('check', '--no-types', '--mirror', empty).out).toContain('npx hensteeth imports chart house');
});

test('a chart that is not on the track is answered with the one that was meant', () => {
  const { code, err } = hensteeth('imports', 'chart', 'grafanna');
  expect(code).toBe(2);
  expect(err).toContain("Did you mean 'grafana'?");
});

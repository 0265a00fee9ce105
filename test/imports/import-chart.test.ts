import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKnownCharts } from '../../lib/check/known-charts.ts';
import { filesUnder } from '../../lib/imports/folder.ts';
import { generateImports } from '../../lib/imports/generate.ts';
import { importChart } from '../../lib/imports/import-chart.ts';
import { readManifest } from '../../lib/imports/manifest.ts';
import type { ChartChoice } from '../../lib/imports/selection.ts';
import { verifyImports } from '../../lib/imports/verify.ts';
import { inputs, newFolder, removeFolders, selection } from './fixture.ts';

const HOUSE = 'test/fixtures/charts/house';
const house = { name: 'house', version: '1.0.0' };
const withHouse = { ...selection, charts: [selection.charts[0]!, house, selection.charts[1]!] };

afterEach(removeFolders);

/** Imports a chart with all shapes of Kubernetes: the fixture's own schemas are too few. */
function importInto(folder: string, chart: string, pinned: ChartChoice): readonly string[] {
  const schemas = join(folder, 'schemas/kubernetes-1.27.json');
  const few = readFileSync(schemas);
  cpSync('imports/schemas/kubernetes-1.27.json', schemas);
  try {
    return importChart(chart, pinned, folder);
  } finally {
    writeFileSync(schemas, few);
  }
}

async function imported(): Promise<string> {
  const folder = newFolder();
  await generateImports(inputs, folder, selection);
  importInto(folder, HOUSE, house);
  return folder;
}

const contents = (folder: string) =>
  Object.fromEntries(filesUnder(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));

test('a chart becomes types, known keys and lines of the manifest', async () => {
  const folder = await imported();
  const text = contents(folder);
  expect(text['charts/house.ts']).toMatch(/export interface HouseValuesMotor {[^}]*readonly power\?: number \| null;/);
  expect(text['charts/house.json']).toContain('\n"motor":{"types":["object"],"keys":{\n');
  expect(readManifest(folder)).toMatchObject({ archives: { house: { version: '1.0.0' } } });
  expect(readManifest(folder)!.selection.charts.map(({ name }) => name)).toEqual(['demo', 'house', 'strict']);
  expect(verifyImports(folder)).toEqual([]);
});

test('the same chart gives the same bytes, and nothing is written again', async () => {
  const folder = await imported();
  const once = contents(folder);
  expect(importInto(folder, HOUSE, house)).toEqual([]);
  expect(contents(folder)).toEqual(once);
  expect(contents(await imported())).toEqual(once);
});

test('what is made from the folder of inputs leaves a chart with its archive as it is', async () => {
  const folder = await imported();
  const once = contents(folder);
  expect(await generateImports(inputs, folder, withHouse)).toMatchObject({ written: [], removed: [] });
  expect(contents(folder)).toEqual(once);
});

test('a chart that is no longer selected goes with its known keys', async () => {
  const folder = await imported();
  const { removed } = await generateImports(inputs, folder, selection);
  expect(removed).toEqual(['charts/house.json', 'charts/house.ts']);
  expect(readManifest(folder)).not.toHaveProperty('archives');
  expect(verifyImports(folder)).toEqual([]);
});

test('a chart of the folder of inputs is made from its archive from then on', async () => {
  const folder = newFolder();
  await generateImports(inputs, folder, selection);
  importInto(folder, 'test/fixtures/charts/demo', { name: 'demo', version: '1.0.0' });
  expect(Object.keys(readManifest(folder)!.inputs).filter((path) => path.startsWith('charts/demo-'))).toEqual([]);
  const once = contents(folder);
  await generateImports(inputs, folder, selection);
  expect(contents(folder)['charts/demo.ts']).toBe(once['charts/demo.ts']);
  expect(verifyImports(folder)).toEqual([]);
});

test.each([
  ['another version', { name: 'house', version: '1.0.1' }, 'is house 1.0.0; the track pins house 1.0.1'],
  ['another chart', { name: 'hut', version: '1.0.0' }, 'is house 1.0.0; the track pins hut 1.0.0'],
])('%s is refused, and nothing is written', async (_, pinned, message) => {
  const folder = await imported();
  const once = contents(folder);
  expect(() => importChart(HOUSE, pinned, folder)).toThrow(message);
  expect(contents(folder)).toEqual(once);
});

test('a folder that was never generated is refused', () => {
  expect(() => importChart(HOUSE, house, newFolder())).toThrow('no readable manifest');
});

test('known keys that were edited by hand or are gone are told, with the command', async () => {
  const folder = await imported();
  const file = join(folder, 'charts/house.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"power"', '"powers"'));
  expect(verifyImports(folder)).toMatchObject([{ code: 'import-edited', where: { file } }]);
  rmSync(file);
  expect(verifyImports(folder)).toMatchObject([
    { code: 'import-missing', hint: 'Run `hensteeth imports chart house` to generate it again.' },
  ]);
});

test.each(['', '{', '[]', '{"name":"hut","version":"1","values":{}}', 'null'])(
  'known keys that are %j are refused with their file and the command',
  async (text) => {
    const folder = newFolder();
    cpSync('imports/charts', folder, { recursive: true });
    writeFileSync(join(folder, 'grafana.json'), text);
    expect(() => readKnownCharts(folder)).toThrow(/grafana\.json: .*npx hensteeth imports chart grafana/);
  },
);

test('without a folder no chart is known', () => {
  expect(readKnownCharts(join(newFolder(), 'charts'))).toEqual([]);
});

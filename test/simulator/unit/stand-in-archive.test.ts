import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readChartFiles } from '../../../lib/charts/archive.ts';
import { renderReleases } from '../../../lib/charts/render-release.ts';
import { isRenderFailure } from '../../../lib/charts/rendered.ts';
import type { Manifest } from '../../../lib/core/manifest.ts';
import { chartFiles, type StandInChart, writeStandIns } from '../../../lib/simulator/stand-in-archive.ts';
import { BUILD_TIMEOUT, describeWithHelm, newFolder, releaseOf, removeScratch } from '../../charts/real-helm.ts';

const folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  removeScratch();
});

const map = (name: string, text: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { text },
});
const BRACES = '{{ .Values.a }} }} {{{ \\{{ "{{" ---';
const definition: Manifest = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'as.example.com' },
};
const one: StandInChart = {
  chart: 'web',
  version: 'v1.2.3',
  definitions: [definition],
  releases: [{ namespace: 'a', name: 'site', objects: [map('a', BRACES), map('b', 'c')] }],
};
const two: StandInChart = {
  ...one,
  chart: 'two',
  releases: [...one.releases, { namespace: 'b', name: 'site', objects: [map('other', 'd')] }],
};

test('the archive is a chart with a name, a version and its definitions', () => {
  const [offered] = writeStandIns([one], folder);
  expect(offered).toEqual({ name: 'web', version: 'v1.2.3', archive: join(folder, 'web-v1.2.3.tgz') });
  const files = readChartFiles(offered!.archive);
  expect([...files.keys()]).toEqual(['Chart.yaml', 'crds/definition-1.yaml', 'templates/release-1.yaml']);
  expect(JSON.parse(files.get('Chart.yaml')!.toString())).toMatchObject({ name: 'web', version: 'v1.2.3' });
});

test('the same chart is the same bytes', () => {
  const read = () => readFileSync(writeStandIns([one], folder)[0]!.archive).toString('base64');
  expect(read()).toBe(read());
});

test('no text of an object is a template', () => {
  expect(chartFiles(one).get('templates/release-1.yaml')).not.toContain('{{');
});

describeWithHelm('what Helm makes of a stand-in', () => {
  jest.setTimeout(BUILD_TIMEOUT);

  const made = async (chart: StandInChart, namespace: string) => {
    const { archive } = writeStandIns([chart], folder)[0]!;
    const [result] = await renderReleases([releaseOf(archive, { release: 'site', namespace, cache: newFolder() })]);
    if (isRenderFailure(result!)) throw new Error(result.message);
    return result!.map(({ manifest }) => manifest);
  };

  test('it is what was put in, braces and all', async () => {
    expect(await made(one, 'a')).toEqual([definition, map('a', BRACES), map('b', 'c')]);
  });

  test('each of two releases of one chart has its own objects', async () => {
    expect(await made(two, 'b')).toEqual([definition, map('other', 'd')]);
  });
});

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tracks } from '../../lib/core/tracks/index.ts';
import { filesUnder } from '../../lib/imports/folder.ts';
import { generateImports } from '../../lib/imports/generate.ts';
import { readManifest } from '../../lib/imports/manifest.ts';
import { selectionOf } from '../../lib/imports/selection.ts';
import { verifyImports } from '../../lib/imports/verify.ts';
import { inputs, newFolder, removeFolders, selection } from './fixture.ts';

afterEach(removeFolders);

const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(filesUnder(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));

const copyOfImports = (): string => {
  const folder = newFolder();
  cpSync('imports', folder, { recursive: true });
  return folder;
};

describe('the committed folder', () => {
  test('is as it was generated', () => {
    expect(verifyImports('imports')).toEqual([]);
  });

  test('was generated for the versions that a track pins', () => {
    expect(Object.values(tracks).map(selectionOf)).toContainEqual(readManifest('imports')?.selection);
  });

  test('has the types that the project is written with', () => {
    const exported = (path: string): string[] =>
      [...readFileSync(join('imports', path), 'utf8').matchAll(/^export interface (\w+)/gm)].map((match) => match[1]!);
    expect(exported('charts/kube-prometheus.ts')).toContain('KubePrometheusValues');
    expect(exported('crds/cert-manager.ts')).toEqual(
      expect.arrayContaining(['CertificateV1', 'ClusterIssuerV1', 'IssuerV1']),
    );
    expect(exported('crds/flux.ts')).toEqual(expect.arrayContaining(['HelmReleaseV2Beta2', 'KustomizationV1']));
    expect(exported('crds/topolvm.ts')).toContain('LogicalVolumeV1');
  });
});

describe('verification', () => {
  test('names a file that was edited by hand', () => {
    const folder = copyOfImports();
    const file = join(folder, 'charts/topolvm.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace('useLegacy', 'useLegacies'));
    expect(verifyImports(folder)).toMatchObject([{ code: 'import-edited', where: { file } }]);
  });

  test('names a file that is gone and one that nobody generated', () => {
    const folder = copyOfImports();
    rmSync(join(folder, 'schemas/flux.json'));
    writeFileSync(join(folder, 'mine.ts'), '');
    expect(verifyImports(folder)).toMatchObject([
      { code: 'import-missing', where: { file: join(folder, 'schemas/flux.json') } },
      { code: 'import-unlisted', where: { file: join(folder, 'mine.ts') } },
    ]);
  });

  test.each(['', '{}', '{"selection":{},"inputs":{},"outputs":{"a":1}}'])('refuses %j as a manifest', (text) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'manifest.json'), text);
    expect(verifyImports(folder)).toMatchObject([{ code: 'import-manifest' }]);
  });
});

describe('generation', () => {
  test('gives the same bytes twice, and the second run writes nothing', async () => {
    const [first, second] = [newFolder(), newFolder()];
    await generateImports(inputs, first, selection);
    await generateImports(inputs, second, selection);
    expect(contents(second)).toEqual(contents(first));
    expect(await generateImports(inputs, first, selection)).toMatchObject({ written: [], removed: [] });
    expect(verifyImports(first)).toEqual([]);
  });

  test('removes what the last run generated and this selection lacks, and nothing else', async () => {
    const folder = newFolder();
    await generateImports(inputs, folder, selection);
    writeFileSync(join(folder, 'mine.ts'), '');
    const report = await generateImports(inputs, folder, { ...selection, charts: selection.charts.slice(0, 1) });
    expect(report.removed).toEqual(['charts/strict.ts']);
    expect(filesUnder(folder)).toContain('mine.ts');
    expect(filesUnder(folder)).not.toContain('charts/strict.ts');
  });

  test('carries no prose of the inputs', async () => {
    const folder = newFolder();
    await generateImports(inputs, folder, selection);
    const sentence = /[\w ]*sentence[\w ]* must stay behind/g;
    const read = filesUnder(inputs).flatMap((path) => readFileSync(join(inputs, path), 'utf8').match(sentence) ?? []);
    expect(new Set(read).size).toBeGreaterThanOrEqual(6);
    expect(Object.values(contents(folder)).join('\n')).not.toMatch(/sentence/);
  });

  test('tells each step', async () => {
    const steps: string[] = [];
    await generateImports(inputs, newFolder(), selection, (step) => steps.push(step));
    expect(steps).toEqual([
      'Kubernetes 1.27.0',
      'chart demo 1.0.0',
      'chart strict 1.0.0',
      'CRDs demo 1.0.0',
      'writing',
    ]);
  });
});

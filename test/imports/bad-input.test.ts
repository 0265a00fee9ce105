import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder } from '../../lib/imports/folder.ts';
import { generateImports } from '../../lib/imports/generate.ts';
import type { ImportSelection } from '../../lib/imports/selection.ts';
import { copyOfInputs, newFolder, removeFolders, selection } from './fixture.ts';

afterEach(removeFolders);

/** The message that a run ends with; nothing may have been written by then. */
async function refusal(from: string, chosen: ImportSelection = selection): Promise<string> {
  const to = newFolder();
  const error: unknown = await generateImports(from, to, chosen).catch((reason: unknown) => reason);
  expect(filesUnder(to)).toEqual([]);
  return error instanceof Error ? error.message : 'accepted';
}

test('a folder that does not exist is named', async () => {
  expect(await refusal('no/such/folder')).toMatch(/^no\/such\/folder: no such folder\. Name the folder/);
});

test('a version that is not there is answered with those that are', async () => {
  const from = copyOfInputs();
  const message = await refusal(from, { ...selection, charts: [{ name: 'demo', version: '9.9.9' }] });
  expect(message).toContain(join(from, 'charts/demo-9.9.9/values.yaml'));
  expect(message).toContain('charts/ has demo-1.0.0.');
});

test('broken YAML is told with its line', async () => {
  const from = copyOfInputs();
  writeFileSync(join(from, 'charts/demo-1.0.0/values.yaml'), 'a: 1\nb: [1\n');
  expect(await refusal(from)).toMatch(/demo-1\.0\.0\/values\.yaml:3:1: not valid YAML \(.+\)\. Repair it/);
});

test('values that are no map are refused', async () => {
  const from = copyOfInputs();
  writeFileSync(join(from, 'charts/demo-1.0.0/values.yaml'), '- a\n');
  expect(await refusal(from)).toMatch(/values\.yaml: is not a map of values\. Fetch/);
});

test('broken JSON is told with its file', async () => {
  const from = copyOfInputs();
  writeFileSync(join(from, 'schemas/kubernetes-1.27.0.json'), '{"definitions":');
  expect(await refusal(from)).toMatch(/kubernetes-1\.27\.0\.json: .+ Fetch the file again\.$/);
});

test('definitions without a shape that charts refer to are refused', async () => {
  const from = copyOfInputs();
  writeFileSync(join(from, 'schemas/kubernetes-1.27.0.json'), '{"definitions":{}}');
  expect(await refusal(from)).toMatch(/kubernetes-1\.27\.0\.json: has no definition ObjectMeta\. Save/);
});

test('a file without CRDs is refused', async () => {
  const from = copyOfInputs();
  writeFileSync(join(from, 'crds/demo-1.0.0.yaml'), 'kind: ConfigMap\n');
  expect(await refusal(from)).toMatch(/demo-1\.0\.0\.yaml: has no CustomResourceDefinition/);
});

test.each([
  ['kinds', 'has no kind Jbo. Choose of Job, Zone.'],
  ['types', 'no stored version of a kind Jbo. Choose of Job.demo.example, Zone.demo.example.'],
])('a kind that the set lacks is refused under %s', async (key, expected) => {
  const crds = [{ name: 'demo', version: '1.0.0', [key]: ['Jbo'] }];
  expect(await refusal(copyOfInputs(), { ...selection, crds })).toContain(expected);
});

test('a missing schema file is answered with the fix', async () => {
  const from = copyOfInputs();
  rmSync(join(from, 'schemas/kubernetes-1.27.0.json'));
  expect(await refusal(from)).toContain('Put schemas/kubernetes-1.27.0.json there');
});

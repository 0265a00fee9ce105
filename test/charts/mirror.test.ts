import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archiveHash, findArchive } from '../../lib/charts/mirror.ts';
import { chart, newFolder, removeScratch } from './real-helm.ts';

afterEach(removeScratch);

test.each([
  ['v1.0.0', 'v1.0.0'],
  ['v1.0.0', '1.0.0'],
  ['1.0.0', 'v1.0.0'],
])('the archive of version %s is found as %s', (written, asked) => {
  const folder = newFolder();
  writeFileSync(join(folder, `demo-${written}.tgz`), '');
  expect(findArchive(folder, 'demo', asked)).toBe(join(folder, `demo-${written}.tgz`));
});

test('another version, another chart and a missing folder have no archive', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'demo-1.0.0.tgz'), '');
  expect(findArchive(folder, 'demo', '1.0.1')).toBeUndefined();
  expect(findArchive(folder, 'dem', '1.0.0')).toBeUndefined();
  expect(findArchive(join(folder, 'none'), 'demo', '1.0.0')).toBeUndefined();
});

test("an archive's hash is the SHA-256 of its bytes", () => {
  const file = join(newFolder(), 'demo-1.0.0.tgz');
  writeFileSync(file, 'abc');
  expect(archiveHash(file)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test("a folder's hash changes with a file's bytes and with its name, and with nothing else", () => {
  const [first, second] = [join(newFolder(), 'a'), join(newFolder(), 'b')];
  for (const folder of [first, second]) cpSync(chart('demo'), folder, { recursive: true });
  expect(archiveHash(first)).toBe(archiveHash(second));
  renameSync(join(first, 'values.yaml'), join(first, 'value.yaml'));
  expect(archiveHash(first)).not.toBe(archiveHash(second));
  renameSync(join(first, 'value.yaml'), join(first, 'values.yaml'));
  writeFileSync(join(first, 'charts/part/values.yaml'), 'enabled: false\n');
  expect(archiveHash(first)).not.toBe(archiveHash(second));
});

test('an empty folder has a hash', () => {
  mkdirSync(join(newFolder(), 'empty'));
  expect(archiveHash(newFolder())).toMatch(/^[\da-f]{64}$/);
});

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileHeader } from '../../lib/core/render.ts';
import { writeRendering } from '../../lib/core/write.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'write-'));
});
afterEach(() => rmSync(project, { recursive: true }));

const files = (...names: string[]) => new Map(names.map((name) => [name, `${fileHeader(name)}kind: ${name}\n`]));
const put = (file: string, text: string) => {
  mkdirSync(join(project, dirname(file)), { recursive: true });
  writeFileSync(join(project, file), text);
};

test('a second run writes nothing and touches no file', () => {
  writeRendering(project, files('dist/a/x.yaml'));
  const before = statSync(join(project, 'dist/a/x.yaml'), { bigint: true }).mtimeNs;
  expect(writeRendering(project, files('dist/a/x.yaml'))).toEqual({
    written: [],
    removed: [],
    unchanged: ['dist/a/x.yaml'],
    foreign: [],
  });
  expect(statSync(join(project, 'dist/a/x.yaml'), { bigint: true }).mtimeNs).toBe(before);
});

test('a layer that is gone takes its folder with it', () => {
  writeRendering(project, files('dist/a/x.yaml', 'dist/b/y.yaml'));
  expect(writeRendering(project, files('dist/a/x.yaml')).removed).toEqual(['dist/b/y.yaml']);
  expect(existsSync(join(project, 'dist/b'))).toBe(false);
});

test('a file that was not rendered is named and left alone', () => {
  put('dist/a/mine.yaml', 'kind: Mine\n');
  put('flux/mine.yaml', 'kind: Mine\n');
  expect(writeRendering(project, files('dist/a/x.yaml')).foreign).toEqual(['dist/a/mine.yaml', 'flux/mine.yaml']);
  expect(readFileSync(join(project, 'dist/a/mine.yaml'), 'utf8')).toBe('kind: Mine\n');
});

test('a copy of a rendered file under another name is not taken for ours', () => {
  put('dist/a/copy.yaml', `${fileHeader('dist/a/x.yaml')}kind: X\n`);
  expect(writeRendering(project, files('dist/a/x.yaml')).foreign).toEqual(['dist/a/copy.yaml']);
});

test('the folder of Flux itself is not looked at', () => {
  put('flux/flux-system/gotk-sync.yaml', 'kind: Kustomization\n');
  expect(writeRendering(project, files('flux/layers/a.yaml')).foreign).toEqual([]);
  expect(existsSync(join(project, 'flux/flux-system/gotk-sync.yaml'))).toBe(true);
});

test('what a cut run left half-written is cleared away', () => {
  put('dist/a/x.yaml.123.hensteeth-partial', 'kind');
  writeRendering(project, files('dist/a/x.yaml'));
  expect(existsSync(join(project, 'dist/a/x.yaml.123.hensteeth-partial'))).toBe(false);
});

test('a file is either as it was or as it should be, never between', () => {
  writeRendering(project, files('dist/a/x.yaml'));
  const inode = statSync(join(project, 'dist/a/x.yaml')).ino;
  writeRendering(project, new Map([['dist/a/x.yaml', `${fileHeader('dist/a/x.yaml')}changed: true\n`]]));
  expect(statSync(join(project, 'dist/a/x.yaml')).ino).not.toBe(inode);
});

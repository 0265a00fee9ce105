import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { configMap } from './said.ts';

const MIB = 1024 * 1024;
let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'memory-'));
  const contents = `import { readFolder } from './lib/check/read/read-folder.ts';
const { subjects, reports, couldNotRead } = readFolder(process.argv[2]);
process.stdout.write(JSON.stringify({ subjects: subjects.length, codes: [...new Set(reports.map(({ code }) => code))], couldNotRead }));`;
  const options = {
    stdin: { contents, resolveDir: resolve('.'), loader: 'ts' },
    outfile: join(root, 'read.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  };
  // In a process of its own: esbuild does not run inside of jest's.
  execFileSync(process.execPath, ['-e', `require('esbuild').buildSync(${JSON.stringify(options)})`]);
});

afterAll(() => rmSync(root, { recursive: true }));

/** Reads a file of many equal parts in a process whose heap is limited, in MiB. It dies when that is not enough. */
function read(name: string, part: string, bytes: number, heap: number, end = ''): unknown {
  const folder = join(root, name);
  mkdirSync(folder);
  const file = openSync(join(folder, 'a.yaml'), 'w');
  const block = part.repeat(Math.ceil(MIB / part.length));
  for (let written = 0; written < bytes; written += block.length) writeSync(file, block);
  writeSync(file, end);
  closeSync(file);
  const args = [`--max-old-space-size=${heap}`, join(root, 'read.cjs'), folder];
  const said = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  rmSync(folder, { recursive: true });
  return said;
}

test('aliases that explode take no memory', () => {
  const levels = Array.from({ length: 100 }, (_, i) => `  k${i + 1}: &k${i + 1} [${`*k${i},`.repeat(9)}]\n`).join('');
  const bomb = `---\n${configMap(`  k0: &k0 [a]\n${levels}`)}`;
  expect(read('bomb', bomb, MIB, 64)).toEqual({ subjects: 0, codes: ['yaml-alias'], couldNotRead: [] });
});

test('50 MiB of objects are read in 500 MiB', () => {
  const object = `${configMap(`  text: |\n${'    some lines of text\n'.repeat(20)}`)}---\n`;
  const said = read('many', object, 50 * MIB, 500) as { subjects: number };
  expect(said).toMatchObject({ codes: [], couldNotRead: [] });
  expect(said.subjects).toBeGreaterThan(90_000);
});

test('one broken document of 50 MiB is told in 300 MiB', () => {
  expect(read('broken', '  key: [some, [text]]\n', 50 * MIB, 300, '\tx: y\n')).toEqual({
    subjects: 0,
    codes: ['yaml-size'],
    couldNotRead: [],
  });
});

test.each([
  ['brackets', '[', 'yaml-size'],
  ['quotes', '"a\n', 'yaml-size'],
  ['dashes', '- ', 'yaml-size'],
])('50 MiB of %s are told in 200 MiB', (name, part, code) => {
  expect(read(name, part, 50 * MIB, 200)).toEqual({ subjects: 0, codes: [code], couldNotRead: [] });
});

test('millions of empty documents, and a file above the limit, are not read', () => {
  expect(read('separators', '---\n', 10 * MIB, 100)).toMatchObject({
    couldNotRead: [expect.stringContaining('more than 1000000 documents')],
  });
  expect(read('large', 'a: b\n', 65 * MIB, 50)).toMatchObject({
    couldNotRead: [expect.stringContaining('has 65 MiB')],
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Project } from './project.ts';

jest.setTimeout(60_000);

const project = new Project();
const empty = mkdtempSync(join(tmpdir(), 'mirror-'));
afterAll(() => {
  project.remove();
  rmSync(empty, { recursive: true });
});

test('without a mirror there are no charts to render', () => {
  const { code, err } = project.run('env', [
    '-u',
    'HENSTEETH_CHART_MIRROR',
    `XDG_CACHE_HOME=${empty}`,
    process.execPath,
    'bin/hensteeth.mjs',
    'charts',
    'render',
  ]);
  expect(code).toBe(2);
  expect(err).toContain('--mirror FOLDER');
});

test('an archive that is not in the mirror is named', () => {
  const { code, err } = project.hensteeth('charts', 'render', 'thanos', '--mirror', empty);
  expect(code).toBe(2);
  expect(err).toContain('no thanos-17.3.1.tgz in');
});

test('an unknown release is answered with those there are', () => {
  const { code, err } = project.hensteeth('charts', 'render', 'tanos', '--mirror', empty);
  expect(code).toBe(2);
  expect(err).toContain("there is no release 'tanos'; there are cert-manager");
});

test('the command and its verb show worked examples', () => {
  for (const args of [
    ['charts', '--help'],
    ['charts', 'render', '--help'],
    ['charts', 'pull', '--help'],
    ['charts', 'outdated', '--help'],
  ]) {
    const { code, out } = project.hensteeth(...args);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:\n {2}npx /);
  }
});

test('a misspelt option of a verb is answered with what was meant', () => {
  const { code, err } = project.hensteeth('charts', 'render', '--miror', empty);
  expect(code).toBe(2);
  expect(err).toContain('Did you mean --mirror?');
});

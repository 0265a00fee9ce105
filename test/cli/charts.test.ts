import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartArchive } from '../charts/pull-server.ts';
import { Project, type Ran } from './project.ts';

const project = new Project();
const empty = mkdtempSync(join(tmpdir(), 'mirror-'));
const cache = mkdtempSync(join(tmpdir(), 'cache-'));
const mirror = mkdtempSync(join(tmpdir(), 'mirror-'));
afterAll(() => {
  project.remove();
  for (const folder of [empty, cache, mirror]) rmSync(folder, { recursive: true });
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

/** Runs a verb with a cache of its own, and no mirror but that of its options. */
function charts(...args: string[]): Ran {
  return chartsWith(cache, ...args);
}

function chartsWith(home: string, ...args: string[]): Ran {
  const env = ['-u', 'HENSTEETH_CHART_MIRROR', `XDG_CACHE_HOME=${home}`];
  return project.run('env', [...env, process.execPath, 'bin/hensteeth.mjs', 'charts', ...args]);
}

test('a chart is pulled from a folder, once', () => {
  writeFileSync(join(mirror, 'topolvm-15.0.0.tgz'), chartArchive('topolvm', '15.0.0'));
  const first = charts('pull', 'topolvm', '--mirror', mirror);
  expect(first.out).toContain('1 pulled, 0 already there, 0 failed');
  expect(first.err).toContain(`... topolvm 15.0.0 from ${mirror}`);
  expect(charts('pull', 'topolvm', '--mirror', mirror)).toMatchObject({
    code: 0,
    out: expect.stringContaining('0 pulled, 1 already there, 0 failed'),
  });
});

test('charts that cannot be had are told together, and those that can are placed', () => {
  const { code, out, err } = charts('pull', '--mirror', mirror);
  expect(code).toBe(2);
  expect(out).toContain('4 failed');
  expect(err).toContain(`error: thanos 17.3.1: ${mirror}: no thanos-17.3.1.tgz`);
});

test('a chart that is not on the track is answered with what was meant', () => {
  const { code, err } = charts('pull', 'tanos');
  expect(code).toBe(2);
  expect(err).toContain("no chart 'tanos'. Did you mean 'thanos'?");
});

test('what was pulled is the mirror where none is named', () => {
  // Without an archive in it no Helm is asked for, and none is built.
  const home = join(cache, 'home');
  const pulled = join(home, 'hensteeth/charts');
  mkdirSync(pulled, { recursive: true });
  expect(chartsWith(home, 'render', 'thanos').err).toContain(`no thanos-17.3.1.tgz in ${pulled}.`);
});

test('a newer archive is shown with the Kubernetes that it needs', () => {
  writeFileSync(join(mirror, 'topolvm-16.0.0.tgz'), chartArchive('topolvm', '16.0.0', "kubeVersion: '>= 1.30'\n"));
  writeFileSync(join(mirror, 'topolvm-15.1.0.tgz'), chartArchive('topolvm', '15.1.0'));
  const { code, out } = charts('outdated', '--mirror', mirror);
  expect(code).toBe(0);
  expect(out).toMatch(/^topolvm +15\.0\.0 +15\.1\.0 \(minor\) +16\.0\.0 \(major\) +>= 1\.30$/m);
  const { charts: all } = JSON.parse(charts('outdated', '--json', '--mirror', mirror).out);
  expect(all.find(({ chart }: { chart: string }) => chart === 'topolvm').installable.version).toBe('15.1.0');
});

test('a broken archive keeps one chart from being compared, and the others are shown', () => {
  writeFileSync(join(mirror, 'grafana-99.0.0.tgz'), 'no archive');
  const { code, out, err } = charts('outdated', '--mirror', mirror);
  expect(code).toBe(2);
  expect(err).toContain(`error: grafana: ${join(mirror, 'grafana-99.0.0.tgz')}: not a gzip archive`);
  expect(out).toContain('thanos');
});

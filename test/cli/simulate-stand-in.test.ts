import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Project } from './project.ts';

const project = new Project();
cpSync('charts.lock.json', join(project.root, 'charts.lock.json'));
const empty = mkdtempSync(join(tmpdir(), 'mirror-'));
const before = project.read('charts.lock.json');
afterAll(() => {
  project.remove();
  rmSync(empty, { recursive: true });
});
afterEach(() => project.write('charts.lock.json', before));

const simulate = (...args: string[]) => project.hensteeth('simulate', '--mirror', empty, ...args);

test('--strict takes no stand-ins: the archives are named, and what fetches them', () => {
  const { code, err } = simulate('--strict');
  expect(code).toBe(2);
  expect(err).toContain('error: --strict takes no stand-ins');
  expect(err).toContain('cert-manager-v1.16.5.tgz, topolvm-15.0.0.tgz');
  expect(err).toContain('fix: Fetch them: npx hensteeth charts pull.');
});

test('a release that the lock does not have is named, before anything is started', () => {
  const { form, releases } = JSON.parse(before) as { form: number; releases: Record<string, unknown> };
  const { 'monitoring/grafana': _, ...others } = releases;
  project.write('charts.lock.json', JSON.stringify({ form, releases: others }));
  const { code, err } = simulate();
  expect(code).toBe(2);
  expect(err).toContain('error: release monitoring/grafana: no archive grafana-12.1.8.tgz is at hand');
  expect(err).toContain('npx hensteeth charts lock grafana');
  expect(err).not.toContain('thanos');
});

test('a release that was locked with other values cannot be stood in for', () => {
  project.write(
    'charts.lock.json',
    before.replace(/"values": "sha256:[0-9a-f]{64}"/, `"values": "sha256:${'0'.repeat(64)}"`),
  );
  const { code, err } = simulate();
  expect(code).toBe(2);
  expect(err).toContain('nothing can stand in for it: it has other values than those in charts.lock.json');
});

test('a lock that is no JSON is told as such', () => {
  project.write('charts.lock.json', '<<<<<<< ours\n');
  const { code, err } = simulate();
  expect(code).toBe(2);
  expect(err).toContain('nothing can stand in for charts: charts.lock.json:1:1: is no JSON');
});

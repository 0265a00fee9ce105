import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILD_TIMEOUT, describeWithHelm } from '../charts/real-helm.ts';
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

const withoutMirror = (...args: string[]) =>
  project.run('env', ['-u', 'HENSTEETH_CHART_MIRROR', process.execPath, 'bin/hensteeth.mjs', ...args]);

test('a release whose archive is not there keeps its entry and is named', () => {
  const { code, err } = project.hensteeth('charts', 'lock', '--mirror', empty);
  expect(code).toBe(2);
  expect(err).toContain('monitoring/grafana: no grafana-12.1.8.tgz in');
  expect(err).toContain('its entry stays');
  expect(project.read('charts.lock.json')).toBe(before);
});

test('an unknown release is answered with the one that was meant', () => {
  const { code, err } = project.hensteeth('charts', 'lock', 'grafna', '--mirror', empty);
  expect(code).toBe(2);
  expect(err).toContain("Did you mean 'grafana'?");
});

test('without a mirror nothing is locked', () => {
  const { code, err } = withoutMirror('charts', 'lock');
  expect(code).toBe(2);
  expect(err).toContain('--mirror FOLDER');
});

test('a broken lock stays as it was when not all archives are there', () => {
  project.write('charts.lock.json', '{ "form": 1, ');
  const { code, err } = project.hensteeth('charts', 'lock', '--mirror', empty);
  expect(code).toBe(2);
  expect(err).toContain('charts.lock.json stays as it was');
  expect(project.read('charts.lock.json')).toBe('{ "form": 1, ');
});

test('a lock that is no longer true fails the strict check, which names the command', () => {
  expect(withoutMirror('check', '--no-types').code).toBe(0);
  project.edit('charts.lock.json', '"version": "12.1.8"', '"version": "12.1.7"');
  const { code, out } = withoutMirror('check', '--strict', '--no-types');
  expect(code).toBe(1);
  expect(out).toContain('chart-lock-stale');
  expect(out).toContain('npx hensteeth charts lock grafana');
});

test('images are listed with who uses them, those of charts by the lock', () => {
  const { code, out } = withoutMirror('images', '--json');
  expect(code).toBe(0);
  const images = JSON.parse(out) as { image: string; uses: { object: string; release: string | null }[] }[];
  expect(images.map(({ image }) => image)).toEqual(images.map(({ image }) => image).toSorted());
  const grafana = images.find(({ image }) => image.includes('/grafana:'));
  expect(grafana!.uses).toEqual([
    { object: 'Deployment monitoring/grafana', release: 'monitoring/grafana', layer: 'grafana' },
  ]);
});

test('images of a release that is not known as it is make the list incomplete, and that is said', () => {
  project.edit('charts.lock.json', '"version": "12.1.8"', '"version": "12.1.7"');
  const { code, err } = withoutMirror('images');
  expect(code).toBe(2);
  expect(err).toContain('npx hensteeth charts lock grafana');
});

test('the commands show worked examples', () => {
  for (const args of [
    ['charts', 'lock', '--help'],
    ['images', '--help'],
  ]) {
    const { code, out } = project.hensteeth(...args);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:\n {2}npx /);
  }
});

describeWithHelm('locking with archives at hand', () => {
  jest.setTimeout(BUILD_TIMEOUT);

  test('when Helm refuses a chart nothing is written', () => {
    const broken = mkdtempSync(join(tmpdir(), 'mirror-'));
    writeFileSync(join(broken, 'grafana-12.1.8.tgz'), 'no archive');
    const { code, err } = project.hensteeth('charts', 'lock', 'grafana', '--mirror', broken);
    rmSync(broken, { recursive: true });
    expect(code).toBe(1);
    expect(err).toContain('error: monitoring/grafana: ');
    expect(err).toContain('charts.lock.json stays as it was');
    expect(project.read('charts.lock.json')).toBe(before);
  });
});

const mirror = process.env['HENSTEETH_CHART_MIRROR'];
(mirror ? describeWithHelm : describe.skip)('locking the charts of the lab', () => {
  jest.setTimeout(BUILD_TIMEOUT);

  test('what changed is locked anew and named, all else stays', () => {
    project.edit('charts.lock.json', '"version": "12.1.8"', '"version": "12.1.7"');
    const { code, out } = project.hensteeth('charts', 'lock');
    expect(code).toBe(0);
    expect(out).toMatch(/^changed +monitoring\/grafana/m);
    expect(out).toMatch(/^unchanged +monitoring\/thanos/m);
    expect(project.read('charts.lock.json')).toBe(before);
  });

  test('a broken lock is written again when every archive is there', () => {
    project.write('charts.lock.json', '<<<<<<< HEAD\n');
    expect(project.hensteeth('charts', 'lock').code).toBe(0);
    expect(project.read('charts.lock.json')).toBe(before);
  });

  test('an entry of a release that is gone is taken out', () => {
    project.edit('charts.lock.json', '"monitoring/thanos": {', '"monitoring/old": {');
    const { out } = project.hensteeth('charts', 'lock');
    expect(out).toMatch(/^removed +monitoring\/old$/m);
    expect(project.read('charts.lock.json')).toBe(before);
  });
});

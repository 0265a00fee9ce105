import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readChartFiles, unpackChart } from '../../lib/charts/archive.ts';
import { ChartError } from '../../lib/charts/chart-error.ts';
import { archiveOf, type Entry, tarOf } from './archive-fixture.ts';

const meta: Entry = { path: 'a/Chart.yaml', content: 'name: a\nversion: 1.0.0\n' };

function refusal(archive: Buffer, bounds = {}): string {
  try {
    unpackChart(archive, 'a.tgz', bounds);
  } catch (error) {
    if (error instanceof ChartError) return error.message;
    throw error;
  }
  return '';
}

test('an archive gives its files by path from the folder of the chart, sorted', () => {
  const files = unpackChart(
    archiveOf([{ path: 'a/', type: '5' }, { path: 'a/values.yaml', content: 'x: 1' }, meta]),
    'a.tgz',
  );
  expect([...files.keys()]).toEqual(['Chart.yaml', 'values.yaml']);
  expect(files.get('values.yaml')?.toString()).toBe('x: 1');
});

test('long names of pax and of GNU are read', () => {
  const long = `a/templates/${'x'.repeat(120)}.yaml`;
  const record = ` path=${long}\n`;
  const pax = `${record.length + 3}${record}`;
  const entries: Entry[] = [
    meta,
    { path: 'pax', type: 'x', content: pax },
    { path: 'a/cut', content: 'one' },
    { path: '././@LongLink', type: 'L', content: `${long}2\0` },
    { path: 'a/cut', content: 'two' },
  ];
  const files = unpackChart(archiveOf(entries), 'a.tgz');
  expect(files.get(long.slice(2))?.toString()).toBe('one');
  expect(files.get(`${long.slice(2)}2`)?.toString()).toBe('two');
});

test.each([
  ['a path that climbs', { path: 'a/../../etc/x' }],
  ['an absolute path', { path: '/etc/x' }],
  ['a path of Windows', { path: 'a\\..\\x' }],
])('%s is refused', (_, entry) => {
  expect(refusal(archiveOf([meta, entry]))).toMatch(/^a\.tgz: its entry .* leads out of the chart\. /);
});

test('a link is refused with where it leads', () => {
  const link = { path: 'a/values.yaml', type: '2', target: '/etc/hosts' };
  expect(refusal(archiveOf([meta, link]))).toContain("its entry 'a/values.yaml' is a link to '/etc/hosts'");
});

test.each([
  ['no gzip', Buffer.from('hello'), 'not a gzip archive'],
  ['a truncated gzip', archiveOf([meta]).subarray(0, 60), 'truncated or damaged'],
  ['a truncated tar', gzipSync(tarOf([meta]).subarray(0, 600)), 'it ends in the middle'],
  ['a gzip that holds no tar', gzipSync(Buffer.alloc(1024, 'x')), 'does not have the sum'],
  ['an archive without a chart', archiveOf([{ path: 'a/values.yaml' }]), 'no Chart.yaml in it'],
])('%s is refused with the place and a fix', (_, archive, problem) => {
  expect(refusal(archive)).toContain(problem);
  expect(refusal(archive)).toMatch(/^a\.tgz: .+\. [A-Z].+\.$/);
});

test('more bytes or more files than the bounds are refused', () => {
  const archive = archiveOf([meta, { path: 'a/values.yaml', content: 'x'.repeat(1000) }]);
  expect(refusal(archive, { bytes: 500 })).toContain('larger than 500 bytes unpacked');
  expect(refusal(archive, { files: 1 })).toContain('more than 1 files');
  expect(
    refusal(archiveOf([meta, { path: 'a/x', content: 'x'.repeat(9_000_000) }]), { bytes: 500, files: 9 }),
  ).toContain('larger than 500 bytes unpacked');
});

describe('a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const chart = join(folder, 'a');
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'name: a');
  writeFileSync(join(chart, 'templates', 'x.yaml'), 'x');
  writeFileSync(join(folder, 'outside'), 'secret');

  test('gives its files', () => {
    expect([...readChartFiles(chart).keys()]).toEqual(['Chart.yaml', 'templates/x.yaml']);
  });

  test('keeps links that stay inside, and refuses those that leave', () => {
    symlinkSync('x.yaml', join(chart, 'templates', 'y.yaml'));
    expect(readChartFiles(chart).get('templates/y.yaml')?.toString()).toBe('x');
    symlinkSync('../outside', join(chart, 'leak'));
    expect(() => readChartFiles(chart)).toThrow('a link that leads out of the chart');
  });

  test('that does not exist is named', () => {
    expect(() => readChartFiles(join(folder, 'none'))).toThrow('none: no such chart. Name an archive');
  });
});

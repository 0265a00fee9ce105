import {
  compareImageVersions,
  compareVersions,
  isMajorChange,
  parseImageTag,
  parseVersion,
} from '../../lib/check/version.ts';
import { satisfies } from '../../lib/check/version-range.ts';

const ORDERED = [
  '0.9.0',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  'v1.0.1',
  '1.10.0',
  '2.0.0',
];

test('versions are ordered as semantic versions are', () => {
  for (const [i, a] of ORDERED.entries()) {
    for (const [j, b] of ORDERED.entries()) {
      expect(Math.sign(compareVersions(parseVersion(a)!, parseVersion(b)!))).toBe(Math.sign(i - j));
    }
  }
});

test.each(['1.2', 'latest', '1.2.3.4', '01.2.3', '', '1.2.x'])('%s is no version', (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

function order(a: string, b: string): number | undefined {
  const [left, right] = [parseImageTag(a), parseImageTag(b)];
  const found = left && right && compareImageVersions(left, right);
  return found && Math.sign(found);
}

test.each([
  ['1.27.5', '1.26.3', 1],
  ['v2', 'v3', -1],
  ['3.5.0-debian-12-r10', '3.5.0-debian-12-r9', 1],
  ['1.27', '1.27.5', undefined],
  ['1.27-alpine', '1.27', undefined],
  ['2.0.0-rc.1', '2.0.0', -1],
  ['latest', '1.0.0', undefined],
  ['20240131', '20240201', undefined],
])('tag %s against %s is %s', (a, b, expected) => {
  expect(order(a, b)).toBe(expected);
});

test('another major version may break, below 1.0.0 another minor one, and a year says nothing', () => {
  const breaks = (a: string, b: string) => isMajorChange(parseVersion(a)!, parseVersion(b)!);
  expect(breaks('1.9.0', '2.0.0')).toBe(true);
  expect(breaks('1.8.0', '1.9.0')).toBe(false);
  expect(breaks('0.8.0', '0.9.0')).toBe(true);
  expect(breaks('2023.4.0', '2024.1.0')).toBe(false);
});

test.each([
  ['1.27.1', '>= 1.22.0-0', true],
  ['1.27.1', '>=1.28.0-0', false],
  ['1.27.1', '>=1.16.0-0 <1.28.0', true],
  ['1.27.1', '>= 1.22, < 1.27', false],
  ['1.27.1', '~1.27', true],
  ['1.27.1', '^1.20.0', true],
  ['2.0.0', '^1.20.0', false],
  ['0.3.1', '^0.2.0', false],
  ['1.27.1', '1.26.x || 1.27.*', true],
  ['1.27.1', '1.20 - 1.26', false],
  ['1.27.1', '*', true],
  ['1.27.1', '!=1.27', false],
  ['1.27.1-rc.1', '>=1.22.0', false],
  ['1.27.1', 'newest', undefined],
])('%s in %s is %s', (version, range, expected) => {
  expect(satisfies(parseVersion(version)!, range)).toBe(expected);
});

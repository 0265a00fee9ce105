import {
  candidatesFor,
  onlyCandidate,
  standingAt,
  standsIn,
  unsetDefaults,
} from '../../lib/charts/value-candidates.ts';
import type { ChartValue } from '../../lib/check/charts-input.ts';
import { parsePath } from '../../lib/check/parse-path.ts';
import { pathText, type Step } from '../../lib/check/path.ts';

const candidates = (values: unknown, place: string, found: unknown) => candidatesFor(values, parsePath(place), found);
const inChart = (values: unknown, place: readonly Step[], found: unknown, chart: ChartValue) =>
  candidatesFor(values, place, found, unsetDefaults(chart, values));
const paths = (...given: Parameters<typeof candidates>) => candidates(...given).map(({ path }) => pathText(path));
const only = (...given: Parameters<typeof candidates>) => onlyCandidate(candidates(...given))?.path.join('.');

test.each([
  ['persistence.storageClass', 'spec.storageClassName'],
  ['persistence.size', 'spec.resources.requests.storage'],
  ['ingress.hostname', 'spec.rules[0].host'],
  ['ingress.hostname', 'spec.tls[0].hosts[0]'],
  ['controller.replicaCount', 'spec.replicas'],
  ['auth.existingSecret', 'spec.template.spec.volumes[0].secret.secretName'],
  ['master.resources.requests.memory', 'spec.template.spec.containers[0].resources.requests.memory'],
])('the key of %s means that of %s', (path, place) => {
  const value = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), 7);
  expect(paths(value, place, 7)).toEqual([path]);
});

test.each([
  ['a small number', 1],
  ['true', true],
  ['a text of two letters', 'on'],
  ['a small number in quotes', '1'],
])('%s is no candidate without its key', (_what, value) => {
  expect(paths({ other: value, deep: { replicas: value } }, 'spec.replicas', value)).toEqual(['deep.replicas']);
});

test('a value that says something is a candidate under any key', () => {
  expect(paths({ a: 'slow-disk', b: 'fast-disk', c: 80800 }, 'spec.x', 'slow-disk')).toEqual(['a']);
  expect(paths({ a: 'slow-disk', c: 80800 }, 'spec.x', 80800)).toEqual(['c']);
});

test('of equal values that with the same last keys comes first, and is the one', () => {
  const values = { a: { size: '8Gi' }, b: { resources: { requests: { storage: '8Gi' } } }, c: '8Gi' };
  expect(paths(values, 'spec.resources.requests.storage', '8Gi')).toEqual([
    'b.resources.requests.storage',
    'a.size',
    'c',
  ]);
  expect(only(values, 'spec.resources.requests.storage', '8Gi')).toBe('b.resources.requests.storage');
});

test('of equal values under keys of the same meaning none is the one', () => {
  expect(only({ a: { size: '8Gi' }, b: { size: '8Gi' } }, 'spec.storage', '8Gi')).toBeUndefined();
});

test('parts of a composed text are candidates after the whole of it', () => {
  const values = { image: { repository: 'own/web', tag: '1.2.3' }, plain: 'host.example/own/web:1.2.3', we: 'own/we' };
  const found = candidates(values, 'spec.containers[0].image', 'host.example/own/web:1.2.3');
  expect(found.map(({ path, isWhole }) => [path.join('.'), isWhole])).toEqual([
    ['plain', true],
    ['image.repository', false],
    ['image.tag', false],
  ]);
});

test('a part ends where its word ends', () => {
  expect([standsIn('web', 'http://web:80'), standsIn('web', 'webs web2'), standsIn('web', 'webs web')]).toEqual([
    true,
    false,
    true,
  ]);
});

test('maps, lists, null and what is not there have no candidates', () => {
  for (const found of [{}, [], null, undefined])
    expect(candidates({ a: null, b: {}, c: [] }, 'spec', found)).toEqual([]);
});

test('defaults of the chart come after values of the release, and only where those do not set them', () => {
  const chart = {
    keys: { size: { default: '8Gi' }, other: { keys: { size: { default: '8Gi' } } }, list: { default: [1] } },
  };
  const found = inChart({ size: '8Gi' }, ['spec', 'size'], '8Gi', chart);
  expect(found.map(({ path, isDefault }) => [path.join('.'), isDefault])).toEqual([
    ['size', false],
    ['other.size', true],
  ]);
  expect(inChart({ size: '9Gi', other: null }, ['spec', 'size'], '8Gi', chart)).toEqual([]);
});

test('a default under another key is a candidate only as the whole of what stands there', () => {
  const chart = { keys: { domain: { default: 'cluster.local' } } };
  expect(inChart({}, ['spec', 'url'], 'http://web.cluster.local', chart)).toEqual([]);
  expect(inChart({}, ['spec', 'url'], 'cluster.local', chart)).toHaveLength(1);
});

test('data of a Secret is looked for as it is meant', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'aG9zdC5leGFtcGxl' } };
  expect(standingAt(secret, ['data', 'a'])).toBe('host.example');
  expect(standingAt({ ...secret, kind: 'ConfigMap' }, ['data', 'a'])).toBe('aG9zdC5leGFtcGxl');
});

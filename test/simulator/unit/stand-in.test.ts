import type { Lock, LockedRelease } from '../../../lib/charts/lock.ts';
import { valuesHash } from '../../../lib/charts/lock.ts';
import { chartUses } from '../../../lib/check/releases.ts';
import { type StandIns, standInsFor } from '../../../lib/simulator/stand-in.ts';
import { worldOf } from '../../check/world-of.ts';

const release = (name: string, { values = '{}', version = '1.2.3', more = '' } = {}): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: ${name}, namespace: space }
spec:
  interval: 1h
  chart: { spec: { chart: web, version: '${version}', sourceRef: { kind: HelmRepository, name: charts } } }
  values: ${values}
${more}`;

const locked = (more: Partial<LockedRelease> = {}): LockedRelease => ({
  chart: 'web',
  version: '1.2.3',
  archive: null,
  values: valuesHash({}),
  kubernetes: '1.27.0',
  definitions: ['certificates.cert-manager.io'],
  images: [],
  objects: [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: 'space' } }],
  ...more,
});

function standIns(yaml: string, lock: Lock | undefined = new Map([['space/site', locked()]])): StandIns {
  const world = worldOf(yaml);
  return standInsFor(chartUses(world), world, lock);
}

test('a release that the lock has is stood in for', () => {
  const { releases, charts, problems } = standIns(release('site'));
  expect(problems).toEqual([]);
  expect(releases).toEqual([{ release: 'space/site', layer: 'test', chart: 'web', version: '1.2.3' }]);
  expect(charts).toMatchObject([
    {
      chart: 'web',
      version: '1.2.3',
      definitions: [{ metadata: { name: 'certificates.cert-manager.io' } }],
      releases: [{ namespace: 'space', name: 'site', objects: [{ kind: 'ServiceAccount' }] }],
    },
  ]);
});

test.each([
  ['other values', release('site', { values: '{ a: 1 }' }), 'it has other values than those in charts.lock.json'],
  ['another version', release('site', { version: '1.3.0' }), 'it installs web 1.3.0, charts.lock.json has 1.2.3'],
  ['no entry', release('other'), 'it is not in charts.lock.json'],
])('a release with %s cannot be stood in for', (_, yaml, why) => {
  const { releases, charts, problems } = standIns(yaml);
  expect([releases, charts]).toEqual([[], []]);
  expect(problems).toHaveLength(1);
  expect(problems[0]!.message).toContain(why);
  expect(problems[0]!.hint).toMatch(/npx hensteeth charts pull.*npx hensteeth charts lock (?:site|other)/);
});

test('without a lock, the archive that is missing is named', () => {
  const { problems } = standIns(release('site'), new Map());
  expect(problems[0]!.message).toMatch(/^release space\/site: no archive web-1\.2\.3\.tgz is at hand/);
});

test('a range of versions is none that a chart can have', () => {
  const lock = new Map([['space/site', locked({ version: '1.x' })]]);
  const { problems } = standIns(release('site', { version: '1.x' }), lock);
  expect(problems[0]!.message).toContain("'1.x' is no single version of web");
});

test('two releases of one chart share it', () => {
  const lock = new Map([
    ['space/site', locked()],
    ['space/more', locked({ definitions: ['issuers.cert-manager.io'] })],
  ]);
  const { charts } = standIns(`${release('site')}\n---\n${release('more')}`, lock);
  expect(charts).toHaveLength(1);
  expect(charts[0]!.releases.map(({ name }) => name)).toEqual(['site', 'more']);
  expect(charts[0]!.definitions).toHaveLength(2);
});

test.each([
  ['  targetNamespace: there', { namespace: 'there', name: 'there-site' }],
  ['  releaseName: known', { namespace: 'space', name: 'known' }],
])('with %s Helm knows the release by another name', (more, expected) => {
  expect(standIns(release('site', { more })).charts[0]!.releases[0]).toMatchObject(expected);
});

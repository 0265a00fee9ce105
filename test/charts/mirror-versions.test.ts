import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { otherVersions, withVersions } from '../../lib/charts/mirror-versions.ts';
import { chartUses } from '../../lib/check/releases.ts';
import { chartRules } from '../../lib/check/rules/chart.ts';
import { told, worldOf } from '../check/world-of.ts';
import { newFolder, removeScratch } from './real-helm.ts';

afterEach(removeScratch);

const world = worldOf(`apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: site, namespace: default }
spec:
  interval: 1h
  chart: { spec: { chart: web, version: 1.2.3, sourceRef: { kind: HelmRepository, name: charts } } }`);
const uses = chartUses(world);

/** What the rules say of the release when the mirror has an index with this version. */
function toldWith(version: string): string[] {
  const mirror = newFolder();
  writeFileSync(join(mirror, 'index.yaml'), `entries:\n  web:\n  - version: ${version}\n`);
  return told(chartRules, worldOf('', { ...world.props, charts: withVersions([], uses, mirror) }));
}

test('a version that the index of the mirror does not have is told', () => {
  expect(toldWith('1.2.4')).toEqual(['HelmRelease/site spec.chart.spec.version chart-version']);
  expect(toldWith('v1.2.3')).toEqual([]);
});

test('without an index no versions are known', () => {
  const facts = { name: 'web', version: '1.2.3', values: {} };
  expect(withVersions([facts], uses, newFolder())).toEqual([facts]);
});

test('an archive at another version only is said, not judged', () => {
  const mirror = newFolder();
  writeFileSync(join(mirror, 'web-1.2.4.tgz'), '');
  expect(otherVersions(uses, mirror).map(({ why }) => why)).toEqual([
    'chart web 1.2.3: in the mirror there is 1.2.4 only',
  ]);
  writeFileSync(join(mirror, 'web-1.2.3.tgz'), '');
  expect(otherVersions(uses, mirror)).toEqual([]);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withCharts } from '../../lib/charts/charts-world.ts';
import { archiveHash } from '../../lib/charts/mirror.ts';
import type { ChartFacts } from '../../lib/check/charts-input.ts';
import { check } from '../../lib/check/engine.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import { worldOf } from '../check/world-of.ts';
import { archiveOf } from './archive-fixture.ts';
import { BUILD_TIMEOUT, describeWithHelm, newFolder, realHelm, removeScratch } from './real-helm.ts';

const FILES = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.2.3\n',
  'web/values.yaml': 'port: 80\nclaim: data\n',
  'web/templates/all.yaml': `apiVersion: v1
kind: Service
metadata: { name: {{ .Release.Name }} }
spec: { selector: { app: {{ .Release.Name }} }, ports: [{ port: {{ .Values.port }} }] }
---
apiVersion: v1
kind: Pod
metadata: { name: {{ .Release.Name }}, labels: { app: {{ .Release.Name }} } }
spec:
  containers: [{ name: web, image: 'nginx:1.27.5' }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: {{ required "claim" .Values.claim }} } }]
---
apiVersion: v1
kind: Pod
metadata: { name: {{ .Release.Name }}-test, annotations: { helm.sh/hook: test } }
spec: { containers: [{ name: test, image: test }] }
`,
};

const release = (values: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: site, namespace: default }
spec:
  interval: 1h
  chart: { spec: { chart: web, version: 1.2.3, sourceRef: { kind: HelmRepository, name: charts } } }
  values: ${values}
---
apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: HelmRepository
metadata: { name: charts, namespace: default }
spec: { interval: 1h, url: 'https://charts.example.com' }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: default, annotations: { kustomize.toolkit.fluxcd.io/prune: disabled } }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }`;

/** What the whole check says of a release when the chart is in the mirror: place and code. */
async function told(values: string, mirror = fullMirror()): Promise<string[]> {
  const { world, read } = await withCharts(worldOf(release(values)), mirror, realHelm, { cache: newFolder() });
  const { findings } = check(world, ruleSets, read);
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ where, code }) => `${where.object} ${where.path} ${code}`);
}

function fullMirror(): string {
  const folder = newFolder();
  const entries = Object.entries(FILES).map(([path, content]) => ({ path, content }));
  writeFileSync(join(folder, 'web-1.2.3.tgz'), archiveOf(entries));
  return folder;
}

afterAll(removeScratch);

describeWithHelm('releases whose charts are at hand', () => {
  jest.setTimeout(BUILD_TIMEOUT);

  test('what Helm makes of a release is judged with the rest, its tests left out', async () => {
    expect(await told('{ port: 8080 }')).toEqual([]);
  });

  test('row 2: a misspelt value is told', async () => {
    expect(await told('{ prot: 8080 }')).toEqual(['HelmRelease default/site spec.values.prot chart-value-unknown']);
  });

  test('a rendered object that breaks is told in its release', async () => {
    expect(await told('{ port: 80800, claim: date }')).toEqual([
      'Pod default/site spec.volumes[0].persistentVolumeClaim.claimName claim-missing',
      'Service default/site spec.ports[0].port schema-port',
    ]);
  });

  test('values that Helm cannot render are told with its words', async () => {
    expect(await told('{ claim: "" }')).toContain('HelmRelease default/site spec.values chart-render');
  });

  test('without the archive nothing is rendered, and that is said', async () => {
    const { world } = await withCharts(worldOf(release('{ prot: 1 }')), newFolder(), realHelm, { cache: newFolder() });
    const { findings, notJudged } = check(world, ruleSets);
    expect(findings.filter(({ code }) => code.startsWith('chart'))).toEqual([]);
    expect(notJudged.map(({ why }) => why)).toContain('chart web is not rendered here');
  });

  test('a config map of the lab gives values, and one that is not there is said', async () => {
    const yaml = release('{}').replace('  values: {}', '  valuesFrom: [{ kind: ConfigMap, name: more }]');
    const map =
      '\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: more, namespace: default }\ndata: { values.yaml: "port: 81" }';
    const { world, read } = await withCharts(worldOf(yaml + map), fullMirror(), realHelm, { cache: newFolder() });
    expect(world.ofKind('Service')[0]?.manifest['spec']).toMatchObject({ ports: [{ port: 81 }] });
    expect(read.notJudged).toEqual([]);
    const without = await withCharts(worldOf(yaml), fullMirror(), realHelm, { cache: newFolder() });
    expect(without.read.notJudged.map(({ why }) => why)).toEqual([
      'values from ConfigMap default/more, which is not in the lab: rendered without them',
    ]);
  });

  test('a broken archive is told at its release', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'web-1.2.3.tgz'), 'no archive');
    expect(await told('{}', folder)).toContain('HelmRelease default/site spec.values chart-render');
  });

  test('keys that are committed take the place of reading the archive they were made from, and of no other', async () => {
    const mirror = fullMirror();
    const archive = archiveHash(join(mirror, 'web-1.2.3.tgz'));
    const facts = { name: 'web', version: '1.2.3', values: { keys: { only: {} } } };
    const codes = async (charts: readonly ChartFacts[]) => {
      const bare = worldOf(release('{ only: 1 }'), { charts });
      const { world, read } = await withCharts(bare, mirror, realHelm, { cache: newFolder() });
      return check(world, ruleSets, read).findings.map(({ code }) => code);
    };
    expect(await codes([{ ...facts, archive }])).not.toContain('chart-value-unknown');
    expect(await codes([{ ...facts, archive: 'another' }])).toContain('chart-value-unknown');
  });

  test('keys that are committed judge a release whose archive is not in the mirror', async () => {
    const facts = { name: 'web', version: '1.2.3', values: { keys: { port: {} } } };
    const bare = worldOf(release('{ prot: 1 }'), { charts: [facts] });
    const { world, read } = await withCharts(bare, newFolder(), realHelm, { cache: newFolder() });
    expect(check(world, ruleSets, read).findings.map(({ code }) => code)).toContain('chart-value-unknown');
  });
});

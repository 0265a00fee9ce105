import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCK_FILE, type Lock } from '../../lib/charts/lock.ts';
import { archiveDigest, lockRelease } from '../../lib/charts/lock-release.ts';
import { useLock, type WithLock, withLock } from '../../lib/charts/locked-subjects.ts';
import { capacityOf } from '../../lib/check/capacity/usage.ts';
import { check } from '../../lib/check/engine.ts';
import { chartUses } from '../../lib/check/releases.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import { World } from '../../lib/check/world.ts';
import { subjectsOf, worldOf } from '../check/world-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'locked-'));
const archive = join(folder, 'web-1.2.3.tgz');
writeFileSync(archive, 'archive');
afterAll(() => rmSync(folder, { recursive: true }));

const release = (values = '{}', version = '1.2.3'): string => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: site, namespace: default }
spec:
  interval: 1h
  chart: { spec: { chart: web, version: ${version}, sourceRef: { kind: HelmRepository, name: charts } } }
  values: ${values}
---
apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: HelmRepository
metadata: { name: charts, namespace: default }
spec: { interval: 1h, url: 'https://charts.example.com' }`;

/** What the chart makes: a pod that no schema takes, and that reads a secret which is not there. */
const MADE = `apiVersion: v1
kind: Pod
metadata: { name: site, namespace: default }
spec:
  hostNetwork: perhaps
  containers:
    - name: web
      image: nginx:1.27.5
      resources: { requests: { cpu: 300m, memory: 1Gi } }
      envFrom: [{ secretRef: { name: absent } }]`;

function rendered(made = MADE): World {
  const world = worldOf(release());
  const subjects = [...world.subjects, ...subjectsOf(made, { release: 'default/site' })];
  return new World({ ...world.props, subjects });
}

function lockOf(world = rendered()): Lock {
  return new Map([['default/site', lockRelease(world, chartUses(world)[0]!, archiveDigest(archive), [])]]);
}

/** Codes with the place of what the check says. */
function told({ world, read }: WithLock): string[] {
  return check(world, ruleSets, read)
    .findings.filter(({ severity }) => severity !== 'notice')
    .map(({ code, where }) => `${where.object ?? where.file} ${where.path ?? ''} ${code}`);
}

test('a locked object is judged by its references, and not by its schema', () => {
  expect(told(useLock(worldOf(release()), lockOf()))).toEqual([
    'Pod default/site spec.containers[0].envFrom[0].secretRef.name secret-missing',
  ]);
});

test('a plain object that names a locked one wrongly is told', () => {
  const made = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: default, annotations: { helm.sh/resource-policy: keep } }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }`;
  const user = (claim: string) => `${release()}
---
apiVersion: v1
kind: Pod
metadata: { name: user, namespace: default }
spec:
  containers: [{ name: c, image: 'nginx:1.27.5' }]
  volumes: [{ name: v, persistentVolumeClaim: { claimName: ${claim} } }]`;
  const lock = lockOf(rendered(made));
  expect(told(useLock(worldOf(user('data')), lock))).toEqual([]);
  expect(told(useLock(worldOf(user('date')), lock))).toEqual([
    'Pod default/user spec.volumes[0].persistentVolumeClaim.claimName claim-missing',
  ]);
});

test('what locked pods request is what rendered ones do', () => {
  const { world } = useLock(worldOf(release()), lockOf());
  const rows = capacityOf(world).rows;
  expect(rows).toEqual(capacityOf(rendered()).rows);
  expect(rows.map(({ release }) => release)).toContain('default/site');
});

test('that only the lock is known is said once for each release', () => {
  const { world, read } = useLock(worldOf(release()), lockOf());
  const { notJudged } = check(world, ruleSets, read);
  expect(notJudged.filter(({ why }) => /chart web/.test(why))).toEqual([
    { why: expect.stringContaining(LOCK_FILE), objects: ['HelmRelease default/site'] },
  ]);
});

test.each([
  ['other values', release('{ port: 80 }'), 'spec.values'],
  ['another version', release('{}', '1.2.4'), 'spec.chart.spec.version'],
])('a release with %s than the locked one is told, and its objects are left out', (_, yaml, path) => {
  const result = useLock(worldOf(yaml), lockOf());
  expect(told(result)).toEqual([`HelmRelease default/site ${path} chart-lock-stale`]);
  expect(result.read.reports.map(({ hint }) => hint)).toEqual([
    `Run npx hensteeth charts lock site, and commit ${LOCK_FILE}.`,
  ]);
  expect(result.world.subjects).toHaveLength(2);
});

test('a lock that was made for another Kubernetes is told', () => {
  const [[key, entry]] = [...lockOf()] as [[string, ReturnType<typeof lockRelease>]];
  const result = useLock(worldOf(release()), new Map([[key, { ...entry, kubernetes: '1.26.0' }]]));
  expect(told(result)).toEqual(['HelmRelease default/site spec.chart.spec.version chart-lock-stale']);
});

test('a release that was never locked is told where others are', () => {
  expect(told(useLock(worldOf(release()), new Map()))).toEqual([
    'HelmRelease default/site spec.chart.spec.version chart-lock-stale',
  ]);
});

test('an entry of a release that is gone is told at the lock', () => {
  expect(told(useLock(worldOf(''), lockOf()))).toEqual([`${LOCK_FILE} releases['default/site'] chart-lock-stale`]);
});

test('an archive with another digest is told with both', () => {
  const lock = lockOf();
  const locked = archiveDigest(archive);
  writeFileSync(archive, 'another archive');
  const result = useLock(worldOf(release()), lock, folder);
  expect(told(result)).toEqual(['HelmRelease default/site spec.chart.spec.version chart-lock-digest']);
  const { message } = result.read.reports[0]!;
  expect(message).toContain(locked);
  expect(message).toContain(archiveDigest(archive));
});

test('a release that is rendered is not taken from the lock', () => {
  const { world } = useLock(rendered(), lockOf());
  expect(world.subjects.filter(({ locked }) => locked)).toEqual([]);
});

test('a project without a lock is judged as it is', () => {
  const world = worldOf(release());
  expect(withLock(world, join(folder, 'nowhere'))).toEqual({ world, read: { reports: [], notJudged: [] } });
});

test('a broken lock is told, and not used', () => {
  writeFileSync(join(folder, LOCK_FILE), '{\n<<<<<<< HEAD\n');
  const result = withLock(worldOf(release()), folder);
  expect(told(result)).toEqual([`${LOCK_FILE}  chart-lock-broken`]);
  expect(result.read.reports[0]!.position).toEqual({ line: 2, column: 1 });
});

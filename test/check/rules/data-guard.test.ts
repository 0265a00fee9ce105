import { check } from '../../../lib/check/engine.ts';
import { ruleSets } from '../../../lib/check/rule-sets.ts';
import { dataRules } from '../../../lib/check/rules/data.ts';
import { guardDocs } from '../../../lib/check/rules/data-guard-docs.ts';
import type { Subject } from '../../../lib/check/subject.ts';
import type { World } from '../../../lib/check/world.ts';
import { installLosses } from '../../../lib/cli/install-losses.ts';
import { storageOf } from '../../../lib/node/storage.ts';
import { labOf, nodeWith } from '../../node/machines.ts';
import { scenario } from '../scenario.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';

const GUARDS = new Set(guardDocs.map(({ code }) => code));

/** What the guards alone tell of a world. */
function guarded(world: World): string[] {
  return told(dataRules, world).filter((line) => GUARDS.has(line.split(' ').at(-1)!));
}

const CLAIM = (metadata: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: photos, namespace: photos${metadata} }
spec: { resources: { requests: { storage: 1Gi } } }`;
const RELEASE = (spec: string, chart = 'photos') => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: photos, namespace: photos }
spec: { chart: { spec: { chart: ${chart} } }${spec} }`;
const PATCHED = (patch: string) => RELEASE(`, postRenderers: [{ kustomize: { patches: [${patch}] } }]`);

/** A release and the claim that its chart makes. */
function made(claim: string, release: string, given: Partial<Subject> = {}): World {
  const subjects = [...subjectsOf(release), ...subjectsOf(claim, { release: 'photos/photos', ...given })];
  return worldOf('', { subjects });
}

const KEEP = ', annotations: { helm.sh/resource-policy: keep }';
const PLACE = 'HelmRelease/photos spec.values release-claim';

test('a claim that a chart makes is told at its release, whether the chart was rendered or is only locked (release-claim)', () => {
  expect(guarded(made(CLAIM(''), RELEASE('')))).toEqual([PLACE]);
  const locked = made(CLAIM(''), RELEASE(''), { locked: true });
  expect(guarded(locked)).toEqual([PLACE]);
  expect(check(locked, [dataRules]).findings.map(({ code }) => code)).toEqual(['release-claim']);
});

test('a claim that Helm keeps, one whose data may go, and one that no chart makes are not told', () => {
  expect(guarded(made(CLAIM(KEEP), RELEASE('')))).toEqual([]);
  expect(guarded(made(CLAIM(', annotations: { scratch.hensteeth/reason: cache }'), RELEASE('')))).toEqual([]);
  expect(guarded(worldOf(`${RELEASE('')}\n---\n${CLAIM('')}`))).toEqual([]);
  expect(guarded(made(CLAIM(', annotations: { helm.sh/resource-policy: delete }'), RELEASE('')))).toEqual([PLACE]);
});

test.each<[string, string, string]>([
  [
    'by kind',
    "{ target: { kind: PersistentVolumeClaim }, patch: 'metadata: { name: x, annotations: { helm.sh/resource-policy: keep } }' }",
    'keeps',
  ],
  [
    'by a pattern of names',
    "{ target: { kind: Persistent.*, name: ph.* }, patch: 'metadata: { annotations: { helm.sh/resource-policy: keep } }' }",
    'keeps',
  ],
  [
    'by its own kind and name',
    "{ patch: '{ kind: PersistentVolumeClaim, metadata: { name: photos, annotations: { helm.sh/resource-policy: keep } } }' }",
    'keeps',
  ],
  [
    'by a JSON patch',
    "{ target: { kind: PersistentVolumeClaim }, patch: '[{ op: add, path: /metadata/annotations/helm.sh~1resource-policy, value: keep }]' }",
    'keeps',
  ],
  [
    'of another name',
    "{ target: { kind: PersistentVolumeClaim, name: phot }, patch: 'metadata: { annotations: { helm.sh/resource-policy: keep } }' }",
    'does not keep',
  ],
  [
    'of another kind',
    "{ target: { kind: Secret }, patch: 'metadata: { annotations: { helm.sh/resource-policy: keep } }' }",
    'does not keep',
  ],
  [
    'that takes it out',
    "{ target: { kind: PersistentVolumeClaim }, patch: '[{ op: remove, path: /metadata/annotations/helm.sh~1resource-policy }]' }",
    'does not keep',
  ],
  ['that is no YAML', "{ target: { kind: PersistentVolumeClaim }, patch: '[' }", 'does not keep'],
  [
    'whose pattern is none',
    "{ target: { kind: '(' }, patch: 'metadata: { annotations: { helm.sh/resource-policy: keep } }' }",
    'does not keep',
  ],
])('a patch behind the rendering %s', (_, patch, does) => {
  expect(guarded(made(CLAIM(''), PATCHED(patch)))).toEqual(does === 'keeps' ? [] : [PLACE]);
});

test('a strategic merge in the older form keeps the claim, too', () => {
  const merge = `{ kind: PersistentVolumeClaim, metadata: { name: photos${KEEP} } }`;
  const release = RELEASE(`, postRenderers: [{ kustomize: { patchesStrategicMerge: [${merge}] } }]`);
  expect(guarded(made(CLAIM(''), release))).toEqual([]);
});

test('an upgrade that uninstalls is said with the claim, and told once', () => {
  const world = made(CLAIM(''), RELEASE(', upgrade: { remediation: { strategy: uninstall } }'));
  const reports = [...dataRules.judge(world).reports];
  expect(reports.map(({ code }) => code)).toEqual(['release-claim']);
  expect(reports[0]!.message).toContain('upgrade');
});

test('force on a release with a claim is told at its place, and on one without it is not (release-force)', () => {
  for (const key of ['upgrade', 'rollback']) {
    const release = RELEASE(`, ${key}: { force: true }`);
    expect(guarded(made(CLAIM(KEEP), release))).toEqual([`HelmRelease/photos spec.${key}.force release-force`]);
    expect(guarded(worldOf(release))).toEqual([]);
  }
  expect(guarded(made(CLAIM(KEEP), RELEASE(', upgrade: { force: false }')))).toEqual([]);
});

test('the definition of logical volumes is judged by the API that the chart is told to speak (release-definition)', () => {
  const keep = (name: string) =>
    `, postRenderers: [{ kustomize: { patches: [{ target: { kind: CustomResourceDefinition, name: ${name} }, patch: 'metadata: { name: x, annotations: { helm.sh/resource-policy: keep } }' }] } }]`;
  const place = ['HelmRelease/photos spec.postRenderers release-definition'];
  const of = (spec: string) => guarded(worldOf(RELEASE(spec, 'topolvm')));
  expect(of('')).toEqual(place);
  expect(of(keep('logicalvolumes.topolvm.io'))).toEqual([]);
  expect(of(`${keep('logicalvolumes.topolvm.io')}, values: { useLegacy: true }`)).toEqual(place);
  expect(of(`${keep('logicalvolumes.topolvm.cybozu.com')}, values: { useLegacy: true }`)).toEqual([]);
});

const LAYER = (spec: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: test, namespace: flux-system }
spec: { path: ./test, prune: false${spec} }
---
`;

test('a layer that is forced is told once for all of its claims, and not for what holds no data (force-data)', () => {
  const second = CLAIM('').replaceAll('photos', 'music');
  const world = worldOf(`${LAYER(', force: true')}${CLAIM('')}\n---\n${second}`);
  expect(guarded(world)).toEqual(['Kustomization/test spec.force force-data']);
  expect([...dataRules.judge(world).reports][0]!.message).toContain('and 1 more');
  expect(guarded(worldOf(`${LAYER(', force: true')}apiVersion: v1\nkind: Service\nmetadata: { name: a }`))).toEqual([]);
  expect(guarded(worldOf(`${LAYER('')}${CLAIM('')}`))).toEqual([]);
  const scratch = CLAIM(', annotations: { scratch.hensteeth/reason: cache }');
  expect(guarded(worldOf(`${LAYER(', force: true')}${scratch}`))).toEqual([]);
});

test('a single claim that is marked for force is told at its mark', () => {
  const place = ['PersistentVolumeClaim/photos metadata.annotations force-data'];
  for (const mark of ['annotations', 'labels']) {
    const claim = CLAIM(`, ${mark}: { kustomize.toolkit.fluxcd.io/force: enabled }`);
    expect(guarded(worldOf(`${LAYER('')}${claim}`))).toEqual(place);
    expect(guarded(worldOf(`${LAYER('')}${claim.replace('enabled', 'disabled')}`))).toEqual([]);
  }
});

/** TopoLVM with these device classes, its definition kept. */
const TOPOLVM = (lvmd: string) =>
  RELEASE(
    `, values: { lvmd: { ${lvmd} } }, postRenderers: [{ kustomize: { patches: [{ target: { kind: CustomResourceDefinition }, patch: 'metadata: { annotations: { helm.sh/resource-policy: keep } }' }] } }]`,
    'topolvm',
  );

test('a device class that spares nothing is told, also of the nodes beyond the first (volume-group-spare)', () => {
  const none = '{ name: ssd, volume-group: vg0, spare-gb: 0 }';
  const some = '{ name: ssd, volume-group: vg0, spare-gb: 10 }';
  const at = 'HelmRelease/photos spec.values.lvmd';
  expect(guarded(worldOf(TOPOLVM(`deviceClasses: [${none}]`)))).toEqual([
    `${at}.deviceClasses[0].spare-gb volume-group-spare`,
  ]);
  const second = `deviceClasses: [${some}], additionalConfigs: [{ device-classes: [${some}, ${none}] }]`;
  expect(guarded(worldOf(TOPOLVM(second)))).toEqual([
    `${at}.additionalConfigs[0].device-classes[1].spare-gb volume-group-spare`,
  ]);
  expect(guarded(worldOf(TOPOLVM('deviceClasses: [{ name: ssd, volume-group: vg0 }]')))).toEqual([]);
});

test('a volume group without spare that holds the root volume is said so', () => {
  const { facts } = labOf(nodeWith());
  const group = facts.nodes[0]!.volumeGroups[0]!.name;
  const yaml = TOPOLVM(`deviceClasses: [{ name: ssd, volume-group: ${group}, spare-gb: 0 }]`);
  const reports = [...dataRules.judge(worldOf(yaml, { facts })).reports];
  expect(reports.find(({ code }) => code === 'volume-group-spare')?.message).toContain('holds the root volume');
});

test('a thin pool that promises more than it has is told unless an alert watches it (thin-pool-unwatched)', () => {
  const pool = (ratio: string) =>
    TOPOLVM(
      `deviceClasses: [{ name: ssd, volume-group: vg0, type: thin, spare-gb: 0, thin-pool: { name: p, overprovision-ratio: ${ratio} } }]`,
    );
  const rule = (expr: string) => `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: pools }
spec: { groups: [{ name: a, rules: [{ alert: A, expr: "${expr}" }] }] }`;
  expect(guarded(worldOf(pool('1.5')))).toEqual([
    'HelmRelease/photos spec.values.lvmd.deviceClasses[0].thin-pool.overprovision-ratio thin-pool-unwatched',
  ]);
  expect(guarded(worldOf(pool('1.0')))).toEqual([]);
  expect(guarded(worldOf(`${pool('1.5')}\n---\n${rule('topolvm_thinpool_data_percent > 80')}`))).toEqual([]);
  expect(guarded(worldOf(`${pool('1.5')}\n---\n${rule('up == 0')}`))).toHaveLength(1);
});

test('a system disk by its size is told when a volume group has a disk beside it (install-disk)', () => {
  const beside = { name: 'vg1', deviceClass: 'hdd', sizeGiB: 100, disk: { serial: 'abc' } };
  const told = (disk: object, ...groups: object[]) => {
    const node = nodeWith({ disk });
    const { facts } = labOf({ ...node, volumeGroups: [...node.volumeGroups, ...groups] as typeof node.volumeGroups });
    return guarded(worldOf('', { facts }));
  };
  expect(told({ size: 'smallest' }, beside)).toEqual(['nodes[0].machine.disk.size install-disk']);
  expect(told({ size: 'smallest' })).toEqual([]);
  expect(told({ serial: 'def' }, beside)).toEqual([]);
});

test('answers for the installer that would lose volumes are told of each node and way (install-wipe)', () => {
  const lab = labOf(nodeWith());
  expect(installLosses(lab)).toEqual([]);
  const wiping: typeof storageOf = (node, reinstall) =>
    storageOf(node, reinstall).map((one) =>
      one.type === 'disk' ? { ...one, preserve: false, wipe: 'superblock-recursive' } : one,
    );
  const reports = installLosses(lab, wiping);
  expect(reports.map(({ code, file }) => `${code} ${file}`)).toEqual(Array(3).fill('install-wipe lib/node/storage.ts'));
  expect(check(worldOf(''), ruleSets, { reports, notJudged: [] }).counts.errors).toBe(3);
});

test('a set of the Prometheus operator that deletes its claims is told as one of Kubernetes is (claim-retention)', () => {
  const prometheus = (spec: string) => `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main }
spec: { persistentVolumeClaimRetentionPolicy: { whenScaled: Delete }${spec} }`;
  const storage = ', storage: { volumeClaimTemplate: { spec: {} } }';
  expect(told(dataRules, worldOf(prometheus(storage)))).toEqual([
    'Prometheus/main spec.persistentVolumeClaimRetentionPolicy.whenScaled claim-retention',
  ]);
  expect(told(dataRules, worldOf(prometheus('')))).toEqual([]);
});

test('a class that deletes is told where its chart is only locked', () => {
  const yaml = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: ssd }
reclaimPolicy: Delete`;
  const set = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: a }
spec: { volumeClaimTemplates: [{ metadata: { name: data }, spec: { storageClassName: ssd } }] }`;
  const locked = subjectsOf(yaml, { release: 'topolvm-system/topolvm', locked: true });
  const verdict = check(worldOf('', { subjects: [...locked, ...subjectsOf(set)] }), [dataRules]);
  expect(verdict.findings.map(({ code, where }) => `${code} ${where.path}`)).toEqual(['storage-reclaim reclaimPolicy']);
});

test('garbage is passed over', () => {
  const garbage = ['7', 'null', '[]', '[null, 7]', '{ a: 1 }', 'text'];
  for (const bad of garbage) {
    const spec = `, upgrade: ${bad}, rollback: ${bad}, postRenderers: ${bad}, values: ${bad}`;
    const release = RELEASE(spec, 'topolvm');
    expect(() => guarded(made(CLAIM(`, annotations: ${bad}`), release))).not.toThrow();
    const patches = RELEASE(`, postRenderers: [{ kustomize: { patches: ${bad}, patchesStrategicMerge: ${bad} } }]`);
    expect(() => guarded(made(CLAIM(''), patches))).not.toThrow();
    const lvmd = `deviceClasses: ${bad}, additionalConfigs: ${bad}, nodeSelector: ${bad}`;
    expect(() => guarded(worldOf(TOPOLVM(lvmd)))).not.toThrow();
    expect(() => guarded(worldOf(`${LAYER(`, force: ${bad}`)}${CLAIM('')}`))).not.toThrow();
  }
});

test('what a release makes is of that release in an example', () => {
  const world = scenario(`# made by: a/b\n${CLAIM('')}\n# file: dist/a.yaml\n${RELEASE('')}`);
  expect(world.subjects.map(({ release }) => release)).toEqual(['a/b', undefined]);
});

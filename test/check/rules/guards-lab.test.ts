import { withLock } from '../../../lib/charts/locked-subjects.ts';
import { check } from '../../../lib/check/engine.ts';
import { labWorld } from '../../../lib/check/lab-world.ts';
import { ruleSets } from '../../../lib/check/rule-sets.ts';
import { type Subject, subjectName } from '../../../lib/check/subject.ts';
import { World } from '../../../lib/check/world.ts';
import type { Manifest } from '../../../lib/core/manifest.ts';
import { render } from '../../../lib/core/render.ts';
import lab from '../../../main.ts';

const { world } = withLock(labWorld('.', lab, render(lab)), '.');

/** A value at a path of an object; `undefined` takes it out. */
type Edit = readonly [path: readonly (string | number)[], value: unknown];

/** Errors and warnings of the shipped lab after an edit of one object, as `code object path`. */
function after(subject: Subject, ...edits: readonly Edit[]): string[] {
  const manifest = edits.reduce<unknown>((at, [path, value]) => put(at, path, value), subject.manifest) as Manifest;
  const subjects = world.subjects.map((each) => (each === subject ? { ...each, source: undefined, manifest } : each));
  const { findings } = check(new World({ ...world.props, subjects }), ruleSets);
  const wrong = findings.filter(({ severity }) => severity !== 'notice');
  return wrong.map(({ code, where }) => `${code} ${where.object} ${where.path}`);
}

function put(at: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value;
  const copy = (Array.isArray(at) ? [...at] : { ...(at as object) }) as Record<string | number, unknown>;
  const made = put(copy[step] ?? {}, rest, value);
  if (made === undefined) delete copy[step];
  else copy[step] = made;
  return copy;
}

const found = (kind: string, isMeant: (subject: Subject) => boolean = () => true): Subject[] =>
  world.ofKind(kind).filter(isMeant);
const named =
  (name: string) =>
  ({ manifest }: Subject) =>
    manifest.metadata.name === name;
const dropAnnotations: Edit = [['metadata', 'annotations'], undefined];

test('the shipped lab with what its charts make has neither errors nor warnings', () => {
  const { findings } = check(world, ruleSets);
  expect(findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
});

test('every namespace of the lab that Flux may prune is told once', () => {
  const namespaces = found('Namespace');
  expect(namespaces.length).toBeGreaterThan(5);
  for (const one of namespaces) {
    expect(after(one, dropAnnotations)).toEqual([`prune-data ${subjectName(one)} metadata.annotations`]);
  }
});

test('every release of the lab that data hangs on is told once when Flux may prune it', () => {
  const kept = found('HelmRelease', ({ manifest }) => manifest.metadata.annotations !== undefined);
  expect(kept.map(({ manifest }) => manifest.metadata.name).sort()).toEqual([
    'cert-manager',
    'kube-prometheus',
    'topolvm',
  ]);
  for (const one of kept) {
    expect(after(one, dropAnnotations)).toEqual([`prune-release ${subjectName(one)} metadata.annotations`]);
  }
});

test('every claim that a chart of the lab makes is told once at its release when Helm may delete it', () => {
  const claims = found('PersistentVolumeClaim', ({ release }) => release !== undefined);
  expect(claims.map(({ release }) => release).sort()).toEqual(['monitoring/grafana', 'monitoring/thanos']);
  for (const one of claims) {
    expect(after(one, dropAnnotations)).toEqual([`release-claim HelmRelease ${one.release} spec.values`]);
  }
});

test('the definition of the volumes of the lab is told once when an uninstall deletes it', () => {
  const [topolvm] = found('HelmRelease', named('topolvm'));
  const told = after(topolvm!, [['spec', 'postRenderers'], undefined]);
  expect(told).toEqual(['release-definition HelmRelease topolvm-system/topolvm spec.postRenderers']);
});

test('a storage class of the lab that deletes is told once, though its chart is only locked', () => {
  const classes = found('StorageClass');
  expect(classes.length).toBeGreaterThan(0);
  for (const one of classes) {
    for (const policy of ['Delete', undefined]) {
      const told = after(one, [['reclaimPolicy'], policy]);
      expect(told).toEqual([`storage-reclaim ${subjectName(one)} reclaimPolicy`]);
    }
  }
});

test('every set of the lab with claims is told once when they go with it', () => {
  const sets = [...found('StatefulSet'), ...found('Prometheus'), ...found('Alertmanager')];
  expect(sets.length).toBeGreaterThan(3);
  for (const one of sets) {
    for (const key of ['whenDeleted', 'whenScaled']) {
      const told = after(one, [['spec', 'persistentVolumeClaimRetentionPolicy'], { [key]: 'Delete' }]);
      expect(told).toEqual([`claim-retention ${subjectName(one)} spec.persistentVolumeClaimRetentionPolicy.${key}`]);
    }
  }
});

test('a volume group of the lab without spare is told once', () => {
  const [topolvm] = found('HelmRelease', named('topolvm'));
  const told = after(topolvm!, [['spec', 'values', 'lvmd', 'deviceClasses', 0, 'spare-gb'], 0]);
  expect(told).toEqual([
    'volume-group-spare HelmRelease topolvm-system/topolvm spec.values.lvmd.deviceClasses[0].spare-gb',
  ]);
});

test('force is told on the releases of the lab that make a claim, and on no other', () => {
  const told = found('HelmRelease').flatMap((one) => after(one, [['spec', 'upgrade', 'force'], true]));
  expect(told.sort()).toEqual([
    'release-force HelmRelease monitoring/grafana spec.upgrade.force',
    'release-force HelmRelease monitoring/thanos spec.upgrade.force',
  ]);
});

test('what is no danger to data is not told by the guards: tries, timeouts, rollbacks, layers without data', () => {
  for (const one of found('HelmRelease')) {
    const told = after(
      one,
      [['spec', 'upgrade', 'remediation'], { strategy: 'rollback', retries: 9 }],
      [['spec', 'timeout'], '20m'],
      [['spec', 'install', 'remediation'], { retries: -1 }],
    );
    expect(told).toEqual([]);
  }
  const layers = found('Kustomization', ({ manifest }) => manifest.metadata.name !== 'namespaces');
  for (const one of layers) {
    const told = after(one, [['spec', 'force'], true]);
    expect(told).toEqual([]);
  }
});

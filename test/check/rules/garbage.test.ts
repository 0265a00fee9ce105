import * as fc from 'fast-check';
import { check } from '../../../lib/check/engine.ts';
import { record } from '../../../lib/check/pods.ts';
import { ruleSets } from '../../../lib/check/rule-sets.ts';
import { referenceRules } from '../../../lib/check/rules/reference.ts';
import type { Manifest } from '../../../lib/core/manifest.ts';
import { growth } from '../../growth.ts';
import { subjectsOf, worldOf } from '../world-of.ts';

/** Places that rules look at, to be filled with anything. */
const documents = ruleSets
  .flatMap(({ rules }) => rules.map(({ bad }) => bad))
  .filter((bad) => bad.startsWith('apiVersion:'));
const junk = fc.constantFrom<unknown>(
  null,
  0,
  1.5,
  true,
  '',
  'text',
  '*',
  'constructor',
  [],
  [null],
  ['x'],
  {},
  { name: 1 },
  { toString: {}, valueOf: 1 },
  '://a.b.svc:99999',
);

/** Replaces one place of a value, chosen by a number, and leaves the identity of the object alone. */
function broken(value: unknown, at: { left: number }, by: unknown): unknown {
  if (at.left-- === 0) return by;
  if (Array.isArray(value)) return value.map((item) => broken(item, at, by));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, broken(inner, at, by)]));
}

/** Identity is text before an object comes to the rules: the reader refuses any other. */
function brokenBelowIdentity(manifest: Manifest, place: number, by: unknown): Manifest {
  const { apiVersion, kind, metadata } = manifest;
  const changed = record(broken(manifest, { left: place + 1 }, by));
  const identity = Object.entries(metadata).filter(([key]) => key === 'name' || key === 'namespace');
  return {
    ...changed,
    apiVersion,
    kind,
    metadata: { ...record(changed['metadata']), ...Object.fromEntries(identity) },
  } as Manifest;
}

function judged(manifests: readonly Manifest[]) {
  const [subject] = subjectsOf('{ apiVersion: v1, kind: Pod, metadata: { name: a } }');
  const subjects = manifests.map((manifest, document) => ({ ...subject!, manifest, document }));
  return [...referenceRules.judge(worldOf('', { subjects })).reports];
}

test('an object with anything in any place is judged by all rules without a throw', () => {
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.nat(60), junk, (yaml, place, by) => {
      const subjects = subjectsOf(yaml).map((subject, i) =>
        i === 0 ? { ...subject, manifest: brokenBelowIdentity(subject.manifest, place, by) } : subject,
      );
      for (const { message } of check(worldOf('', { subjects }), ruleSets).findings)
        expect(message).not.toContain('undefined');
    }),
    { numRuns: 2000 },
  );
});

test('an object of any depth is searched for variables without a throw', () => {
  let deep: unknown = '$' + '{GONE}';
  for (let i = 0; i < 10_000; i++) deep = [deep];
  const layer = subjectsOf(`
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: test, namespace: flux-system }
spec: { postBuild: { substitute: { A: b } } }
`)[0]!.manifest;
  const reports = judged([
    layer,
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'deep', namespace: 'default' }, deep },
  ]);
  expect(reports.map(({ code }) => code)).toEqual(['substitute-undefined']);
});

test('a folder in which nothing fits takes no more than eight times as long at four times the objects', () => {
  const work = (count: number) => {
    const objects = misfits(count);
    return () => judged(objects);
  };
  expect(growth(1_000, 4_000, work)).toBeLessThan(8);
  expect(work(1_000)()).toHaveLength(1_000);
});

function misfits(count: number): Manifest[] {
  return Array.from({ length: count }, (_, i): Manifest[] => [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `pod-${i}`, namespace: 'default', labels: { app: `app-${i}` } },
      spec: {},
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `service-${i}`, namespace: 'default' },
      spec: { selector: { app: `gone-${i}` } },
    },
  ]).flat();
}

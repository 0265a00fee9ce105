import { factsOf, selectedLabels } from '../../lib/charts/lock-facts.ts';
import type { Manifest } from '../../lib/core/manifest.ts';
import { subjectsOf } from '../check/world-of.ts';

function facts(yaml: string, selected: readonly string[] = []): Manifest {
  return factsOf(subjectsOf(yaml)[0]!.manifest, new Set(selected));
}

const POD = (container: string): string => `apiVersion: v1
kind: Pod
metadata: { name: a, namespace: b }
spec: { containers: [{ name: c, ${container} }] }`;

test('of a config map only its keys are kept', () => {
  const map = facts('{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, data: { run.sh: rm -rf / } }');
  expect(map['data']).toEqual({ 'run.sh': '' });
});

test('of a secret only its keys and its type are kept', () => {
  const secret = facts(
    '{ apiVersion: v1, kind: Secret, metadata: { name: a }, type: Opaque, data: { key: aGk= }, stringData: { word: hi } }',
  );
  expect(secret).toMatchObject({ type: 'Opaque', data: { key: '' }, stringData: { word: '' } });
});

test.each([
  ['a script', 'args: ["-c", "curl x | sh\\n"]', ['-c']],
  ['a password in a flag', 'args: [--db-password=x, --port=80]', ['--port=80']],
  ['a password in an address', 'args: [--url=http://me:word@db.b.svc:80]', undefined],
])('%s is not kept among arguments', (_, container, args) => {
  expect(facts(POD(container))).toHaveProperty('spec.containers', [{ ...(args && { args }), name: 'c' }]);
});

test('variables are kept as far as they refer to something', () => {
  const env = `[{ name: A, value: word }, { name: B, value: 'http://db.b.svc:80' }, { name: C, valueFrom: { secretKeyRef: { name: s, key: k } } }]`;
  expect(facts(POD(`env: ${env}`))).toHaveProperty('spec.containers.0.env', [
    { name: 'B', value: 'http://db.b.svc:80' },
    { name: 'C', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
  ]);
});

test('a label that changes with each version of a chart is kept only where a selector asks for it', () => {
  const yaml = '{ apiVersion: v1, kind: Service, metadata: { name: a, labels: { app: x, helm.sh/chart: x-1.2.3 } } }';
  expect(facts(yaml).metadata.labels).toEqual({ app: 'x' });
  expect(facts(yaml, ['helm.sh/chart']).metadata.labels).toEqual({ app: 'x', 'helm.sh/chart': 'x-1.2.3' });
});

test('labels of what nothing selects are left out', () => {
  const yaml = '{ apiVersion: v1, kind: ServiceAccount, metadata: { name: a, labels: { app: x } } }';
  expect(facts(yaml).metadata).toEqual({ name: 'a' });
});

test('labels are found in selectors of every form', () => {
  const found = selectedLabels([
    { spec: { selector: { app: 'x' } } },
    { spec: { selector: { matchLabels: { tier: 'y' }, matchExpressions: [{ key: 'zone', operator: 'Exists' }] } } },
  ]);
  expect([...found]).toEqual(expect.arrayContaining(['app', 'tier', 'zone']));
});

test('of a kind that nothing is known of, the identity is kept', () => {
  const yaml =
    '{ apiVersion: example.com/v1, kind: Thing, metadata: { name: a }, spec: { text: long }, description: more }';
  expect(facts(yaml)).toEqual({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' } });
});

test('notes in annotations are left out, hooks and classes are kept', () => {
  const yaml =
    '{ apiVersion: v1, kind: ServiceAccount, metadata: { name: a, annotations: { helm.sh/hook: pre-install, helm.sh/hook-weight: "-5", note: why } } }';
  expect(facts(yaml).metadata.annotations).toEqual({ 'helm.sh/hook': 'pre-install', 'helm.sh/hook-weight': '-5' });
});

test.each([null, 7, 'text', [null], { matchLabels: null }, { matchExpressions: [7] }, { selector: 'text' }])(
  'no selector in %j is no mistake',
  (value) => {
    expect([...selectedLabels(value)]).toEqual([]);
  },
);

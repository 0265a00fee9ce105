import { readLock } from '../../../lib/charts/lock.ts';
import { check } from '../../../lib/check/engine.ts';
import { ruleSets } from '../../../lib/check/rule-sets.ts';
import { World } from '../../../lib/check/world.ts';
import type { Manifest } from '../../../lib/core/manifest.ts';
import { completed, STAND_IN } from '../../../lib/simulator/stand-in-objects.ts';
import { subjectsOf, worldOf } from '../../check/world-of.ts';

const { schemas } = worldOf('').props;
const whole = (yaml: string): Manifest => completed(subjectsOf(yaml)[0]!.manifest, schemas);

test('what the lock of the lab has of every object becomes whole: no schema of the track refuses it', () => {
  const objects = [...readLock('.')!.values()].flatMap((release) => release.objects);
  const subjects = objects.map((object, document) => ({
    manifest: completed(object, schemas),
    file: 'charts.lock.json',
    document,
    layer: 'test',
    release: undefined,
    source: undefined,
  }));
  const { findings } = check(new World({ ...worldOf('').props, subjects }), ruleSets);
  const refused = findings.filter(({ code }) => code.startsWith('schema-'));
  expect(refused.map(({ code, where }) => `${where.object} ${where.path} ${code}`)).toEqual([]);
  expect(subjects.length).toBeGreaterThan(150);
});

test('every object says what it is', () => {
  const { metadata } = whole('{ apiVersion: v1, kind: ServiceAccount, metadata: { name: a, annotations: { b: c } } }');
  expect(metadata).toEqual({ name: 'a', annotations: { b: 'c', [STAND_IN]: 'charts.lock.json' } });
});

test('a container without an image gets one, and its mounts get paths of their own', () => {
  const { spec } = whole(`apiVersion: v1
kind: Pod
metadata: { name: a }
spec: { containers: [{ name: b, volumeMounts: [{ name: c }, { name: d, subPath: e }] }] }`);
  const volumeMounts = [
    { name: 'c', mountPath: '/stand-in/0' },
    { name: 'd', subPath: 'e', mountPath: '/stand-in/1' },
  ];
  expect(spec).toEqual({ containers: [{ name: 'b', image: 'stand-in', volumeMounts }] });
});

test('a selector finds the pods of its own workload', () => {
  const { spec } = whole(`apiVersion: apps/v1
kind: Deployment
metadata: { name: a }
spec: { selector: { matchLabels: { app: b } }, template: { metadata: { labels: { c: d } } } }`);
  expect(spec).toMatchObject({
    selector: { matchLabels: { app: 'b' } },
    template: { metadata: { labels: { c: 'd', app: 'b' } }, spec: { containers: [{ name: 'stand-in-0' }] } },
  });
});

test('a workload of which nothing is known selects by its own name', () => {
  const { spec } = whole('{ apiVersion: apps/v1, kind: DaemonSet, metadata: { name: a } }');
  expect(spec).toMatchObject({
    selector: { matchLabels: { [STAND_IN]: 'a' } },
    template: { metadata: { labels: { [STAND_IN]: 'a' } } },
  });
});

test('keys of config maps and secrets hold a text that says so', () => {
  const map = whole('{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, data: { b: "" } }');
  expect(map['data']).toEqual({ b: 'stand-in' });
  const secret = whole('{ apiVersion: v1, kind: Secret, metadata: { name: a }, data: { b: "" } }');
  expect(secret['data']).toEqual({ b: Buffer.from('stand-in').toString('base64') });
});

test('a pull secret holds the form that the API server reads', () => {
  const { data } = whole(
    '{ apiVersion: v1, kind: Secret, metadata: { name: a }, type: kubernetes.io/dockerconfigjson, data: { .dockerconfigjson: "" } }',
  );
  expect(data).toEqual({ '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') });
});

test("a token's secret names an account, and says what it is", () => {
  const { metadata } = whole(
    '{ apiVersion: v1, kind: Secret, metadata: { name: a }, type: kubernetes.io/service-account-token }',
  );
  expect(metadata.annotations).toEqual({
    'kubernetes.io/service-account.name': 'default',
    [STAND_IN]: 'charts.lock.json',
  });
});

test('rights that the lock leaves out are none', () => {
  const role = '{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: a } }';
  expect(whole(role)['rules']).toEqual([]);
});

test('a webhook has all that its kind requires, and keeps what the lock says', () => {
  const { webhooks } = whole(`apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: a }
webhooks: [{ name: b.example.com, clientConfig: { service: { name: c, namespace: d } } }]`);
  expect(webhooks).toEqual([
    {
      name: 'b.example.com',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      clientConfig: { service: { name: 'c', namespace: 'd' } },
    },
  ]);
});

test.each([
  ['Job', ['spec', 'template', 'spec', 'restartPolicy'], 'OnFailure'],
  ['CronJob', ['spec', 'schedule'], '@yearly'],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'restartPolicy'], 'OnFailure'],
])('a %s has %j', (kind, path, value) => {
  const made = whole(`{ apiVersion: batch/v1, kind: ${kind}, metadata: { name: a } }`);
  expect(made).toHaveProperty(path, value);
});

test('what a definition requires is there, in its least form', () => {
  const { spec } = whole('{ apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: { name: a } }');
  expect(spec).toEqual({ endpoints: [], selector: {} });
});

test('a kind without a schema stays as the lock has it', () => {
  const { metadata: _, ...rest } = whole('{ apiVersion: a.example.com/v1, kind: Odd, metadata: { name: a } }');
  expect(rest).toEqual({ apiVersion: 'a.example.com/v1', kind: 'Odd' });
});

import { withCharts } from '../../lib/charts/charts-world.ts';
import { withOrigins } from '../../lib/charts/value-origin.ts';
import { check } from '../../lib/check/engine.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { parsePath } from '../../lib/check/parse-path.ts';
import type { Step } from '../../lib/check/path.ts';
import { record } from '../../lib/check/pods.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import type { Subject } from '../../lib/check/subject.ts';
import { World } from '../../lib/check/world.ts';
import { render } from '../../lib/core/render.ts';
import lab from '../../main.ts';
import { BUILD_TIMEOUT, describeWithHelm, newFolder, realHelm, removeScratch } from './real-helm.ts';

const mirror = process.env['HENSTEETH_CHART_MIRROR'];
if (!mirror)
  process.stderr.write(
    'skipped: origins in the charts of the lab: HENSTEETH_CHART_MIRROR names no folder of archives\n',
  );

/** A mistake in the values of a release of the lab: what is then told of a rendered object, and at which value. */
type Mistake = readonly [release: string, path: string, value: unknown, code: string, at?: string];

const MISTAKES: readonly Mistake[] = [
  ['grafana', 'persistence.storageClass', 'no-such-class', 'storage-class-missing'],
  ['grafana', 'ingress.hostname', 'grafana.elsewhere.org', 'network-host-zone'],
  ['grafana', 'admin.existingSecret', 'grafana-amdin', 'secret-missing'],
  ['grafana', 'grafana.resources.requests.memory', '768Mi', 'schema-limit'],
  ['grafana', 'service.ports.grafana', 70000, 'schema-port'],
  [
    'grafana',
    'datasources.secretDefinition.datasources[0].url',
    'http://nobody.monitoring.svc',
    'service-address-missing',
  ],
  ['kube-prometheus', 'prometheus.persistence.size', '950Gi', 'capacity-claim'],
  ['kube-prometheus', 'alertmanager.persistence.storageClass', 'wrong-class', 'storage-class-missing'],
  ['kube-prometheus', 'prometheus.retention', '10 days', 'schema-pattern'],
  ['kube-prometheus', 'prometheus.thanos.service.ports.grpc', 80800, 'schema-port'],
  ['kube-prometheus', 'kube-state-metrics.resources.requests.memory', '512Mi', 'schema-limit'],
  ['thanos', 'storegateway.persistence.size', '808Gi', 'capacity-claim'],
  // Either the name or the namespace of the service is wrong, and the finding names both.
  ['thanos', 'query.dnsDiscovery.sidecarsService', 'nobody', 'thanos-endpoint-missing', 'query.dnsDiscovery'],
];

function changed(value: unknown, [step, ...rest]: readonly Step[], to: unknown): unknown {
  if (step === undefined) return to;
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? changed(item, rest, to) : item));
  const map = record(value);
  return { ...map, [step]: changed(map[step], rest, to) };
}

function mistaken(subject: Subject): Subject {
  const mine = MISTAKES.filter(([release]) => release === subject.manifest.metadata.name);
  if (subject.manifest.kind !== 'HelmRelease' || mine.length === 0) return subject;
  const manifest = mine.reduce<unknown>(
    (at, [, path, value]) => changed(at, ['spec', 'values', ...parsePath(path)], value),
    subject.manifest,
  );
  return { ...subject, manifest: manifest as Subject['manifest'] };
}

afterAll(removeScratch);

(mirror ? describeWithHelm : describe.skip)('mistakes in the values of the real charts', () => {
  jest.setTimeout(BUILD_TIMEOUT);

  test('each is told at its value, proven, and nothing else is blamed', async () => {
    const whole = labWorld('.', lab, render(lab));
    const wrong = new World({ ...whole.props, subjects: whole.subjects.map(mistaken) });
    const { world, read, releases } = await withCharts(wrong, mirror!, realHelm, { cache: newFolder() });
    const { findings } = await withOrigins(check(world, ruleSets, read), releases, () => undefined);
    const made = findings.filter(({ severity, where }) => severity === 'error' && where.template !== undefined);
    const told = made.map(({ code, subject, where: { value } }) => {
      return `${subject!.release} ${value?.path} ${code} ${value?.isProven ? 'proven' : 'likely'}`;
    });
    const expected = MISTAKES.map(([release, path, , code, at = path]) => {
      return `monitoring/${release} spec.values.${at} ${code} proven`;
    });
    expect(told.sort()).toEqual(expected.sort());
  });
});

import { withCharts } from '../../lib/charts/charts-world.ts';
import { check } from '../../lib/check/engine.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { record } from '../../lib/check/pods.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import type { Subject } from '../../lib/check/subject.ts';
import { World } from '../../lib/check/world.ts';
import { render } from '../../lib/core/render.ts';
import lab from '../../main.ts';
import { BUILD_TIMEOUT, describeWithHelm, newFolder, realHelm, removeScratch } from './real-helm.ts';

const mirror = process.env['HENSTEETH_CHART_MIRROR'];
if (!mirror) process.stderr.write('skipped: planted mistakes: HENSTEETH_CHART_MIRROR names no folder of archives\n');

/** A value of one release, as its owner might have got it wrong, and what must be told of it. */
interface Plant {
  readonly mistake: string;
  readonly release: string;
  readonly path: readonly string[];
  readonly value: unknown;
  readonly code: string;
  /** Object and path that the finding stands at. */
  readonly place: string;
}

const plants: readonly Plant[] = [
  {
    mistake: 'an ingress class that no controller has',
    release: 'grafana',
    path: ['ingress', 'ingressClassName'],
    value: 'pubic',
    code: 'ingress-class-missing',
    place: 'Ingress monitoring/grafana spec.ingressClassName',
  },
  {
    mistake: 'a nested key, misspelt',
    release: 'kube-prometheus',
    path: ['prometheus', 'persistance', 'enabled'],
    value: true,
    code: 'chart-value-unknown',
    place: 'HelmRelease monitoring/kube-prometheus spec.values.prometheus.persistance',
  },
  {
    mistake: 'a key at the top, misspelt',
    release: 'thanos',
    path: ['compacter', 'enabled'],
    value: true,
    code: 'chart-value-unknown',
    place: 'HelmRelease monitoring/thanos spec.values.compacter',
  },
  {
    mistake: 'a key of a subchart, misspelt',
    release: 'kube-prometheus',
    path: ['node-exporter', 'extraArg'],
    value: {},
    code: 'chart-value-unknown',
    place: 'HelmRelease monitoring/kube-prometheus spec.values.node-exporter.extraArg',
  },
  {
    mistake: 'a secret that nobody makes',
    release: 'thanos',
    path: ['existingObjstoreSecret'],
    value: 'thanos-objectstore',
    code: 'secret-missing',
    place: 'Deployment monitoring/thanos-compactor spec.template.spec.volumes[0].secret.secretName',
  },
  {
    mistake: 'an issuer that nobody makes',
    release: 'grafana',
    path: ['ingress', 'annotations', 'cert-manager.io/cluster-issuer'],
    value: 'letsencrypt-stage',
    code: 'issuer-missing',
    place: "Ingress monitoring/grafana metadata.annotations['cert-manager.io/cluster-issuer']",
  },
  {
    mistake: 'a claim larger than the disk',
    release: 'grafana',
    path: ['persistence', 'size'],
    value: '900Gi',
    code: 'capacity-claim',
    place: 'PersistentVolumeClaim monitoring/grafana spec.resources.requests.storage',
  },
];

/** The lab with one value of one release put in the place of another. */
function planted({ release, path, value }: Plant): World {
  const world = labWorld('.', lab, render(lab));
  const subjects = world.subjects.map((subject): Subject => {
    const { kind, metadata } = subject.manifest;
    if (kind !== 'HelmRelease' || metadata.name !== release) return subject;
    const spec = record(subject.manifest['spec']);
    return {
      ...subject,
      manifest: { ...subject.manifest, spec: { ...spec, values: put(spec['values'], path, value) } },
    };
  });
  return new World({ ...world.props, subjects });
}

function put(values: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  return { ...record(values), [key]: put(record(values)[key], rest, value) };
}

(mirror ? describeWithHelm : describe.skip)('one mistake planted in the values of a chart from the mirror', () => {
  jest.setTimeout(BUILD_TIMEOUT);
  const cache = mirror ? newFolder() : '';
  afterAll(removeScratch);

  test.each(plants)('$mistake is told, with its place', async (plant) => {
    const { world, read } = await withCharts(planted(plant), mirror!, realHelm, { cache });
    const { findings } = check(world, ruleSets, read);
    const told = findings
      .filter(({ severity }) => severity !== 'notice')
      .map(({ code, where }) => `${code} ${where.object} ${where.path}`);
    expect(told).toContain(`${plant.code} ${plant.place}`);
  });
});

import type { ChartFacts, ChartValue } from '../../../lib/check/charts-input.ts';
import { chartRules } from '../../../lib/check/rules/chart.ts';
import { chartDocs } from '../../../lib/check/rules/chart-docs.ts';
import { codesOf } from '../scenario.ts';
import { told, worldOf } from '../world-of.ts';

const TEXT: ChartValue = { types: ['string'] };
const FLAG: ChartValue = { types: ['boolean'] };
const GRAFANA: ChartFacts = {
  name: 'grafana',
  version: '12.1.8',
  kubeVersion: '>= 1.23.0-0',
  versions: ['12.1.7', '12.1.8', '11.0.0'],
  values: {
    keys: {
      persistence: {
        types: ['object'],
        keys: { enabled: FLAG, size: TEXT, accessModes: { types: ['array'], items: TEXT } },
      },
      replicaCount: { types: ['number'], default: 1 },
      podLabels: { types: ['object'] },
      service: { keys: { port: { types: ['number', 'string'] } }, open: true },
      redis: { types: ['object'], keys: { auth: { types: ['object'], keys: { enabled: FLAG } } } },
      anything: {},
    },
  },
};
const CERT_MANAGER: ChartFacts = {
  name: 'cert-manager',
  version: 'v1.16.5',
  values: {
    closed: true,
    keys: {
      crds: { closed: true, keys: { enabled: FLAG, keep: FLAG } },
      installCRDs: { ...FLAG, default: false, deprecated: 'crds.enabled and crds.keep' },
    },
  },
};
const NEWER: ChartFacts = { ...GRAFANA, version: '13.0.0', kubeVersion: '>=1.29.0-0', versions: ['13.0.0'] };

function release(values: string, chart = 'grafana', version = '12.1.8'): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: ${chart}, namespace: monitoring }
spec: { chart: { spec: { chart: ${chart}, version: '${version}' } }, values: ${values} }`;
}

const of = (yaml: string, charts: readonly ChartFacts[] = [GRAFANA, CERT_MANAGER]) =>
  told(chartRules, worldOf(yaml, { charts }));
const hints = (yaml: string, charts: readonly ChartFacts[] = [GRAFANA]) =>
  [...chartRules.judge(worldOf(yaml, { charts })).reports].map(({ hint }) => hint);

/** What Helm refuses is told by whoever runs it: test/charts/charts-world.test.ts proves it. */
const judged = chartDocs.filter(({ code }) => code !== 'chart-render');

test.each(judged.map((rule) => [rule.code, rule] as const))(
  '%s tells its bad example and not its good one',
  (code, { bad, good }) => {
    const charts = code === 'chart-kubernetes' ? [GRAFANA, CERT_MANAGER, NEWER] : [GRAFANA, CERT_MANAGER];
    expect(codesOf(chartRules, bad, { charts })).toEqual([code]);
    expect(codesOf(chartRules, good, { charts })).toEqual([]);
  },
);

test('row 1: a misspelt value is told with the one that was meant', () => {
  expect(of(release('{ replicasCount: 2 }'))).toEqual([
    'HelmRelease/grafana spec.values.replicasCount chart-value-unknown',
  ]);
  expect(hints(release('{ replicasCount: 2 }'))).toEqual(["Did you mean 'replicaCount' (default: 1)?"]);
});

test('row 2: a misspelt value deep inside, or in a subchart, is told', () => {
  expect(of(release('{ persistence: { sise: 2Gi }, redis: { auth: { enable: false } } }'))).toEqual([
    'HelmRelease/grafana spec.values.persistence.sise chart-value-unknown',
    'HelmRelease/grafana spec.values.redis.auth.enable chart-value-unknown',
  ]);
});

test('maps with keys of the owner, and what every chart takes, are fine', () => {
  expect(
    of(
      release(
        '{ podLabels: { any: thing }, service: { port: 80, mine: 1 }, anything: { at: [all] }, global: { x: 1 } }',
      ),
    ),
  ).toEqual([]);
});

test('row 3: a chart with a closed schema refuses the key', () => {
  expect(of(release('{ crds: { enable: true } }', 'cert-manager', 'v1.16.5'))).toEqual([
    'HelmRelease/cert-manager spec.values.crds.enable chart-value-refused',
  ]);
});

test('row 4: a value of the wrong type is told, inside of lists too', () => {
  expect(
    of(release('{ replicaCount: "2", persistence: { accessModes: [ReadWriteOnce, 1] }, podLabels: [a] }')),
  ).toEqual([
    'HelmRelease/grafana spec.values.replicaCount chart-value-type',
    'HelmRelease/grafana spec.values.persistence.accessModes[1] chart-value-type',
    'HelmRelease/grafana spec.values.podLabels chart-value-type',
  ]);
  expect(hints(release('{ replicaCount: "2" }'))).toEqual(['Write 2 without quotes (default: 1).']);
  expect(of(release('{ replicaCount: null, persistence: null }'))).toEqual([]);
});

test('row 5: a version that was never published is told with a near one', () => {
  expect(of(release('{}', 'grafana', '12.1.9'))).toEqual(['HelmRelease/grafana spec.chart.spec.version chart-version']);
  expect(hints(release('{}', 'grafana', '12.1.88'))).toEqual(["Did you mean '12.1.8'?"]);
  expect(of(release('{}', 'grafana', '14.x'))).toEqual(['HelmRelease/grafana spec.chart.spec.version chart-version']);
  expect(of(release('{}', 'grafana', '12.x'))).toEqual([]);
});

test('row 6: a chart for a newer Kubernetes than that of the track is told', () => {
  expect(of(release('{}', 'grafana', '13.0.0'), [GRAFANA, NEWER])).toEqual([
    'HelmRelease/grafana spec.chart.spec.version chart-kubernetes',
  ]);
  expect(of(release('{}'), [{ ...GRAFANA, kubeVersion: '<1.27.0' }])).toHaveLength(1);
  expect(of(release('{}'), [{ ...GRAFANA, kubeVersion: undefined }])).toEqual([]);
});

test('a chart of which nothing is known is not judged, and that is said once for each release', () => {
  const judgement = chartRules.judge(worldOf(release('{ a: b }')));
  expect([...judgement.reports]).toEqual([]);
  expect([...(judgement.notJudged ?? [])]).toMatchObject([
    { why: 'chart grafana is not rendered here', subject: { manifest: { metadata: { name: 'grafana' } } } },
  ]);
});

test('a key such as constructor is not known for being in every object', () => {
  expect(of(release('{ constructor: 1, toString: 2 }'))).toHaveLength(2);
});

const LONG: ChartFacts = {
  ...GRAFANA,
  values: {
    keys: {
      title: { default: 'x'.repeat(60) },
      size: { types: ['string'], default: '10Gi' },
      mode: { default: '' },
      part: { keys: { on: FLAG } },
    },
  },
};

test.each([
  ['{ sizes: 1Gi }', "Did you mean 'size' (default: 10Gi)?"],
  ['{ size: { at: 1 } }', 'Write a text (default: 10Gi).'],
  ['{ modes: a }', `Did you mean 'mode' (default: "")?`],
  ['{ titel: a }', "Did you mean 'title'?"],
  ['{ parts: {} }', "Did you mean 'part'?"],
])('the default of a chart stands beside the fix of %s where it is short', (values, hint) => {
  expect(hints(release(values), [LONG])).toEqual([hint]);
});

test('a deprecated value is told with what takes its place, once, and not where it is taken away', () => {
  const set = (values: string) => release(values, 'cert-manager', 'v1.16.5');
  expect(of(set('{ installCRDs: true }'))).toEqual([
    'HelmRelease/cert-manager spec.values.installCRDs chart-value-deprecated',
  ]);
  expect(hints(set('{ installCRDs: true }'), [CERT_MANAGER])).toEqual(['Set crds.enabled and crds.keep instead.']);
  expect(of(set('{ installCRDs: null }'))).toEqual([]);
});

test('keys of another version than the one that is installed are not judged by, and the command is said', () => {
  const { reports, notJudged } = chartRules.judge(
    worldOf(release('{ a: b }', 'grafana', '12.1.9'), { charts: [{ ...GRAFANA, versions: undefined }] }),
  );
  expect([...reports]).toEqual([]);
  expect([...(notJudged ?? [])].map(({ why }) => why)).toEqual([
    'chart grafana is not rendered here',
    'values against chart grafana 12.1.9: the keys that are known are those of 12.1.8 (npx hensteeth imports chart grafana)',
  ]);
});

test('known keys alone do not make a release rendered', () => {
  const { notJudged } = chartRules.judge(worldOf(release('{}'), { charts: [GRAFANA] }));
  expect([...(notJudged ?? [])].map(({ why }) => why)).toEqual(['chart grafana is not rendered here']);
});

describe('a value that the owner allows', () => {
  const judged = (values: string, path: string, reason = 'read by our own fork', charts = [GRAFANA]) => {
    const allowed = { release: 'monitoring/grafana', path, reason, source: { file: 'main.ts', line: 7 } };
    const world = worldOf(release(values), { charts, allowedValues: [allowed] });
    return [...chartRules.judge(world).reports];
  };

  test('is not told, at any depth and with any letters', () => {
    expect(judged('{ mine: 1 }', 'mine')).toEqual([]);
    expect(judged('{ redis: { auth: { mine: { deep: 1 } } } }', 'redis.auth.mine')).toEqual([]);
    expect(judged('{ persistence: { a/b: 1 } }', 'persistence.a/b')).toEqual([]);
    expect(judged("{ persistence: { 'a.b': 1 } }", "persistence['a.b']")).toEqual([]);
  });

  test('does not allow its neighbour, and the misspelt allowance is told at its own line', () => {
    const reports = judged('{ mines: 1 }', 'mine');
    expect(reports.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'chart-value-unknown spec.values.mines',
      'allow-unused spec.values.mine',
    ]);
    expect(reports[1]!.hint).toBe("Did you mean 'mines'?");
    expect(reports[1]!.subject!.source).toEqual({ file: 'main.ts', line: 7 });
  });

  test('without a reason is told, and so is its allowance', () => {
    expect(judged('{ mine: 1 }', 'mine', ' ').map(({ code }) => code)).toEqual(['allow-reason', 'chart-value-unknown']);
  });

  test('that the chart knows needs no allowance', () => {
    expect(judged('{ replicaCount: 2 }', 'replicaCount').map(({ code }) => code)).toEqual(['allow-unused']);
  });

  test('is not called unused where the chart is not known', () => {
    expect(judged('{ replicaCount: 2 }', 'replicaCount', 'because', [])).toEqual([]);
  });
});

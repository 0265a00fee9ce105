import { observabilityRules } from '../../../lib/check/rules/observability.ts';
import { codesOf } from '../scenario.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';

const rules = (text: string, name = 'a') => `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: ${name} }
spec:
  groups:
    - name: g
      rules:
${text.trim().replace(/^/gm, '        ')}
`;
const of = (text: string) => told(observabilityRules, worldOf(rules(text)));
const RULE = 'PrometheusRule/a spec.groups[0].rules[0]';

test.each(observabilityRules.rules.map((rule) => [rule.code, rule] as const))(
  '%s tells its bad example and nothing else, and its good one tells nothing',
  (code, { bad, good }) => {
    expect(codesOf(observabilityRules, bad)).toEqual([code]);
    expect(codesOf(observabilityRules, good)).toEqual([]);
  },
);

test('row 62: a query that cannot be read is told with its column', () => {
  const world = worldOf(rules('- { alert: A, expr: "up > 1" }\n- { alert: B, expr: "sum(rate(x[5m]) by (a)" }'));
  expect(told(observabilityRules, world)).toEqual(['PrometheusRule/a spec.groups[0].rules[1].expr promql-syntax']);
  expect([...observabilityRules.judge(world).reports][0]?.message).toBe(
    "column 4: ( is never closed; 'B' is never evaluated",
  );
});

test('row 62: a query of the wrong type is told, a number and a comparison are fine', () => {
  expect(of('- { alert: A, expr: "rate(x)" }')).toEqual([`${RULE}.expr promql-type`]);
  expect(of('- { record: "a:b", expr: "x[5m]" }')).toEqual([`${RULE}.expr promql-type`]);
  expect(of('- { record: "a:b", expr: 1 }')).toEqual([]);
});

test('row 63: durations in the values of a release are judged here, those of objects by their schema', () => {
  const values = `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: prometheus }
spec:
  chart: { spec: { chart: prometheus-stack } }
  values: { rules: { a: { groups: [{ name: g, interval: 1 minute, rules: [{ alert: A, expr: up, for: 5m, keep_firing_for: x }] }] } } }`;
  expect(told(observabilityRules, worldOf(values))).toEqual([
    'HelmRelease/prometheus spec.values.rules.a.groups[0].interval rule-duration',
    'HelmRelease/prometheus spec.values.rules.a.groups[0].rules[0].keep_firing_for rule-duration',
  ]);
  expect(of('- { alert: A, expr: up, for: 5 minutes }')).toEqual([]);
});

test('values of a release that is rendered are judged in what it renders, not twice', () => {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: p, namespace: m }
spec: { chart: { spec: { chart: p } }, values: { groups: [{ rules: [{ alert: A, expr: "x >" }] }] } }`;
  const rendered = subjectsOf(rules('- { alert: A, expr: "x >" }'), { release: 'm/p' });
  const world = worldOf('', { subjects: [...subjectsOf(release), ...rendered] });
  expect(told(observabilityRules, world)).toEqual([`${RULE}.expr promql-syntax`]);
  expect(told(observabilityRules, worldOf(release))).toEqual([
    'HelmRelease/p spec.values.groups[0].rules[0].expr promql-syntax',
  ]);
});

test('a recorded metric that only a hidden chart could record is not judged, and that is said', () => {
  const yaml = rules('- { record: "a:disk_io:rate5m", expr: x }\n- { alert: A, expr: "a:disk_oi:rate5m > 1" }');
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: p, namespace: m }
spec: { chart: { spec: { chart: kube-prometheus } } }`;
  const judgement = observabilityRules.judge(worldOf(`${yaml}\n---\n${release}`));
  expect([...judgement.reports]).toEqual([]);
  expect([...(judgement.notJudged ?? [])]).toMatchObject([{ why: expect.stringContaining('kube-prometheus') }]);
  expect(of('- { record: "a:disk_io:rate5m", expr: x }\n- { alert: A, expr: "other:thing:sum > 1" }')).toEqual([]);
});

test('a rule is exactly one of alert and record', () => {
  expect(of('- { expr: up }')).toEqual([`${RULE} rule-shape`]);
  expect(of('- { alert: A, record: "a:b", expr: up }')).toEqual([`${RULE}.record rule-shape`]);
  expect(of('- { record: "a:b", expr: up, annotations: { a: b } }')).toEqual([`${RULE}.annotations rule-shape`]);
  expect(of('- { record: "a{b=1}", expr: up }')).toEqual([`${RULE}.record rule-shape`]);
  expect(of('- { alert: A, expr: up, labels: { __name__: x } }')).toEqual([`${RULE}.labels.__name__ rule-shape`]);
});

test('rules of one name that differ in labels, query or wait are no doubles', () => {
  const base = '- { alert: A, expr: up == 0, labels: { severity: warning } }\n';
  expect(of(`${base}- { alert: A, expr: up == 0, labels: { severity: critical } }`)).toEqual([]);
  expect(of(`${base}- { alert: A, expr: up == 0, for: 5m, labels: { severity: warning } }`)).toEqual([]);
  expect(of(`${base}- { alert: A, expr: "up==0", labels: { severity: warning } }`)).toEqual([
    'PrometheusRule/a spec.groups[0].rules[1] rule-duplicate',
  ]);
});

test('row 64: a broken template is told in the annotation or label that has it', () => {
  expect(of('- { alert: A, expr: up, annotations: { summary: "{{ $labels.a }" } }')).toEqual([
    `${RULE}.annotations.summary alert-template`,
  ]);
  expect(of('- { alert: A, expr: up, labels: { team: "{{ if }}" } }')).toEqual([`${RULE}.labels.team alert-template`]);
});

test('row 64: a label that the query drops is told, but not to who cannot change the query', () => {
  const text = rules(
    '- { alert: A, expr: "sum by (job) (up) < 1", annotations: { summary: "{{ $labels.instance }} {{ $labels.job }}" } }',
  );
  expect(told(observabilityRules, worldOf(text))).toEqual([`${RULE}.annotations.summary alert-label`]);
  expect(told(observabilityRules, worldOf('', { subjects: subjectsOf(text, { release: 'a/b' }) }))).toEqual([]);
});

test('garbage is passed over', () => {
  const kinds: readonly (readonly [string, string])[] = [
    ['monitoring.coreos.com/v1', 'PrometheusRule'],
    ['monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig'],
    ['helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease'],
    ['v1', 'ConfigMap'],
    ['v1', 'Secret'],
  ];
  const values = [
    '7',
    '[null]',
    '{ groups: 7 }',
    '{ groups: [null, 1, { rules: [null, 3, { alert: 1, expr: {}, labels: [], annotations: { a: 1 } }] }] }',
    '{ route: 3, receivers: [null, 1] }',
    '{ route: { routes: [null, { matchers: [1, {}], receiver: 2 }] }, receivers: {} }',
    `{ a.json: '{"panels": 3}', b.json: '{"panels": [null, {"targets": [null, {"expr": 1}]}]}', alertmanager.yaml: '[' }`,
    `{ chart: { spec: { chart: grafana } }, values: { datasources: [null, 1, { type: x }], dashboardsConfigMaps: [null] } }`,
    `{ c.json: 'null', d.json: '{"panels": [{"id": 1, "datasource": [], "targets": {}}], "templating": {"list": [null, {"name": "a"}]}}' }`,
  ];
  for (const value of values) {
    for (const [api, kind] of kinds) {
      const yaml = `apiVersion: ${api}\nkind: ${kind}\nmetadata: { name: a, labels: 3 }\nspec: ${value}\ndata: ${value}`;
      expect(() => told(observabilityRules, worldOf(yaml))).not.toThrow();
    }
  }
});

import { observabilityRules } from '../../../lib/check/rules/observability.ts';
import { told, worldOf } from '../world-of.ts';

const GRAFANA = `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: grafana }
spec:
  chart: { spec: { chart: grafana } }
  values: { datasources: { secretDefinition: { datasources: [{ name: Prometheus, uid: prom, type: prometheus, isDefault: true }, { name: Loki, uid: loki, type: loki }] } } }
---
`;
const PLACE = "ConfigMap/d data['d.json']";

function panel(query: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const targets = [{ refId: 'A', expr: query }];
  return { id: 1, type: 'timeseries', title: 'P', datasource: { type: 'prometheus', uid: 'prom' }, targets, ...more };
}

function dashboard(model: unknown, name = 'd'): string {
  const text = typeof model === 'string' ? model : JSON.stringify(model);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { ${name}.json: ${JSON.stringify(text)} }\n---\n`;
}

const of = (model: unknown, sources = GRAFANA) => told(observabilityRules, worldOf(sources + dashboard(model)));
const one = (...panels: unknown[]) => ({ title: 'D', panels });

test('row 65: JSON that cannot be read is told with its line', () => {
  const world = worldOf(dashboard('{\n  "panels": [\n    {]\n  ]\n}'));
  expect(told(observabilityRules, world)).toEqual([`${PLACE} dashboard-json`]);
  expect([...observabilityRules.judge(world).reports][0]?.message).toContain('line 3');
});

test('a dashboard in the envelope of the API and one without a title are told', () => {
  expect(of({ dashboard: one(), panels: [] })).toEqual([`${PLACE} dashboard-json`]);
  expect(of({ panels: [] })).toEqual([`${PLACE} dashboard-json`]);
});

test('JSON that is no dashboard is left alone', () => {
  expect(of('{ "a": ')).toEqual([]);
  expect(of('{ "a": 1 }')).toEqual([]);
});

test('row 65: a data source that is not provisioned is told once for the dashboard', () => {
  const wrong = { datasource: { type: 'prometheus', uid: 'pron' } };
  expect(of(one(panel('up', wrong), { ...panel('up', wrong), id: 2 }))).toEqual([`${PLACE} dashboard-datasource`]);
});

test.each([
  undefined,
  null,
  'Prometheus',
  'prom',
  '-- Grafana --',
  { uid: 'prom' },
  { type: 'datasource', uid: 'grafana' },
])('the data source %j is fine', (datasource) => {
  expect(of(one(panel('up', { datasource })))).toEqual([]);
});

test('row 65: a data source of an export for sharing, and one of another type, are told', () => {
  expect(of(one(panel('up', { datasource: `\${DS_PROMETHEUS}` })))).toEqual([`${PLACE} dashboard-datasource`]);
  expect(of(one(panel('up', { datasource: { type: 'prometheus', uid: 'loki' } })))).toEqual([
    `${PLACE} dashboard-datasource`,
  ]);
});

test('a variable may choose the data source, when there is one of its type', () => {
  const model = (query: string) => ({
    ...one(panel('up', { datasource: { uid: '$source' } })),
    templating: { list: [{ name: 'source', type: 'datasource', query }] },
  });
  expect(of(model('prometheus'))).toEqual([]);
  expect(of(model('tempo'))).toEqual([`${PLACE} dashboard-datasource`]);
});

test('without a known data source none is judged, and that is said', () => {
  const hidden = GRAFANA.replace(/secretDefinition:.*\] \}/, 'secretName: elsewhere');
  const judgement = observabilityRules.judge(
    worldOf(hidden + dashboard(one(panel('up', { datasource: { type: 'prometheus', uid: 'x' } })))),
  );
  expect([...judgement.reports]).toEqual([]);
  expect([...(judgement.notJudged ?? [])]).toMatchObject([{ why: expect.stringContaining('elsewhere') }]);
});

test('data sources in a file of a ConfigMap are known', () => {
  const file = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: s }\ndata: { s.yaml: "datasources:\\n- { name: P, uid: prom, type: prometheus }\\n" }\n---\n`;
  expect(of(one(panel('up', { datasource: { type: 'prometheus', uid: 'prom' } })), file)).toEqual([]);
  expect(of(one(panel('up', { datasource: { type: 'prometheus', uid: 'other' } })), file)).toEqual([
    `${PLACE} dashboard-datasource`,
  ]);
});

test('two defaults are told, in two organizations they are fine', () => {
  const sources = (second: string) => GRAFANA.replace('type: loki', `type: loki, isDefault: true${second}`);
  expect(told(observabilityRules, worldOf(sources('')))).toEqual([
    'HelmRelease/grafana spec.values.datasources.secretDefinition.datasources[1] datasource-duplicate',
  ]);
  expect(told(observabilityRules, worldOf(sources(', orgId: 2')))).toEqual([]);
});

test('row 65: one uid for two dashboards, and a uid that Grafana refuses, are told', () => {
  const both = dashboard({ ...one(), uid: 'u' }, 'a') + dashboard({ ...one(), uid: 'u' }, 'b');
  expect(told(observabilityRules, worldOf(GRAFANA + both))).toEqual(["ConfigMap/b data['b.json'] dashboard-uid"]);
  expect(of({ ...one(), uid: 'a uid' })).toEqual([`${PLACE} dashboard-uid`]);
});

test('row 62: the query of a panel is judged as well, those inside of rows and those of variables included', () => {
  expect(of(one(panel('rate(x)')))).toEqual([`${PLACE} promql-type`]);
  expect(of(one({ type: 'row', panels: [panel('rate(x[$__rate_interval]')] }))).toEqual([`${PLACE} promql-syntax`]);
  const variable = {
    name: 'a',
    type: 'query',
    datasource: { type: 'prometheus', uid: 'prom' },
    query: { query: 'label_values(up{, job)' },
  };
  expect(of({ ...one(), templating: { list: [variable] } })).toEqual([`${PLACE} promql-syntax`]);
  expect(of({ ...one(), templating: { list: [{ ...variable, query: 'label_values(up{a="b"}, job)' }] } })).toEqual([]);
});

test('a query in the language of another data source is left alone', () => {
  expect(of(one(panel('{app="a"} |= "b"', { datasource: { type: 'loki', uid: 'loki' } })))).toEqual([]);
  expect(of(one(panel('{app="a"} |= "b"', { datasource: 'Loki' })))).toEqual([]);
});

test('a range has no curve, but a table may show it', () => {
  expect(of(one(panel('x[5m]')))).toEqual([`${PLACE} promql-type`]);
  expect(of(one(panel('', { targets: [{ refId: 'A', expr: 'x[5m]', instant: true }] })))).toEqual([]);
});

test('a variable that the dashboard lacks is told once, those of Grafana are known', () => {
  expect(of(one(panel(`up{a="$node"} + up{b="\${node}"}`)))).toEqual([`${PLACE} dashboard-variable`]);
  expect(of(one(panel('rate(up[$__rate_interval]) * $__range_s')))).toEqual([]);
  expect(of(one(panel('label_replace(up, "a", "$1", "b", "(.*)")')))).toEqual([]);
});

test('a panel without a query is told, a text without one is fine', () => {
  expect(of(one(panel('', { targets: [] })))).toEqual([`${PLACE} dashboard-panel`]);
  expect(of(one(panel(' ')))).toEqual([`${PLACE} dashboard-panel`]);
  expect(of(one({ id: 1, type: 'text', title: 'T' }))).toEqual([]);
});

import type { RuleDoc } from '../rule.ts';

const release = (sources: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: grafana, namespace: monitoring }
spec:
  chart: { spec: { chart: grafana } }
  values:
    datasources:
      secretDefinition:
        apiVersion: 1
        datasources:
${sources.replace(/^/gm, '          ')}`;

const PROMETHEUS = release('- { name: Prometheus, uid: prometheus, type: prometheus, isDefault: true }');

const dashboard = (name: string, json: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: monitoring }
data:
  ${name}.json: |
${json.replace(/^/gm, '    ')}`;

const panel = (source: string, query: string): string =>
  `{ "id": 1, "type": "stat", "title": "Up", "datasource": ${source}, "targets": [{ "refId": "A", "expr": "${query}" }] }`;
const model = (uid: string, ...panels: readonly string[]): string =>
  `{\n  "uid": "${uid}",\n  "title": "Node",\n  "panels": [\n    ${panels.join(',\n    ')}\n  ]\n}`;
const KNOWN = '{ "type": "prometheus", "uid": "prometheus" }';
const GOOD = model('node', panel(KNOWN, 'up'));
const both = (text: string): string => `${PROMETHEUS}\n---\n${text}`;

/** What the rules about Grafana's dashboards and data sources mean. */
export const dashboardDocs: readonly RuleDoc[] = [
  {
    code: 'dashboard-json',
    family: 'observability',
    severity: 'error',
    title: 'A dashboard is no JSON that Grafana takes',
    meaning:
      'Grafana logs the mistake and leaves the dashboard out. The file must hold the dashboard alone, with a title, not the envelope of the API.',
    bad: dashboard('node', '{ "title": "Node", "panels": [ }'),
    good: dashboard('node', GOOD),
    mistakes: [65],
  },
  {
    code: 'dashboard-datasource',
    family: 'observability',
    severity: 'error',
    title: 'A dashboard asks a data source that does not exist',
    meaning: `Panels find their data source by uid. One that is not provisioned, or a \`\${DS_...}\` of an export for sharing, shows "Datasource not found" on every panel.`,
    bad: both(dashboard('node', model('node', panel('{ "type": "prometheus", "uid": "prometeus" }', 'up')))),
    good: both(dashboard('node', GOOD)),
    mistakes: [65],
  },
  {
    code: 'dashboard-uid',
    family: 'observability',
    severity: 'error',
    title: 'The uid of a dashboard is taken or cannot be used',
    meaning:
      'Grafana keeps one dashboard for each uid. With two it stops to update both, and which one is seen is chance.',
    bad: `${dashboard('node', GOOD)}\n---\n${dashboard('disks', GOOD)}`,
    good: `${dashboard('node', GOOD)}\n---\n${dashboard('disks', GOOD.replace('"node"', '"disks"'))}`,
    mistakes: [65],
  },
  {
    code: 'dashboard-variable',
    family: 'observability',
    severity: 'error',
    title: 'A query of a dashboard reads a variable that the dashboard does not have',
    meaning:
      'Grafana leaves an unknown `$name` as it stands and sends it to Prometheus, which finds nothing or refuses the query.',
    bad: both(dashboard('node', model('node', panel(KNOWN, 'up{instance=\\"$node\\"}')))),
    good: both(
      dashboard(
        'node',
        model('node', panel(KNOWN, 'up{instance=\\"$node\\"}')).replace(
          '"title"',
          '"templating": { "list": [{ "name": "node", "type": "textbox" }] },\n  "title"',
        ),
      ),
    ),
    mistakes: [65],
  },
  {
    code: 'dashboard-panel',
    family: 'observability',
    severity: 'warning',
    title: 'A panel shows nothing, or is mistaken for another',
    meaning: 'A panel without a query says "No data" for ever. Two panels with one id are one to links and alerts.',
    bad: dashboard('node', model('node', panel(KNOWN, 'up'), panel(KNOWN, 'down'))),
    good: dashboard('node', model('node', panel(KNOWN, 'up'), panel(KNOWN, 'down').replace('"id": 1', '"id": 2'))),
    mistakes: [],
  },
  {
    code: 'datasource-duplicate',
    family: 'observability',
    severity: 'error',
    title: 'Two data sources have the same uid or name, or both are the default',
    meaning: 'Grafana refuses the list of data sources and ends at start: the pod restarts for ever.',
    bad: release(
      '- { name: Prometheus, uid: prometheus, type: prometheus }\n- { name: Thanos, uid: prometheus, type: prometheus }',
    ),
    good: release(
      '- { name: Prometheus, uid: prometheus, type: prometheus }\n- { name: Thanos, uid: thanos, type: prometheus }',
    ),
    mistakes: [65],
  },
];

import type { RuleDoc } from '../rule.ts';

const rule = { family: 'reference', severity: 'error' } as const;

const WEB = `---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: default, labels: { app: web } }
spec:
  selector: { app: web }
  ports: [{ name: http, port: 80 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx:1.27.5, ports: [{ name: http, containerPort: 80 }] }] }
`;

function monitor(app: string, port: string, labels = ''): string {
  return `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: web, namespace: default, labels: { ${labels} } }
spec:
  selector: { matchLabels: { app: ${app} } }
  endpoints: [{ port: ${port} }]
${WEB}`;
}

const PROMETHEUS = `---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: prometheus, namespace: default }
spec:
  serviceMonitorSelector: { matchLabels: { release: prometheus } }
  ruleSelector: { matchLabels: { release: prometheus } }
`;

function alerts(labels: string): string {
  return `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: web, namespace: default, labels: { ${labels} } }
spec: { groups: [] }
`;
}

function thanos(host: string): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: query, namespace: default }
spec:
  containers:
    - name: query
      image: quay.io/thanos/thanos:v0.39.2
      args: [query, --endpoint=dnssrv+_grpc._tcp.${host}.default.svc.cluster.local]
---
apiVersion: v1
kind: Service
metadata: { name: store, namespace: default }
spec: { clusterIP: None, ports: [{ name: grpc, port: 10901 }] }
`;
}

function dashboard(label: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: dashboard, namespace: default, labels: { ${label}: "1" } }
data: { node.json: "{}" }
---
apiVersion: v1
kind: Pod
metadata: { name: grafana, namespace: default }
spec:
  containers:
    - { name: grafana, image: docker.io/grafana/grafana:12.1.1 }
    - name: dashboards
      image: quay.io/kiwigrid/k8s-sidecar:1.30.3
      env: [{ name: LABEL, value: grafana_dashboard }, { name: NAMESPACE, value: ALL }]
`;
}

/** Rules about what Prometheus, Thanos and Grafana look at. */
export const MONITORING_DOCS: readonly RuleDoc[] = [
  {
    ...rule,
    code: 'monitor-selects-nothing',
    title: 'A monitor selects nothing',
    meaning: 'Nothing is scraped, nothing is told, and an alert on metrics that are not there never fires.',
    bad: monitor('wbe', 'http'),
    good: monitor('web', 'http'),
    mistakes: [34],
  },
  {
    ...rule,
    code: 'monitor-port-missing',
    title: 'A monitor asks a port that what it selects does not name',
    meaning:
      'The port of a ServiceMonitor is the name of a port of the service, that of a PodMonitor the name of a port of a container. Another name leaves the target out in silence.',
    bad: monitor('web', 'metrics'),
    good: monitor('web', 'http'),
    mistakes: [35],
  },
  {
    ...rule,
    code: 'monitor-unselected',
    title: 'No Prometheus selects a monitor',
    meaning:
      'Prometheus takes monitors by their labels and their namespace. A selector that is missing takes none, an empty one takes all.',
    bad: monitor('web', 'http', 'release: grafana') + PROMETHEUS,
    good: monitor('web', 'http', 'release: prometheus') + PROMETHEUS,
    mistakes: [35],
  },
  {
    ...rule,
    code: 'prometheus-rule-unselected',
    title: 'No Prometheus selects a rule',
    meaning: 'The rules are never evaluated, and the alerts in them never fire.',
    bad: alerts('release: grafana') + PROMETHEUS,
    good: alerts('release: prometheus') + PROMETHEUS,
    mistakes: [35],
  },
  {
    ...rule,
    code: 'thanos-endpoint-missing',
    title: 'Thanos is told to ask a service that is not there',
    meaning:
      'Thanos goes on without what is stored there: graphs have gaps, and rules are evaluated on half of the data.',
    bad: thanos('stores'),
    good: thanos('store'),
    mistakes: [],
  },
  {
    ...rule,
    severity: 'warning',
    code: 'dashboard-unread',
    title: 'A dashboard or a data source is labelled for Grafana, and nothing collects it',
    meaning:
      'Charts of Grafana run a sidecar that collects config maps with one label, of one value, in some namespaces. What it does not collect is never shown.',
    bad: dashboard('grafana-dashboard'),
    good: dashboard('grafana_dashboard'),
    mistakes: [],
  },
];

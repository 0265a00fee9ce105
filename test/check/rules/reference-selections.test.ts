import { referenceRules } from '../../../lib/check/rules/reference.ts';
import { told, worldOf } from '../world-of.ts';

const pods = (namespace = 'default', port = 'http') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: ${namespace} }
spec:
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx:1.27.5, ports: [{ name: ${port}, containerPort: 80 }] }] }
---
`;
const service = (spec: string, labels = '') => `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: default, labels: { ${labels} } }
spec: { ${spec} }
---
`;
const monitor = (name: string, spec: string) => `
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: ${name}, namespace: default }
spec: { ${spec} }
---
`;
const WEB = service('selector: { app: web }, ports: [{ name: http, port: 80 }]', 'app: web');

function reportsOf(yaml: string) {
  const { reports, notJudged = [] } = referenceRules.judge(worldOf(yaml));
  return { reports: [...reports], whys: [...notJudged].map(({ why }) => why) };
}

test.each([
  [
    'without a selector whose endpoints are written',
    `${service('ports: [{ port: 80 }]')}
apiVersion: v1
kind: Endpoints
metadata: { name: web, namespace: default }
`,
  ],
  [
    'without a selector whose slices of endpoints are written',
    `${service('ports: [{ port: 80 }]')}
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, namespace: default, labels: { kubernetes.io/service-name: web } }
`,
  ],
  ['without a selector and without an address', service('clusterIP: None, ports: [{ port: 80 }]')],
  ['that stands for a name outside', service('type: ExternalName, externalName: nas.lan, selector: { app: no }')],
  [
    'that selects one pod of a StatefulSet by its name',
    `${service('selector: { statefulset.kubernetes.io/pod-name: db-0 }, ports: [{ port: 5432 }]')}
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: default }
spec: { template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: db, image: postgres:17.5 }] } } }
`,
  ],
])('a service %s is left alone', (_, yaml) => {
  expect(told(referenceRules, worldOf(yaml))).toEqual([]);
});

test('a service without a selector, with an address and without endpoints, is told', () => {
  expect(told(referenceRules, worldOf(service('ports: [{ port: 80 }]')))).toEqual([
    'Service/web spec service-selects-nothing',
  ]);
});

test('pods of the right labels in another namespace are told with where they are', () => {
  const { reports } = reportsOf(`${WEB}${pods('kube-public')}`);
  expect(reports).toMatchObject([
    { code: 'service-selects-nothing', hint: expect.stringContaining("It is in namespace 'kube-public'") },
  ]);
});

test('a port that is named in none of several kinds of pods is told, one that some have is not', () => {
  const two = pods('default', 'http') + pods('default', 'metrics').replace('name: web', 'name: worker');
  const asking = (targetPort: string) =>
    service(`selector: { app: web }, ports: [{ port: 80, targetPort: ${targetPort} }]`) + two;
  expect(told(referenceRules, worldOf(asking('metrics')))).toEqual([]);
  expect(told(referenceRules, worldOf(asking('grpc')))).toEqual([
    'Service/web spec.ports[0].targetPort target-port-missing',
  ]);
});

test('pods that the Prometheus operator makes are selected by its labels and at its ports', () => {
  const world = worldOf(`${service(
    'selector: { prometheus: main, app.kubernetes.io/name: prometheus }, ports: [{ name: web, port: 9090, targetPort: web }]',
  )}
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main, namespace: default }
spec: {}
`);
  expect(told(referenceRules, world)).toEqual([]);
});

test('services of the machine and of every kubelet can be monitored', () => {
  const scope = (namespace: string, labels: string, port: string) =>
    `namespaceSelector: { matchNames: [${namespace}] }, selector: { matchLabels: { ${labels} } }, endpoints: [{ port: ${port} }]`;
  const { reports, whys } = reportsOf(`${monitor('apiserver', scope('default', 'component: apiserver', 'https'))}
${monitor('dns', scope('kube-system', 'k8s-app: kube-dns', 'metrics'))}
${monitor('kubelet', scope('kube-system', 'k8s-app: kubelet', 'https-metrics'))}
apiVersion: v1
kind: Pod
metadata: { name: operator, namespace: default }
spec: { containers: [{ name: operator, image: operator:1.0.0, args: [--kubelet-service=kube-system/kubelet] }] }
`);
  expect(reports).toEqual([]);
  expect(whys).toEqual(['whether Prometheus selects each ServiceMonitor: no Prometheus is here']);
});

test('a monitor of pod labels is left alone where another one scrapes the same service', () => {
  const both = `${WEB}${pods()}${monitor('first', 'selector: { matchLabels: { app: web } }, endpoints: [{ port: http }]')}`;
  const second = (labels: string, port: string) =>
    monitor('second', `selector: { matchLabels: { ${labels} } }, endpoints: [{ port: ${port} }]`);
  const nothing = ['ServiceMonitor/second spec.selector monitor-selects-nothing'];
  expect(told(referenceRules, worldOf(both + second('app: web, pod: web', 'http')))).toEqual([]);
  expect(told(referenceRules, worldOf(both + second('app: web, pod: web', 'metrics')))).toEqual(nothing);
  expect(told(referenceRules, worldOf(both + second('app: wiki, pod: web', 'http')))).toEqual(nothing);
});

test('row 34: a PodMonitor that selects nothing in any namespace is told', () => {
  const world = worldOf(`${pods()}
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: web, namespace: default }
spec: { namespaceSelector: { any: true }, selector: { matchLabels: { app: wbe } } }
`);
  expect(told(referenceRules, world)).toEqual(['PodMonitor/web spec.selector monitor-selects-nothing']);
});

test('row 35: a port that no selected pod names is told', () => {
  const world = worldOf(`${pods()}
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: web, namespace: default }
spec: { selector: { matchLabels: { app: web } }, podMetricsEndpoints: [{ port: metrics }] }
`);
  expect(told(referenceRules, world)).toEqual(['PodMonitor/web spec.podMetricsEndpoints[0].port monitor-port-missing']);
});

const prometheus = (spec: string) => `
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec: { ${spec} }
---
apiVersion: v1
kind: Namespace
metadata: { name: monitoring, labels: { scraped: 'yes' } }
---
${WEB}${pods()}${monitor('web', 'selector: { matchLabels: { app: web } }, endpoints: [{ port: http }]')}`;

test.each([
  ['serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {}', []],
  ['serviceMonitorSelector: {}', ['ServiceMonitor/web metadata.namespace monitor-unselected']],
  ['serviceMonitorNamespaceSelector: {}', ['ServiceMonitor/web metadata.labels monitor-unselected']],
  [
    'serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: { matchLabels: { kubernetes.io/metadata.name: default } }',
    [],
  ],
  [
    'serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: { matchLabels: { kubernetes.io/metadata.name: web } }',
    ['ServiceMonitor/web metadata.namespace monitor-unselected'],
  ],
])('row 35: a Prometheus with %s takes what it says', (spec, expected) => {
  expect(told(referenceRules, worldOf(prometheus(spec)))).toEqual(expected);
});

test('whether a Prometheus that is not rendered selects is not judged', () => {
  const { whys } = reportsOf(`${WEB}${pods()}${monitor('web', 'selector: { matchLabels: { app: web } }')}
apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: monitoring, namespace: kube-public }
spec: { chart: { spec: { chart: kube-prometheus } } }
`);
  expect(whys).toEqual([
    'whether Prometheus selects each ServiceMonitor: HelmRelease kube-public/monitoring is not rendered here',
  ]);
});

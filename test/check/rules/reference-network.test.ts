import { referenceRules } from '../../../lib/check/rules/reference.ts';
import { told, worldOf } from '../world-of.ts';

const web = (spec = 'selector: { app: web }, ') => `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: default }
spec: { ${spec}ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: default, labels: { app: web } }
spec: { containers: [{ name: web, image: nginx:1.27.5 }] }
---
`;
const asker = (container: string) => `
apiVersion: v1
kind: Pod
metadata: { name: asker, namespace: default }
spec: { containers: [{ name: asker, image: busybox:1.37.0, ${container} }] }
---
`;
const env = (value: string) => asker(`env: [{ name: URL, value: '${value}' }]`);

test.each([
  'http://web',
  'http://web:80/path',
  'http://web.default',
  'http://user:word@web.default.svc:80',
  'https://kubernetes.default.svc.cluster.local',
  'https://wbe.example.com:9999',
  'http://wbe:9999',
  'http://wbe.nowhere:9999',
  'http://web-0.web.default.svc.cluster.local',
  'http://127.0.0.1:9999 http://localhost:9999',
  'http://$(NAME).default.svc',
])('the address %s is left alone', (value) => {
  expect(told(referenceRules, worldOf(web() + env(value)))).toEqual([]);
});

test.each([
  ['http://wbe.default:80', 'service-address-missing'],
  ['postgresql://wbe.default.svc.cluster.local/data', 'service-address-missing'],
  ['wbe.default.svc', 'service-address-missing'],
  ['http://web.default:8080', 'service-port-missing'],
  ['https://web', 'service-port-missing'],
])('the address %s is told', (value, code) => {
  expect(told(referenceRules, worldOf(web() + env(value)))).toEqual([
    `Pod/asker spec.containers[0].env[0].value ${code}`,
  ]);
});

test('a service without an address of its own is asked at any port of its pods', () => {
  const headless = web('clusterIP: None, selector: { app: web }, ');
  expect(told(referenceRules, worldOf(headless + env('http://web.default:8080')))).toEqual([]);
});

test('a host that ends like hosts of a home network is only taken for a service that is there', () => {
  const namespace = '{ apiVersion: v1, kind: Namespace, metadata: { name: home } }\n---\n';
  expect(told(referenceRules, worldOf(namespace + env('http://nas.home:5000')))).toEqual([]);
});

test('an address in a config map and in a secret is told, one in a comment is not', () => {
  const world = worldOf(`${web()}
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: default }
data:
  settings.yaml: |
    # url: http://wiki.default.svc
    url: http://wbe.default.svc
---
apiVersion: v1
kind: Secret
metadata: { name: sources, namespace: default }
data: { sources.yaml: ${Buffer.from('url: http://wbe.default.svc').toString('base64')} }
`);
  expect(told(referenceRules, world)).toEqual([
    "ConfigMap/settings data['settings.yaml'] service-address-missing",
    "Secret/sources data['sources.yaml'] service-address-missing",
  ]);
});

test.each([
  ['--endpoint=dnssrv+_grpc._tcp.web.default.svc.cluster.local', 'service-port-missing'],
  ['--endpoint=wbe:10901', 'thanos-endpoint-missing'],
  ['--query-frontend.downstream-url=http://wbe:9090', 'thanos-endpoint-missing'],
  ['--alertmanagers.url=http://web:9093', 'service-port-missing'],
])('Thanos told %s is told', (flag, code) => {
  expect(told(referenceRules, worldOf(web() + asker(`args: ['${flag}']`)))).toEqual([
    `Pod/asker spec.containers[0].args[0] ${code}`,
  ]);
});

test('a StatefulSet that a service with an address reaches needs no governing service', () => {
  const set = (clusterIP: string) => `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store, namespace: default }
spec:
  serviceName: store-headless
  template: { metadata: { labels: { app: store } }, spec: { containers: [{ name: store, image: thanos:1.0.0 }] } }
---
apiVersion: v1
kind: Service
metadata: { name: store, namespace: default }
spec: { ${clusterIP}selector: { app: store }, ports: [{ port: 80 }] }
`;
  expect(told(referenceRules, worldOf(set('')))).toEqual([]);
  expect(told(referenceRules, worldOf(set('clusterIP: None, ')))).toEqual([
    'StatefulSet/store spec.serviceName governing-service-missing',
  ]);
});

test('the service of a webhook is looked for in its namespace and at port 443', () => {
  const hook = (service: string) => `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: hook }
webhooks: [{ name: hook.example.com, clientConfig: { service: ${service} } }]
---
${web()}`;
  const place = 'ValidatingWebhookConfiguration/hook webhooks[0].clientConfig.service';
  expect(told(referenceRules, worldOf(hook('{ name: web, namespace: default, port: 80 }')))).toEqual([]);
  expect(told(referenceRules, worldOf(hook('{ name: web, namespace: default }')))).toEqual([
    `${place}.name service-port-missing`,
  ]);
  expect(told(referenceRules, worldOf(hook('{ name: wbe, namespace: default }')))).toEqual([
    `${place}.name service-missing`,
  ]);
});

test('row 30: an issuer of another group is nobody’s business here', () => {
  const world = worldOf(`
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: default }
spec: { secretName: web-tls, issuerRef: { name: own, kind: OriginIssuer, group: cert-manager.k8s.cloudflare.com } }
`);
  expect(told(referenceRules, world)).toEqual([]);
});

test('row 25: a dashboard that is mounted from a key that is not there is told', () => {
  const world = worldOf(`
apiVersion: v1
kind: Pod
metadata: { name: grafana, namespace: default }
spec:
  containers:
    - name: grafana
      image: grafana/grafana:12.1.1
      volumeMounts: [{ name: node, mountPath: /dashboards/node.json, subPath: node.json }]
  volumes: [{ name: node, configMap: { name: dashboard-node } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: dashboard-node, namespace: default }
data: { nodes.json: '{}' }
`);
  expect(told(referenceRules, world)).toEqual([
    'Pod/grafana spec.containers[0].volumeMounts[0].subPath mount-key-missing',
  ]);
});

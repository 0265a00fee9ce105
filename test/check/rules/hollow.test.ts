import { hollowRules } from '../../../lib/check/rules/hollow.ts';
import { World, type WorldProps } from '../../../lib/check/world.ts';
import type { ResolvedFacts } from '../../../lib/core/facts.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';

const FACTS: ResolvedFacts = {
  name: 'lab',
  nodes: [],
  domain: 'lab.example.com',
  dns: { zone: 'lab-example-com', project: 'home-lab' },
  acme: { email: 'owner@example.com', environment: 'staging' },
  objectStorage: { bucket: 'bucket' },
  tailnet: 'tailnet.example',
  git: { url: 'ssh://git@example.com/lab.git', branch: 'main', path: '.' },
};

const judged = (yaml: string, props: Partial<WorldProps> = {}): string[] =>
  told(hollowRules, worldOf(yaml, { facts: FACTS, ...props }));
const unjudged = (yaml: string, props: Partial<WorldProps> = {}): string[] =>
  [...(hollowRules.judge(worldOf(yaml, props)).notJudged ?? [])].map(({ why }) => why);

function object(apiVersion: string, kind: string, name: string, body: string, namespace = 'apps'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\n${body}\n---\n`;
}

const monitoring = (kind: string, spec: string): string =>
  object('monitoring.coreos.com/v1', kind, 'web', `spec: ${spec}`);
const podMonitor = (endpoints: string): string =>
  monitoring('PodMonitor', `{ selector: { matchLabels: { app: web } }${endpoints} }`);
const serviceMonitor = (endpoints: string): string =>
  monitoring('ServiceMonitor', `{ selector: { matchLabels: { app: web } }${endpoints} }`);
const service = (spec: string, more = ''): string =>
  object('v1', 'Service', 'web', `spec: { ports: [{ name: http, port: 80 }${more}]${spec} }`);
const pods = (container: string, pod = ''): string =>
  object(
    'apps/v1',
    'Deployment',
    'web',
    `spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { ${pod}containers: [{ name: web, image: 'nginx:1.27.5'${container} }] } } }`,
  );
const PORTS = ', ports: [{ name: http, containerPort: 8080 }, { name: metrics, containerPort: 9090 }]';
const closed = object(
  'helm.toolkit.fluxcd.io/v2beta2',
  'HelmRelease',
  'web',
  'spec: { interval: 1h, chart: { spec: { chart: web, sourceRef: { kind: HelmRepository, name: charts } } } }',
);

describe('monitors', () => {
  test.each(['', ', podMetricsEndpoints: []'])('a PodMonitor without an endpoint is told (%p)', (endpoints) => {
    expect(judged(podMonitor(endpoints))).toEqual(['PodMonitor/web spec.podMetricsEndpoints monitor-empty']);
  });

  test('a ServiceMonitor with an empty list is told; one without the list is told by the schemas', () => {
    expect(judged(serviceMonitor(', endpoints: []'))).toEqual(['ServiceMonitor/web spec.endpoints monitor-empty']);
    expect(judged(serviceMonitor(''))).toEqual([]);
    expect(judged(serviceMonitor(', endpoints: [{ port: http }]'))).toEqual([]);
  });

  test('endpoints under a misspelt field are left to the schemas', () => {
    expect(judged(podMonitor(', podMetricsEndpointss: [{ port: metrics }]'))).toEqual([]);
  });

  test('an endpoint of a PodMonitor without a port is told where the pods have several', () => {
    const open = podMonitor(', podMetricsEndpoints: [{ port: http }, { path: /metrics }]');
    expect(judged(open + pods(PORTS))).toEqual(['PodMonitor/web spec.podMetricsEndpoints[1] monitor-port-unset']);
    expect(judged(open + pods(', ports: [{ containerPort: 8080 }]'))).toEqual([]);
  });

  test.each(['port: http', 'portNumber: 9090', 'targetPort: 9090'])('an endpoint with %s is fine', (port) => {
    expect(judged(podMonitor(`, podMetricsEndpoints: [{ ${port} }]`) + pods(PORTS))).toEqual([]);
  });

  test('an endpoint of a ServiceMonitor without a port is told where the services have several', () => {
    const labelled = service(', selector: { app: web }', ', { name: metrics, port: 9090 }').replace(
      'namespace: apps }',
      'namespace: apps, labels: { app: web } }',
    );
    expect(judged(serviceMonitor(', endpoints: [{ path: /metrics }]') + labelled)).toEqual([
      'ServiceMonitor/web spec.endpoints[0] monitor-port-unset',
    ]);
  });

  test('what a chart that is not rendered makes is not judged, and that is said', () => {
    const open = podMonitor(', podMetricsEndpoints: [{ path: /metrics }]');
    expect(judged(open + closed)).toEqual([]);
    expect(unjudged(open + closed)).toEqual([expect.stringContaining('how many ports PodMonitor apps/web scrapes')]);
  });
});

describe('rules of Prometheus', () => {
  const rules = (spec: string): string => monitoring('PrometheusRule', spec);

  test.each(['{}', '{ groups: [] }'])('a PrometheusRule without groups is told: %s', (spec) => {
    expect(judged(rules(spec))).toEqual(['PrometheusRule/web spec.groups prometheus-rule-empty']);
  });

  test('a group without rules is told', () => {
    const group = '{ name: web, rules: [{ alert: Down, expr: up == 0 }] }';
    expect(judged(rules(`{ groups: [${group}, { name: other }] }`))).toEqual([
      'PrometheusRule/web spec.groups[1].rules prometheus-rule-empty',
    ]);
    expect(judged(rules(`{ groups: [${group}] }`))).toEqual([]);
  });
});

describe('headless services without a selector', () => {
  const bare = service(', clusterIP: None');
  const TOLD = ['Service/web spec.selector service-hollow'];

  test.each(['', ', selector: {}'])('one that nobody gives addresses is told (%p)', (spec) => {
    expect(judged(service(`, clusterIP: None${spec}`))).toEqual(TOLD);
  });

  test.each([
    ['a selector', service(', clusterIP: None, selector: { app: web }')],
    ['another host', object('v1', 'Service', 'web', 'spec: { type: ExternalName, externalName: nas.example.org }')],
    ['Endpoints', bare + object('v1', 'Endpoints', 'web', 'subsets: []')],
    [
      'an EndpointSlice',
      bare +
        object('discovery.k8s.io/v1', 'EndpointSlice', 'web-1', 'addressType: IPv4\nendpoints: []').replace(
          'namespace: apps }',
          'namespace: apps, labels: { kubernetes.io/service-name: web } }',
        ),
    ],
    ['a flag of the operator', bare + pods(', args: [--kubelet-service=apps/web]')],
    ['a misspelt selector, which the schemas tell', service(', clusterIP: None, selectorr: { app: web }')],
  ])('one with %s is fine', (_, yaml) => {
    expect(judged(yaml)).toEqual([]);
    expect(unjudged(yaml)).toEqual([]);
  });

  test('one with an address of its own is judged by what it selects', () => {
    expect(judged(service(''))).toEqual([]);
  });

  test('Endpoints of another namespace are not its own', () => {
    expect(judged(bare + object('v1', 'Endpoints', 'web', 'subsets: []', 'other'))).toEqual(TOLD);
  });

  test('where a program may write endpoints it is not judged, and that is said', () => {
    const role = (verb: string): string =>
      object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        'leader',
        `rules: [{ apiGroups: [''], resources: [endpoints], verbs: [${verb}] }]`,
      );
    expect(judged(bare + role('patch'))).toEqual([]);
    expect(unjudged(bare + role('patch'))).toEqual([expect.stringContaining('may write endpoints')]);
    expect(judged(bare + role('get'))).toEqual(TOLD);
  });

  test('next to a chart that is not rendered it is not judged, and that is said', () => {
    expect(judged(bare + closed)).toEqual([]);
    expect(unjudged(bare + closed)).toEqual([expect.stringContaining('who gives Service apps/web its addresses')]);
  });
});

describe('namespaces of network policies', () => {
  const SELECTOR = 'NetworkPolicy/web spec.ingress[0].from[0].namespaceSelector';
  const policy = (selector: string, direction = 'ingress: [{ from'): string =>
    object(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      'web',
      `spec: { podSelector: {}, ${direction}: [{ namespaceSelector: { ${selector} } }] }] }`,
    );
  const named = (name: string): string => `matchLabels: { kubernetes.io/metadata.name: ${name} }`;
  const anyOf = (names: string, operator = 'In'): string =>
    `matchExpressions: [{ key: kubernetes.io/metadata.name, operator: ${operator}, values: [${names}] }]`;

  test('one that is not there is told', () => {
    expect(judged(policy(named('inngress')))).toEqual([
      `${SELECTOR}.matchLabels['kubernetes.io/metadata.name'] policy-namespace`,
    ]);
    expect(judged(policy(named('elsewhere'), 'egress: [{ to'))).toEqual([
      "NetworkPolicy/web spec.egress[0].to[0].namespaceSelector.matchLabels['kubernetes.io/metadata.name'] policy-namespace",
    ]);
  });

  test('each of a list is judged', () => {
    expect(judged(policy(anyOf('ingress, elsewhere')))).toEqual([
      `${SELECTOR}.matchExpressions[0].values[1] policy-namespace`,
    ]);
    expect(judged(policy(anyOf('elsewhere', 'NotIn')))).toEqual([]);
  });

  test.each(['ingress', 'flux-system', 'team'])('%s is there', (name) => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: team }\n';
    expect(judged(policy(named(name)) + namespace)).toEqual([]);
  });

  test('one that somebody promises is there', () => {
    const promised = [{ kind: 'Namespace', name: 'team', namespace: undefined, layer: undefined }];
    expect(judged(policy(named('team')), { promised })).toEqual([]);
  });

  test('in a folder that is no lab only a slip is told', () => {
    expect(told(hollowRules, worldOf(policy(named('inngress'))))).toHaveLength(1);
    expect(told(hollowRules, worldOf(policy(named('elsewhere'))))).toEqual([]);
    expect(unjudged(policy(named('elsewhere')))).toEqual([expect.stringContaining("namespace 'elsewhere'")]);
  });
});

describe('StatefulSets', () => {
  const CLAIM = 'spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }';
  const MOUNT = ', volumeMounts: [{ name: data, mountPath: /data }]';
  const NAME = 'StatefulSet/web spec.volumeClaimTemplates[0]';
  const set = (container: string, claim = `, ${CLAIM}`, spec = 'serviceName: web', pod = ''): string =>
    object(
      'apps/v1',
      'StatefulSet',
      'web',
      `spec: { ${spec}, selector: { matchLabels: { app: web } }, volumeClaimTemplates: [{ metadata: { name: data }${claim} }], template: { metadata: { labels: { app: web } }, spec: { ${pod}containers: [{ name: web, image: 'nginx:1.27.5'${container} }] } } }`,
    );

  test('a claim template that no container mounts is told', () => {
    expect(judged(set(''))).toEqual([`${NAME}.metadata.name claim-unmounted`]);
    expect(judged(set(', volumeMounts: [{ name: cache, mountPath: /cache }]'))).toEqual([
      `${NAME}.metadata.name claim-unmounted`,
    ]);
  });

  test.each([
    ['a container', MOUNT, ''],
    ['a container, as a device', ', volumeDevices: [{ name: data, devicePath: /dev/data }]', ''],
    ['an init container', '', `initContainers: [{ name: init, image: 'nginx:1.27.5'${MOUNT} }], `],
  ])('one that %s mounts is fine', (_, container, pod) => {
    expect(judged(set(container, `, ${CLAIM}`, 'serviceName: web', pod))).toEqual([]);
  });

  test('a mount that is misspelt is told elsewhere', () => {
    expect(judged(set(MOUNT.replace('name: data', 'name: dataa')))).toEqual([]);
    expect(judged(set(MOUNT.replace('volumeMounts', 'volumeMountss')))).toEqual([]);
  });

  test('a claim template without a spec is told', () => {
    expect(judged(set(MOUNT, ''))).toEqual([`${NAME}.spec claim-hollow`]);
  });

  test('one that leaves out the headless service of its pods is told', () => {
    const headless = service(', clusterIP: None, selector: { app: web }');
    expect(judged(set(MOUNT, `, ${CLAIM}`, 'replicas: 1') + headless)).toEqual([
      'StatefulSet/web spec.serviceName governing-service-unset',
    ]);
    expect(judged(set(MOUNT) + headless)).toEqual([]);
    expect(judged(set(MOUNT, `, ${CLAIM}`, 'replicas: 1') + service(', selector: { app: web }'))).toEqual([]);
    expect(judged(set(MOUNT, `, ${CLAIM}`, 'servicename: web') + headless)).toEqual([]);
  });
});

describe('ports of probes and hooks', () => {
  const CONTAINER = 'Deployment/web spec.template.spec.containers[0]';
  const TOLD = 'probe-port-unlisted';

  test.each([
    ['readinessProbe', 'readinessProbe: { tcpSocket: { port: 8081 } }', 'readinessProbe.tcpSocket'],
    ['livenessProbe', "livenessProbe: { httpGet: { path: /, port: '8081' } }", 'livenessProbe.httpGet'],
    ['startupProbe', 'startupProbe: { grpc: { port: 8081 } }', 'startupProbe.grpc'],
    ['preStop', 'lifecycle: { preStop: { httpGet: { path: /, port: 8081 } } }', 'lifecycle.preStop.httpGet'],
  ])('a %s at a port that no container lists is told', (_, handler, place) => {
    expect(judged(pods(`${PORTS}, ${handler}`))).toEqual([`${CONTAINER}.${place}.port ${TOLD}`]);
  });

  test.each([
    ['a port that is listed', `${PORTS}, readinessProbe: { tcpSocket: { port: 9090 } }`],
    ['a container without ports', ', readinessProbe: { tcpSocket: { port: 8081 } }'],
    ['another host', `${PORTS}, readinessProbe: { httpGet: { host: example.org, path: /, port: 443 } }`],
    ['a port by name', `${PORTS}, readinessProbe: { tcpSocket: { port: http } }`],
  ])('%s is fine', (_, container) => {
    expect(judged(pods(container))).toEqual([]);
  });

  test('a port of another container of the pod can be asked', () => {
    const other = "initContainers: [{ name: side, image: 'nginx:1.27.5', ports: [{ containerPort: 8081 }] }], ";
    expect(judged(pods(`${PORTS}, readinessProbe: { tcpSocket: { port: 8081 } }`, other))).toEqual([]);
  });
});

describe('config maps without data', () => {
  const READ = 'volumes: [{ name: web, configMap: { name: web } }], ';
  const TOLD = ['ConfigMap/web data config-map-empty'];
  const map = (body: string): string => object('v1', 'ConfigMap', 'web', body);
  const foreign = (yaml: string): string[] => told(hollowRules, worldOf(yaml));

  test.each(['data: {}', 'immutable: false'])('one that somebody reads is told: %s', (body) => {
    expect(foreign(map(body) + pods('', READ))).toEqual(TOLD);
  });

  test('one that may be missing, or that nobody reads, is fine outside of a lab', () => {
    expect(foreign(map('data: {}') + pods('', READ.replace('name: web } }', 'name: web, optional: true } }')))).toEqual(
      [],
    );
    expect(foreign(map('data: {}'))).toEqual([]);
  });

  test('one that the lab itself writes is told, and one of a chart is not', () => {
    expect(judged(map('data: {}'))).toEqual(TOLD);
    const world = worldOf('', { facts: FACTS });
    const subjects = subjectsOf(map('data: {}'), { release: 'apps/web' });
    expect(told(hollowRules, new World({ ...world.props, subjects }))).toEqual([]);
  });

  test.each([
    ['data', map('data: { web.conf: listen 8080; }')],
    ['binary data', map('binaryData: { icon: AAAA }')],
    ['a misspelt field, which the schemas tell', map('dataa: { web.conf: listen 8080; }')],
    [
      'a mark that a controller fills it',
      map('data: {}').replace('apps }', 'apps, labels: { example.org/inject-ca: yes } }'),
    ],
  ])('one with %s is fine', (_, yaml) => {
    expect(judged(yaml + pods('', READ))).toEqual([]);
  });
});

describe('sources of charts', () => {
  const release = (source: string): string =>
    object(
      'helm.toolkit.fluxcd.io/v2beta2',
      'HelmRelease',
      'web',
      `spec: { interval: 1h, chart: { spec: { chart: web, sourceRef: { name: charts${source} } } } }`,
    );

  test('one without a kind is told', () => {
    expect(judged(release(''))).toEqual(['HelmRelease/web spec.chart.spec.sourceRef.kind chart-source-kind']);
    expect(judged(release(', kind: HelmRepository'))).toEqual([]);
    expect(judged(release(', kindd: HelmRepository'))).toEqual([]);
  });

  test('the hint names the kind of the source that is there', () => {
    const source = object('source.toolkit.fluxcd.io/v1', 'GitRepository', 'charts', 'spec: { interval: 1h }');
    const [report] = [...hollowRules.judge(worldOf(release('') + source)).reports];
    expect(report?.hint).toBe('Write kind: GitRepository.');
  });
});

test.each([
  '7',
  '[7]',
  '{ selector: 7, podMetricsEndpoints: 7, endpoints: [7], groups: [7], ingress: [{ from: [7] }] }',
])('objects of the wrong form are no reason to fail: %s', (spec) => {
  const kinds = [
    ['v1', 'Service'],
    ['apps/v1', 'StatefulSet'],
    ['networking.k8s.io/v1', 'NetworkPolicy'],
    ['monitoring.coreos.com/v1', 'PodMonitor'],
    ['monitoring.coreos.com/v1', 'ServiceMonitor'],
    ['monitoring.coreos.com/v1', 'PrometheusRule'],
    ['helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease'],
  ] as const;
  const yaml = kinds.map(([apiVersion, kind]) => object(apiVersion, kind, 'web', `spec: ${spec}`)).join('');
  expect(() => judged(yaml)).not.toThrow();
});

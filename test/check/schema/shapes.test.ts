import { schemaRules } from '../../../lib/check/rules/schema.ts';
import { cronJob, deployment, withContainer, withPod } from '../../../lib/check/rules/schema-samples.ts';
import { told, worldOf } from '../world-of.ts';

const say = (yaml: string) => told(schemaRules, worldOf(yaml));
const object = (apiVersion: string, kind: string, body: string, name = 'a') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${JSON.stringify(name)}, namespace: web }\n${body}\n`;

/** Each row: what is wrong, the object, the place and the code; the same object put right. */
type Row = readonly [title: string, bad: string, place: string, code: string, good: string];

function judge(rows: readonly Row[]): void {
  test.each(rows)('%s', (_title, bad, place, code, good) => {
    expect(say(bad).map((line) => line.replace(/^\S+ /, ''))).toEqual([`${place} ${code}`.trim()]);
    expect(say(good)).toEqual([]);
  });
}

const container = 'spec.template.spec.containers[0]';
const pod = 'spec.template.spec';

describe('pods', () => {
  judge([
    [
      'two containers of one name',
      `${deployment}        - { name: web, image: "nginx:1.27.5" }\n`,
      `${pod}.containers[1]`,
      'schema-duplicate',
      `${deployment}        - { name: db, image: "nginx:1.27.5" }\n`,
    ],
    [
      'an init container with the name of a container',
      withPod('initContainers: [{ name: web, image: "nginx:1.27.5" }]\n'),
      `${pod}.initContainers[0].name`,
      'schema-duplicate',
      withPod('initContainers: [{ name: init, image: "nginx:1.27.5" }]\n'),
    ],
    [
      'a container without an image',
      deployment.replace('          image: nginx:1.27.5\n', ''),
      `${container}.image`,
      'schema-required',
      deployment,
    ],
    [
      'a variable with both a value and a source',
      withContainer('env: [{ name: A, value: x, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]\n'),
      `${container}.env[0]`,
      'schema-conflict',
      withContainer('env: [{ name: A, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]\n'),
    ],
    [
      'a variable whose name begins with a digit',
      withContainer('env: [{ name: 1A, value: x }]\n'),
      `${container}.env[0].name`,
      'schema-name',
      withContainer('env: [{ name: A1, value: x }]\n'),
    ],
    [
      'two ports of one name',
      withContainer('ports: [{ name: a, containerPort: 1 }, { name: a, containerPort: 2 }]\n'),
      `${container}.ports[1].name`,
      'schema-duplicate',
      withContainer('ports: [{ name: a, containerPort: 1 }, { name: b, containerPort: 2 }]\n'),
    ],
    [
      'a resource that is none',
      withContainer('resources: { requests: { mem: 1Gi } }\n'),
      `${container}.resources.requests.mem`,
      'schema-enum',
      withContainer('resources: { requests: { memory: 1Gi, example.org/gpu: 1 } }\n'),
    ],
    [
      'an amount of CPU in units of memory',
      withContainer('resources: { requests: { cpu: 1Gi } }\n'),
      `${container}.resources.requests.cpu`,
      'schema-quantity',
      withContainer('resources: { requests: { cpu: 100m } }\n'),
    ],
    [
      'a probe with two actions',
      withContainer('livenessProbe: { tcpSocket: { port: 80 }, exec: { command: [a] } }\n'),
      `${container}.livenessProbe`,
      'schema-conflict',
      withContainer('livenessProbe: { tcpSocket: { port: 80 } }\n'),
    ],
    [
      'a mode that is not octal',
      withPod('volumes: [{ name: a, configMap: { name: a, defaultMode: 644 } }]\n'),
      `${pod}.volumes[0].configMap.defaultMode`,
      'schema-range',
      withPod('volumes: [{ name: a, configMap: { name: a, defaultMode: 420 } }]\n'),
    ],
    [
      'the port of a probe by a name that is none',
      withContainer('livenessProbe: { httpGet: { path: /, port: "8080" } }\n'),
      `${container}.livenessProbe.httpGet.port`,
      'schema-port',
      withContainer('livenessProbe: { httpGet: { path: /, port: 8080 } }\n'),
    ],
    [
      'a node label that is none',
      withPod('nodeSelector: { disk: "a b" }\n'),
      `${pod}.nodeSelector.disk`,
      'schema-label',
      withPod('nodeSelector: { disk: ssd }\n'),
    ],
  ]);

  test('a claim template is a volume of the pods of its stateful set', () => {
    const set = object(
      'apps/v1',
      'StatefulSet',
      `spec:
  serviceName: a
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec:
      containers: [{ name: a, image: "nginx:1.27.5", volumeMounts: [{ name: data, mountPath: /data }] }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }`,
    );
    expect(say(set)).toEqual([]);
    expect(say(set.replace('metadata: { name: data }', 'metadata: { name: date }'))).toEqual([
      `StatefulSet/a ${container}.volumeMounts[0].name schema-mount`,
    ]);
  });
});

describe('workloads', () => {
  judge([
    [
      'an empty selector',
      deployment.replace('matchLabels:\n      app: web', 'matchLabels: {}'),
      'spec.selector',
      'schema-selector',
      deployment,
    ],
    [
      'an expression that the template does not satisfy',
      deployment.replace(
        'matchLabels:\n      app: web',
        'matchExpressions: [{ key: app, operator: In, values: [db] }]',
      ),
      'spec.selector.matchExpressions[0]',
      'schema-selector',
      deployment.replace(
        'matchLabels:\n      app: web',
        'matchExpressions: [{ key: app, operator: NotIn, values: [db] }]',
      ),
    ],
    [
      'an operator without the values it takes',
      deployment.replace('app: web', 'app: web\n    matchExpressions: [{ key: app, operator: NotIn }]'),
      'spec.selector.matchExpressions[0].values',
      'schema-selector',
      deployment.replace('app: web', 'app: web\n    matchExpressions: [{ key: app, operator: Exists }]'),
    ],
    [
      'pods of a Deployment that end',
      withPod('restartPolicy: OnFailure\n'),
      `${pod}.restartPolicy`,
      'schema-restart-policy',
      withPod('restartPolicy: Always\n'),
    ],
    [
      'Recreate with settings for rolling updates',
      deployment.replace('replicas: 2', 'strategy: { type: Recreate, rollingUpdate: { maxSurge: 1 } }'),
      'spec.strategy.rollingUpdate',
      'schema-conflict',
      deployment.replace('replicas: 2', 'strategy: { type: Recreate }'),
    ],
    [
      'a rolling update that may replace nothing',
      deployment.replace('replicas: 2', 'strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0% } }'),
      'spec.strategy.rollingUpdate',
      'schema-conflict',
      deployment.replace('replicas: 2', 'strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }'),
    ],
    [
      'fewer than no pods',
      deployment.replace('replicas: 2', 'replicas: -1'),
      'spec.replicas',
      'schema-range',
      deployment,
    ],
    [
      'a name too long for a cron job',
      cronJob.replace('name: backup', `name: ${'a'.repeat(53)}`),
      'metadata.name',
      'schema-name',
      cronJob.replace('name: backup', `name: ${'a'.repeat(52)}`),
    ],
    [
      'a budget with both bounds',
      object('policy/v1', 'PodDisruptionBudget', 'spec: { minAvailable: 1, maxUnavailable: 1 }'),
      'spec',
      'schema-conflict',
      object('policy/v1', 'PodDisruptionBudget', 'spec: { minAvailable: 1 }'),
    ],
    [
      'fewer replicas at most than at least',
      object(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'spec: { scaleTargetRef: { kind: Deployment, name: a }, minReplicas: 3, maxReplicas: 2 }',
      ),
      'spec.maxReplicas',
      'schema-range',
      object(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'spec: { scaleTargetRef: { kind: Deployment, name: a }, minReplicas: 2, maxReplicas: 2 }',
      ),
    ],
  ]);
});

const service = (spec: string, name?: string) => object('v1', 'Service', `spec: ${spec}`, name);
const path = (fields: string) =>
  object(
    'networking.k8s.io/v1',
    'Ingress',
    `spec: { rules: [{ host: a.example.org, http: { paths: [{ ${fields} }] } }] }`,
  );
const backend = 'backend: { service: { name: a, port: { number: 80 } } }';
const rule = 'spec.rules[0].http.paths[0]';

describe('network', () => {
  judge([
    [
      'a Service without ports',
      service('{ selector: { a: b } }'),
      'spec.ports',
      'schema-required',
      service('{ clusterIP: None }'),
    ],
    [
      'several ports, one without a name',
      service('{ ports: [{ name: a, port: 1 }, { port: 2 }] }'),
      'spec.ports[1].name',
      'schema-required',
      service('{ ports: [{ name: a, port: 1 }, { name: b, port: 2 }] }'),
    ],
    [
      'a node port in a Service that opens none',
      service('{ ports: [{ port: 1, nodePort: 30001 }] }'),
      'spec.ports[0].nodePort',
      'schema-conflict',
      service('{ type: NodePort, ports: [{ port: 1, nodePort: 30001 }] }'),
    ],
    [
      'an alias without the name it stands for',
      service('{ type: ExternalName }'),
      'spec.externalName',
      'schema-required',
      service('{ type: ExternalName, externalName: a.example.org }'),
    ],
    [
      'a headless Service with node ports',
      service('{ type: NodePort, clusterIP: None, ports: [{ port: 1 }] }'),
      'spec.clusterIP',
      'schema-conflict',
      service('{ clusterIP: None, ports: [{ port: 1 }] }'),
    ],
    [
      'a Service whose name begins with a digit',
      service('{ ports: [{ port: 1 }] }', '1a'),
      'metadata.name',
      'schema-name',
      service('{ ports: [{ port: 1 }] }', 'a1'),
    ],
    [
      'a path that is not from the root',
      path(`path: api, pathType: Prefix, ${backend}`),
      `${rule}.path`,
      'schema-format',
      path(`path: /api, pathType: Prefix, ${backend}`),
    ],
    [
      'a backend without a port',
      path('path: /, pathType: Prefix, backend: { service: { name: a } }'),
      `${rule}.backend.service.port`,
      'schema-conflict',
      path(`path: /, pathType: Prefix, ${backend}`),
    ],
    [
      'a host with a scheme',
      path(`path: /, pathType: Prefix, ${backend}`).replace('a.example.org', 'https://a.example.org'),
      'spec.rules[0].host',
      'schema-format',
      path(`path: /, pathType: Prefix, ${backend}`).replace('a.example.org', '"*.example.org"'),
    ],
    [
      'a peer that is a network and pods at once',
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        'spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 }, podSelector: {} }] }] }',
      ),
      'spec.ingress[0].from[0].ipBlock',
      'schema-conflict',
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        'spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }, { podSelector: {} }] }] }',
      ),
    ],
  ]);
});

const claim = (spec: string) => object('v1', 'PersistentVolumeClaim', `spec: ${spec}`);
const role = (rules: string) => object('rbac.authorization.k8s.io/v1', 'Role', `rules: [${rules}]`, 'system:a');
const bound = (subject: string) =>
  object(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    `roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: a }\nsubjects: [${subject}]`,
  );

describe('data and rights', () => {
  judge([
    [
      'a claim without an access mode',
      claim('{ resources: { requests: { storage: 1Gi } } }'),
      'spec.accessModes',
      'schema-required',
      claim('{ accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }'),
    ],
    [
      'a claim for a thousandth of a byte',
      claim('{ accessModes: [ReadWriteOnce], resources: { requests: { storage: 10m } } }'),
      'spec.resources.requests.storage',
      'schema-quantity',
      claim('{ accessModes: [ReadWriteOnce], resources: { requests: { storage: 10M } } }'),
    ],
    [
      'a claim for no storage',
      claim('{ accessModes: [ReadWriteOnce] }'),
      'spec.resources.requests.storage',
      'schema-required',
      claim('{ accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }'),
    ],
    [
      'a key that is no name of a file',
      object('v1', 'ConfigMap', 'data: { "a b": x }'),
      "data['a b']",
      'schema-name',
      object('v1', 'ConfigMap', 'data: { "a.b": x }'),
    ],
    [
      'a certificate without its key',
      object('v1', 'Secret', 'type: kubernetes.io/tls\nstringData: { tls.crt: x }'),
      "data['tls.key']",
      'schema-required',
      object('v1', 'Secret', 'type: kubernetes.io/tls\nstringData: { tls.crt: x, tls.key: x }'),
    ],
    [
      'a rule without resources',
      role('{ apiGroups: [""], verbs: [get] }'),
      'rules[0].resources',
      'schema-required',
      role('{ apiGroups: [""], resources: [pods], verbs: [get] }'),
    ],
    [
      'URLs in a Role',
      role('{ nonResourceURLs: [/metrics], verbs: [get] }'),
      'rules[0].nonResourceURLs',
      'schema-conflict',
      role('{ apiGroups: [""], resources: [pods], verbs: [get] }'),
    ],
    [
      'a service account without a namespace',
      bound('{ kind: ServiceAccount, name: a }'),
      'subjects[0].namespace',
      'schema-required',
      bound('{ kind: ServiceAccount, name: a, namespace: web }'),
    ],
  ]);

  test('a ConfigMap and annotations have most bytes', () => {
    expect(say(object('v1', 'ConfigMap', `data: { a: "${'x'.repeat(2 ** 20 + 1)}" }`))).toEqual([
      'ConfigMap/a data schema-size',
    ]);
    const noted = (length: number) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: web, annotations: { n: "${'x'.repeat(length)}" } }\n`;
    expect(say(noted(2 ** 18))).toEqual(['ConfigMap/a metadata.annotations schema-size']);
    expect(say(noted(2 ** 18 - 1))).toEqual([]);
  });
});

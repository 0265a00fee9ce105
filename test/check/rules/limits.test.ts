import { limitRules } from '../../../lib/check/rules/limits.ts';
import { told, worldOf } from '../world-of.ts';

const judged = (yaml: string): string[] => told(limitRules, worldOf(yaml));
const RANGE = 'LimitRange/defaults spec.limits';
const HARD = 'ResourceQuota/share spec.hard';

function range(...entries: string[]): string {
  return `apiVersion: v1
kind: LimitRange
metadata: { name: defaults, namespace: apps }
spec: { limits: [${entries.map((entry) => `{ ${entry} }`).join(', ')}] }
`;
}

function quota(hard: string): string {
  return `apiVersion: v1
kind: ResourceQuota
metadata: { name: share, namespace: apps }
spec: { ${hard} }
`;
}

function service(spec: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: web, namespace: apps }
spec: { selector: { app: web }, ports: [{ port: 80 }], ${spec} }
`;
}

function repository(spec: string, name = 'charts'): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: HelmRepository
metadata: { name: ${name}, namespace: flux-system }
spec: { interval: 1h, ${spec} }
`;
}

function priority(name: string, more: string): string {
  return `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: ${name} }
${more}
---
`;
}

function policy(peer: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: apps }
spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }, ${peer}] }] }
`;
}

test('a type that there is not is told', () => {
  expect(judged(range('type: Containner'))).toEqual([`${RANGE}[0].type limit-range-type`]);
});

test.each(['Container', 'Pod', 'example.com/widget'])('type %s is fine', (type) => {
  expect(judged(range(`type: ${type}, max: { cpu: 2 }`))).toEqual([]);
});

test.each([
  [
    'a default below its request',
    'type: Container, default: { memory: 64Mi }, defaultRequest: { memory: 128Mi }',
    'defaultRequest.memory',
  ],
  ['a minimum above the maximum', 'type: Pod, min: { cpu: 2 }, max: { cpu: 1500m }', 'min.cpu'],
  ['a default above the maximum', 'type: Container, default: { cpu: 2 }, max: { cpu: 1 }', 'default.cpu'],
  ['a request below the minimum', 'type: Container, min: { cpu: 100m }, defaultRequest: { cpu: 50m }', 'min.cpu'],
  ['a default of pods', 'type: Pod, default: { cpu: 1 }', 'default'],
  ['claims without a bound', 'type: PersistentVolumeClaim, min: { cpu: 1 }', 'max'],
])('%s is told', (_, entry, place) => {
  expect(judged(range(entry))).toEqual([`${RANGE}[0].${place} limit-range-conflict`]);
});

test('two entries of one type are told at the second', () => {
  expect(judged(range('type: Pod, max: { cpu: 2 }', 'type: Pod, min: { cpu: 1 }'))).toEqual([
    `${RANGE}[1].type limit-range-conflict`,
  ]);
});

test('amounts that fit each other are fine', () => {
  const container =
    'type: Container, min: { cpu: 10m }, defaultRequest: { cpu: 25m, memory: 64Mi }, default: { memory: 256Mi }, max: { memory: 1Gi }';
  expect(judged(range(container, 'type: PersistentVolumeClaim, max: { storage: 50Gi }'))).toEqual([]);
});

test.each([
  ['memory: 512m', 'memory'],
  ['memory: 7', 'memory'],
  ['cpu: 1Gi', 'cpu'],
  ['ephemeral-storage: 1', 'ephemeral-storage'],
])('a default of %s is told', (amount, name) => {
  expect(judged(range(`type: Container, default: { ${amount} }`))).toEqual([
    `${RANGE}[0].default.${name} limit-amount`,
  ]);
});

test('a resource of containers that is misspelt is told', () => {
  expect(judged(range('type: Container, default: { memmory: 256Mi }'))).toEqual([
    `${RANGE}[0].default.memmory limit-resource`,
  ]);
});

test.each([
  ['requests.memory', '512m', "['requests.memory']"],
  ['requests.storage', '7', "['requests.storage']"],
  ['limits.cpu', '1Gi', "['limits.cpu']"],
  ['pods', '2.5', '.pods'],
  ['services.nodeports', '-1', "['services.nodeports']"],
  ['count/deployments.apps', '500m', "['count/deployments.apps']"],
])('a quota of %s: %s is told', (name, amount, place) => {
  expect(judged(quota(`hard: { '${name}': '${amount}' }`))).toEqual([`${HARD}${place} limit-amount`]);
});

test('storage of one class is judged as storage', () => {
  const name = 'ssd.storageclass.storage.k8s.io/requests.storage';
  expect(judged(quota(`hard: { ${name}: 7 }`))).toEqual([`${HARD}['${name}'] limit-amount`]);
});

test('amounts of a quota that can be meant are fine', () => {
  const hard = `'requests.memory': 8Gi, cpu: 4, 'requests.storage': 0, pods: 20, secrets: 0, 'count/jobs.batch': 1k, 'requests.nvidia.com/gpu': 1, 'requests.hugepages-2Mi': 4Mi`;
  expect(judged(quota(`hard: { ${hard} }`))).toEqual([]);
});

test('a resource of a quota that is misspelt is told, with what was meant', () => {
  const world = worldOf(quota(`hard: { 'request.memory': 8Gi }`));
  expect(told(limitRules, world)).toEqual([`${HARD}['request.memory'] limit-resource`]);
  expect([...limitRules.judge(world).reports][0]?.hint).toBe("Did you mean 'requests.memory'?");
});

test.each(['hard: {}', 'scopes: []'])('a quota without amounts is told: %s', (spec) => {
  expect(judged(quota(spec))).toEqual(['ResourceQuota/share spec.hard quota-empty']);
});

test.each(['none', 'Nonne', '10.152.183.300'])('a Service with the address %s is told', (address) => {
  expect(judged(service(`clusterIP: ${address}`))).toEqual(['Service/web spec.clusterIP service-cluster-ip']);
});

test('addresses of two families are judged one by one', () => {
  expect(judged(service("clusterIP: 10.152.183.7, clusterIPs: [10.152.183.7, 'fd00::x']"))).toEqual([
    'Service/web spec.clusterIPs[1] service-cluster-ip',
  ]);
});

test.each(['None', "''", '10.152.183.7', "'fd00::7'"])('a Service with the address %s is fine', (address) => {
  expect(judged(service(`clusterIP: ${address}`))).toEqual([]);
});

test('a registry without type oci is told', () => {
  expect(judged(repository('url: oci://registry.example.org/charts'))).toEqual([
    'HelmRepository/charts spec.type helm-repository-type',
  ]);
  expect(judged(repository('type: oci, url: oci://registry.example.org/charts'))).toEqual([]);
});

test('type oci without a registry is told', () => {
  expect(judged(repository('type: oci, url: https://charts.example.org'))).toEqual([
    'HelmRepository/charts spec.url helm-repository-type',
  ]);
  expect(judged(repository('url: https://charts.example.org'))).toEqual([]);
  expect(judged(repository('type: default, url: https://charts.example.org'))).toEqual([]);
});

test('a priority that is kept for the system is told', () => {
  expect(judged(priority('urgent', 'value: 1000000001'))).toEqual(['PriorityClass/urgent value priority-class-value']);
  expect(judged(priority('system-urgent', 'value: 7'))).toEqual([
    'PriorityClass/system-urgent metadata.name priority-class-value',
  ]);
  expect(judged(priority('urgent', 'value: 1000000000'))).toEqual([]);
  expect(judged(priority('system-node-critical', 'value: 2000001000'))).toEqual([]);
});

test('a priority class without a value is told', () => {
  expect(judged(priority('urgent', 'description: first'))).toEqual(['PriorityClass/urgent value priority-class-unset']);
  expect(judged(priority('least', 'value: 0'))).toEqual([]);
});

test('the second default of all pods is told', () => {
  const two = priority('low', 'value: 1\nglobalDefault: true') + priority('high', 'value: 2\nglobalDefault: true');
  expect(judged(two)).toEqual(['PriorityClass/high globalDefault priority-class-default']);
  expect(judged(two.replace('globalDefault: true', 'globalDefault: false'))).toEqual([]);
});

test.each(['{}', '{ podSelector: null }'])('a peer that says nobody is told: %s', (peer) => {
  expect(judged(policy(peer))).toEqual(['NetworkPolicy/web spec.ingress[0].from[1] policy-peer']);
});

test.each(['{ namespaceSelector: {} }', '{ ipBlock: { cidr: 10.0.0.0/8 } }', '{ podSelectorr: {} }'])(
  'another peer is fine, or told by the schemas: %s',
  (peer) => {
    expect(judged(policy(peer))).toEqual([]);
  },
);

test.each([
  range('type: 7, default: 7, min: [1]'),
  quota('hard: [7]'),
  service('clusterIP: 7, clusterIPs: 7'),
  repository('url: 7, type: [oci]'),
  priority('urgent', 'value: seven'),
  policy('7'),
])('values of the wrong type are left to the schemas', (yaml) => {
  expect(judged(yaml)).toEqual([]);
});

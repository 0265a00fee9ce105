import fc from 'fast-check';
import { capacityOf } from '../../../lib/check/capacity/usage.ts';
import { capacityRules } from '../../../lib/check/rules/capacity.ts';
import { World } from '../../../lib/check/world.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';
import { claim, container, factsOf, GIB, lab, NODE, requested, service, workload } from './capacity-lab.ts';

test.each([
  ['cpu', 'cpu: 1500m', 'nodes[0].cores'],
  ['memory', 'memory: 7Gi', 'nodes[0].memoryGiB'],
  ['ephemeral storage', 'ephemeral-storage: 20Gi', 'nodes[0].rootGiB'],
])('row 59: requests for %s beyond what the node has are told at the facts', (_, requests, path) => {
  expect(told(capacityRules, lab(workload('Deployment', requests, 'replicas: 3, ')))).toEqual([
    `${path} capacity-node`,
  ]);
  expect(told(capacityRules, lab(workload('Deployment', requests, 'replicas: 2, ')))).toEqual([]);
});

test('row 59: what MicroK8s and Flux run is counted, so that four cores are not all for the lab', () => {
  expect(told(capacityRules, lab(workload('Deployment', 'cpu: 3300m')))).toEqual([]);
  expect(told(capacityRules, lab(workload('Deployment', 'cpu: 3301m')))).toEqual(['nodes[0].cores capacity-node']);
});

test('row 59: one pod that asks for more than the node has is told at its container', () => {
  expect(told(capacityRules, lab(workload('Deployment', 'memory: 16Gi')))).toContain(
    'Deployment/deployment spec.template.spec.containers[0].resources capacity-pod',
  );
});

test('row 59: one pod is compared with the largest node, and with its own node where it picks one', () => {
  const facts = factsOf(NODE, { ...NODE, name: 'large', cores: 8 });
  const six = (pod: string): string => workload('Deployment', 'cpu: 6', '', pod);
  expect(told(capacityRules, lab(six(''), { facts }))).toEqual([]);
  expect(told(capacityRules, lab(six("nodeSelector: { 'kubernetes.io/hostname': node }, "), { facts }))).toEqual([
    'Deployment/deployment spec.template.spec.containers[0].resources capacity-pod',
  ]);
});

test('a DaemonSet counts on each node', () => {
  const facts = factsOf(NODE, { ...NODE, name: 'other' });
  const daemons = capacityOf(lab(workload('DaemonSet', 'cpu: 1'), { facts })).requests.cpu;
  expect(daemons - capacityOf(lab('', { facts })).requests.cpu).toBe(2000);
});

test('a DaemonSet for one node counts once', () => {
  const facts = factsOf(NODE, { ...NODE, name: 'other' });
  const one = workload('DaemonSet', 'cpu: 1', '', "nodeSelector: { 'kubernetes.io/hostname': other }, ");
  expect(capacityOf(lab(one, { facts })).requests.cpu - capacityOf(lab('', { facts })).requests.cpu).toBe(1000);
});

test('init containers count when one asks for more than all containers together', () => {
  const pod = (init: string): string =>
    workload('Deployment', 'cpu: 1', '', `initContainers: [${container({ requests: init })}], `);
  expect(requested(pod('cpu: 200m')).cpu).toBe(1000);
  expect(requested(pod('cpu: 1200m')).cpu).toBe(1200);
});

test('a sidecar among the init containers runs beside the containers', () => {
  const sidecar = container({ requests: 'cpu: 200m', more: ', restartPolicy: Always' });
  expect(requested(workload('Deployment', 'cpu: 1', '', `initContainers: [${sidecar}], `)).cpu).toBe(1200);
});

test('a limit without a request is the request', () => {
  const yaml = workload('Deployment', '').replace(container({}), container({ limits: 'memory: 1Gi' }));
  expect(requested(yaml).memory).toBe(GIB);
});

test('the overhead of a runtime counts', () => {
  expect(requested(workload('Deployment', 'cpu: 1', '', 'overhead: { cpu: 250m }, ')).cpu).toBe(1250);
});

test('a workload of no replicas asks for nothing', () => {
  expect(requested(workload('Deployment', 'cpu: 100', 'replicas: 0, '))).toEqual({ cpu: 0, memory: 0, pods: 0 });
});

test('an autoscaler keeps its least number of pods', () => {
  const scaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: a, namespace: apps }
spec: { minReplicas: 3, maxReplicas: 5, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: deployment } }`;
  expect(requested(workload('Deployment', 'cpu: 100m') + scaler)).toMatchObject({ cpu: 300, pods: 3 });
});

test('of Jobs only the largest counts, since they wait for each other', () => {
  const job = (name: string, cpu: string): string => `apiVersion: batch/v1
kind: Job
metadata: { name: ${name}, namespace: apps }
spec: { template: { spec: { containers: [${container({ requests: `cpu: ${cpu}` })}] } } }
---
`;
  expect(requested(job('a', '2') + job('b', '3')).cpu).toBe(3000);
});

test('the Prometheus operator runs shards times replicas, with its reloader and what the object adds', () => {
  const prometheus = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec:
  replicas: 2
  shards: 2
  resources: { requests: { cpu: 200m, memory: 1Gi } }
  containers: [{ name: prometheus }, { name: thanos-sidecar, resources: { requests: { cpu: 20m } } }]`;
  expect(requested(prometheus)).toEqual({ cpu: 4 * (200 + 20 + 10), memory: 4 * (GIB + 50 * 2 ** 20), pods: 4 });
});

test('an Alertmanager that says nothing asks for the memory that the operator gives it', () => {
  const alertmanager =
    '{ apiVersion: monitoring.coreos.com/v1, kind: Alertmanager, metadata: { name: a, namespace: m }, spec: {} }';
  expect(requested(alertmanager)).toEqual({ cpu: 10, memory: 250 * 2 ** 20, pods: 1 });
});

test('one Prometheus that is larger than the node is told at its resources', () => {
  const prometheus = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec: { resources: { requests: { memory: 20Gi } } }`;
  expect(told(capacityRules, lab(prometheus))).toContain('Prometheus/main spec.resources capacity-pod');
});

test('more than 110 pods on a node are told', () => {
  expect(told(capacityRules, lab(workload('Deployment', '', 'replicas: 103, ')))).toEqual([
    'nodes[0].name capacity-pods',
  ]);
  expect(told(capacityRules, lab(workload('Deployment', '', 'replicas: 102, ')))).toEqual([]);
});

test('a quantity that is none counts as nothing', () => {
  expect(requested(workload('Deployment', 'cpu: [1], memory: lots'))).toMatchObject({ cpu: 0, memory: 0 });
});

test('without facts nothing is said of nodes and volume groups', () => {
  const yaml = workload('Deployment', 'cpu: 1000') + claim('a', '1Ti') + service('a', 'type: LoadBalancer');
  expect(told(capacityRules, worldOf(yaml))).toEqual([]);
});

test('releases that are not rendered are said not to be counted', () => {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: web, namespace: apps }
spec: { chart: { spec: { chart: web } } }`;
  const why = (world: World): string[] => [...(capacityRules.judge(world).notJudged ?? [])].map((each) => each.why);
  expect(why(lab(release))).toEqual(['what apps/web request of the nodes: their charts are not rendered here']);
  const rendered = subjectsOf(claim('a', '1Gi'), { release: 'apps/web' });
  expect(why(lab('', { subjects: [...subjectsOf(release), ...rendered] }))).toEqual([]);
});

test('usage is told by layer and release', () => {
  const subjects = [
    ...subjectsOf(workload('Deployment', 'cpu: 100m') + claim('a', '1Gi'), { layer: 'web' }),
    ...subjectsOf(workload('StatefulSet', 'cpu: 200m'), { layer: 'metrics', release: 'monitoring/prometheus' }),
  ];
  const { rows } = capacityOf(lab('', { subjects }));
  expect(rows.map(({ name, requests, storage }) => [name, requests.cpu, storage.get('ssd') ?? 0])).toEqual([
    ['MicroK8s and Flux', 700, 0],
    ['metrics: monitoring/prometheus', 200, 0],
    ['web', 100, GIB],
  ]);
});

test('Flux counts once when its own objects are among those that are judged', () => {
  const controller = workload('Deployment', 'cpu: 100m').replace(
    'name: deployment, namespace: apps',
    'name: helm-controller, namespace: flux-system',
  );
  expect(requested(controller).cpu).toBe(0);
});

test('the rows and the largest Job come to the sum, whatever is asked for', () => {
  const requests = fc.array(
    fc.record({ cpu: fc.integer({ min: 0, max: 5000 }), replicas: fc.integer({ min: 0, max: 9 }) }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(requests, (all) => {
      const subjects = all.flatMap(({ cpu, replicas }, i) =>
        subjectsOf(workload('Deployment', `cpu: ${cpu}m`, `replicas: ${replicas}, `), { layer: `layer-${i % 3}` }),
      );
      const { rows, requests: sum } = capacityOf(lab('', { subjects }));
      expect(rows.reduce((total, row) => total + row.requests.cpu, 0)).toBe(sum.cpu);
      expect(sum.cpu).toBe(700 + all.reduce((total, { cpu, replicas }) => total + cpu * replicas, 0));
    }),
    { numRuns: 50 },
  );
});

test('objects with parts of any type are judged without a throw', () => {
  const kinds = [
    'Deployment',
    'StatefulSet',
    'PersistentVolumeClaim',
    'Service',
    'StorageClass',
    'Prometheus',
    'IPAddressPool',
    'HorizontalPodAutoscaler',
  ];
  const specs = fc.jsonValue({ maxDepth: 4 });
  const { props } = lab('');
  fc.assert(
    fc.property(fc.constantFrom(...kinds), specs, (kind, value) => {
      const spec = {
        type: value,
        ports: value,
        template: { spec: { containers: value, volumes: value } },
        volumeClaimTemplates: value,
        addresses: value,
      };
      const manifest = {
        apiVersion: 'v1',
        kind,
        metadata: { name: 'a' },
        spec,
        provisioner: 'topolvm.io',
        parameters: value,
      };
      const subject = {
        manifest,
        file: 'a.yaml',
        document: 0,
        layer: undefined,
        release: undefined,
        source: undefined,
      };
      told(capacityRules, new World({ ...props, subjects: [subject] }));
    }),
    { numRuns: 300 },
  );
});

test.each(
  capacityRules.rules.filter(({ bad }) => bad.startsWith('apiVersion:')).map((rule) => [rule.code, rule] as const),
)('the examples of %s are what they say', (code, { bad, good }) => {
  expect(told(capacityRules, worldOf(bad)).join('\n')).toContain(` ${code}`);
  expect(told(capacityRules, worldOf(good))).toEqual([]);
});

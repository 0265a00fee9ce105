import type { RuleDoc } from '../rule.ts';

const rule = { family: 'schema', severity: 'error', mistakes: [] } as const;

const limits = (entry: string): string => `apiVersion: v1
kind: LimitRange
metadata:
  name: defaults
  namespace: default
spec:
  limits:
    - ${entry}
`;

const quota = (hard: string): string => `apiVersion: v1
kind: ResourceQuota
metadata:
  name: share
  namespace: default
spec:
  hard:${hard}
`;

const service = (address: string): string => `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: default
spec:
  clusterIP: ${address}
  selector:
    app: web
  ports:
    - port: 80
`;

const policy = (peer: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: default
spec:
  podSelector: {}
  ingress:
    - from:
        - ${peer}
`;

const repository = (more: string): string => `apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: HelmRepository
metadata:
  name: charts
  namespace: flux-system
spec:
  interval: 1h
  url: oci://registry.example.org/charts
${more}`;

const priority = (name: string, more: string): string => `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: ${name}
${more}`;

/** What the rules of limits, quotas, addresses and priorities mean. */
export const limitDocs: readonly RuleDoc[] = [
  {
    ...rule,
    code: 'limit-range-type',
    title: 'A LimitRange limits something that there is not',
    meaning:
      'An entry is for each Container, each Pod or each PersistentVolumeClaim, or for a type with a domain in its name. The schema takes any text; the API server refuses the object.',
    bad: limits('type: Containers\n      default: { memory: 256Mi }'),
    good: limits('type: Container\n      default: { memory: 256Mi }'),
  },
  {
    ...rule,
    code: 'limit-range-conflict',
    title: 'Amounts of a LimitRange contradict each other',
    meaning:
      'A default below its request, a minimum above the maximum, defaults of whole pods, claims without a bound, and two entries of one type cannot be kept. The API server refuses the object.',
    bad: limits('type: Container\n      default: { memory: 64Mi }\n      defaultRequest: { memory: 256Mi }'),
    good: limits('type: Container\n      default: { memory: 256Mi }\n      defaultRequest: { memory: 64Mi }'),
  },
  {
    ...rule,
    code: 'limit-amount',
    title: 'An amount of a LimitRange or a ResourceQuota cannot be meant',
    meaning:
      'The API server takes 512m of memory, half a byte, as a default: then no container of the namespace starts. As a quota it refuses every pod. Objects are counted in whole numbers.',
    bad: quota('\n    requests.memory: 512m'),
    good: quota('\n    requests.memory: 512Mi'),
  },
  {
    ...rule,
    code: 'limit-resource',
    title: 'A LimitRange or a ResourceQuota names a resource that there is not',
    meaning:
      'Resources are cpu, memory, ephemeral-storage and storage, in a quota with requests. or limits. before them, and the objects that a quota counts. Names with a slash are anybody’s. The API server refuses the object.',
    bad: quota('\n    request.memory: 8Gi'),
    good: quota('\n    requests.memory: 8Gi'),
  },
  {
    ...rule,
    code: 'quota-empty',
    severity: 'warning',
    title: 'A ResourceQuota limits nothing',
    meaning: 'A quota without amounts is taken and does nothing: the namespace may use the whole node.',
    bad: quota(' {}'),
    good: quota('\n    requests.memory: 8Gi'),
  },
  {
    ...rule,
    code: 'service-cluster-ip',
    title: 'The address of a Service is none',
    meaning:
      'The address is an IP address, None for a headless Service, or left out. The schema takes any text; the API server refuses the object.',
    bad: service('none'),
    good: service('None'),
  },
  {
    ...rule,
    code: 'policy-peer',
    title: 'A peer of a NetworkPolicy says nobody',
    meaning:
      'A peer is pods, namespaces or a network. One without any of them is refused by the API server; everybody is meant by leaving the list out, or by an empty selector.',
    bad: policy('{}'),
    good: policy('podSelector: {}'),
  },
  {
    ...rule,
    code: 'helm-repository-type',
    title: 'The type of a HelmRepository does not fit its URL',
    meaning:
      'A registry, with oci:// in front, needs type oci, and type oci needs a registry. Flux otherwise stalls at the repository and installs no chart of it.',
    bad: repository(''),
    good: repository('  type: oci\n'),
  },
  {
    ...rule,
    code: 'priority-class-value',
    title: 'A PriorityClass is above what is allowed',
    meaning:
      'Priorities above 1000000000, and names that begin with system-, are kept for Kubernetes itself. The API server refuses the object.',
    bad: priority('urgent', 'value: 2000000000\n'),
    good: priority('urgent', 'value: 1000000\n'),
  },
  {
    ...rule,
    code: 'priority-class-unset',
    severity: 'warning',
    title: 'A PriorityClass has no value',
    meaning: 'The API server reads a missing value as 0, which is the priority of pods without a class.',
    bad: priority('urgent', 'description: before all others\n'),
    good: priority('urgent', 'value: 1000000\n'),
  },
  {
    ...rule,
    code: 'priority-class-default',
    title: 'Two PriorityClasses are the default',
    meaning:
      'The flag globalDefault gives a class to all pods that name none, so that one class can have it. The API server refuses the second one.',
    bad: `${priority('low', 'value: 1\nglobalDefault: true\n')}---\n${priority('high', 'value: 2\nglobalDefault: true\n')}`,
    good: `${priority('low', 'value: 1\nglobalDefault: true\n')}---\n${priority('high', 'value: 2\n')}`,
  },
];

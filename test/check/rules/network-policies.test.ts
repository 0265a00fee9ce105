import { networkRules } from '../../../lib/check/rules/network.ts';
import type { World } from '../../../lib/check/world.ts';
import type { ResolvedFacts } from '../../../lib/core/facts.ts';
import { told, worldOf } from '../world-of.ts';

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

function deployment(name: string, pod = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: apps }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, tier: front } }
    spec: { ${pod}containers: [{ name: main, image: 'a:1', ports: [{ name: http, containerPort: 8080 }] }] }
---
`;
}

function policy(name: string, spec: string, selector = '{ matchLabels: { app: web } }', namespace = 'apps'): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: { podSelector: ${selector}, ${spec} }
---
`;
}

const BEHIND = `apiVersion: v1
kind: Service
metadata: { name: web, namespace: apps }
spec: { selector: { app: web }, ports: [{ name: www, port: 80, targetPort: http }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: apps }
spec: { rules: [{ host: web.lab.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { name: www } } } }] } }] }
---
`;

function lab(yaml: string): World {
  return worldOf(yaml, { facts: FACTS });
}

const egress = (rules: string): string => `policyTypes: [Egress], egress: [${rules}]`;
const HTTPS = '{ ports: [{ port: 443 }] }';
const DNS_PORTS = 'ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]';
const KUBE_DNS = `to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }, podSelector: { matchLabels: { k8s-app: kube-dns } } }]`;

test('row 36: an egress policy that leaves out DNS is told', () => {
  expect(told(networkRules, lab(deployment('web') + policy('p', egress(HTTPS))))).toEqual([
    'NetworkPolicy/p spec.egress network-policy-dns',
  ]);
});

test.each([
  ['to everything', '{}'],
  ['on port 53', `{ ${DNS_PORTS} }`],
  ['to kube-dns', `{ ${KUBE_DNS}, ${DNS_PORTS} }`],
  ['to kube-dns on every port', `{ ${KUBE_DNS} }`],
  ['to every namespace', `{ to: [{ namespaceSelector: {} }], ${DNS_PORTS} }`],
  ['to the network of the services', `{ to: [{ ipBlock: { cidr: 10.152.183.0/24 } }], ${DNS_PORTS} }`],
  ['in a range of ports', '{ ports: [{ port: 50, endPort: 60, protocol: UDP }] }'],
  ['by the name of the port', `{ ${KUBE_DNS}, ports: [{ port: dns, protocol: UDP }] }`],
])('row 36: a way out %s leads to DNS', (_, rule) => {
  expect(told(networkRules, lab(deployment('web') + policy('p', egress(`${HTTPS}, ${rule}`))))).toEqual([]);
});

test.each([
  ['by TCP only', '{ ports: [{ port: 53 }] }'],
  ['to pods of its own namespace', `{ to: [{ podSelector: {} }], ${DNS_PORTS} }`],
  [
    'to another namespace',
    `{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: dns } } }], ${DNS_PORTS} }`,
  ],
  ['to a network outside', `{ to: [{ ipBlock: { cidr: 192.168.1.0/24 } }], ${DNS_PORTS} }`],
  ['in another range of ports', '{ ports: [{ port: 54, endPort: 60, protocol: UDP }] }'],
])('row 36: a way out %s does not lead to DNS', (_, rule) => {
  expect(told(networkRules, lab(deployment('web') + policy('p', egress(`${HTTPS}, ${rule}`))))).toHaveLength(1);
});

test('row 36: a namespace that denies everything is told, until another policy allows DNS', () => {
  const deny = policy('deny', egress(''), '{}');
  expect(told(networkRules, lab(deployment('web') + deny))).toEqual([
    'NetworkPolicy/deny spec.egress network-policy-dns',
  ]);
  expect(told(networkRules, lab(deployment('web') + deny + policy('dns', egress(`{ ${DNS_PORTS} }`), '{}')))).toEqual(
    [],
  );
});

test('pods that are shut off on purpose, or reach single networks only, need no names', () => {
  expect(told(networkRules, lab(deployment('web') + policy('p', egress(''))))).toEqual([]);
  const network = '{ to: [{ ipBlock: { cidr: 192.168.1.9/32 } }] }';
  expect(told(networkRules, lab(deployment('web') + policy('p', egress(network))))).toEqual([]);
});

test('a policy is told once for all pods that it cuts off', () => {
  const yaml = deployment('web') + deployment('wiki') + policy('p', egress(HTTPS), '{ matchLabels: { tier: front } }');
  expect(told(networkRules, lab(yaml))).toHaveLength(1);
});

test('pods on the network of the node, and those with a resolver of their own, are left alone', () => {
  for (const pod of ['hostNetwork: true, ', 'dnsPolicy: None, ', 'dnsPolicy: Default, ']) {
    expect(told(networkRules, lab(deployment('web', pod) + policy('p', egress(HTTPS))))).toEqual([]);
  }
});

test('a policy of another namespace or for other pods does not count', () => {
  const elsewhere =
    policy('p', egress(HTTPS), '{}', 'other') + policy('q', egress(HTTPS), '{ matchLabels: { app: wiki } }');
  expect(told(networkRules, lab(deployment('web') + elsewhere))).toEqual([]);
});

test('a policy without types limits the ways out only where it has egress rules', () => {
  expect(told(networkRules, lab(deployment('web') + policy('p', 'ingress: [{}]')))).toEqual([]);
  expect(told(networkRules, lab(deployment('web') + policy('p', `ingress: [{}], egress: [${HTTPS}]`)))).toHaveLength(1);
});

test('pods of the Prometheus operator are cut off as others are', () => {
  const prometheus = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main, namespace: apps }
spec: { podMetadata: { labels: { app: web } } }
---
`;
  expect(told(networkRules, lab(prometheus + policy('p', egress(HTTPS))))).toHaveLength(1);
});

test('row 36: a policy that keeps the ingress controller out is told', () => {
  const own = policy('p', 'policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }] }]');
  expect(told(networkRules, lab(deployment('web') + BEHIND + own))).toEqual([
    'NetworkPolicy/p spec.ingress network-policy-ingress',
  ]);
  expect(told(networkRules, lab(deployment('web') + own))).toEqual([]);
});

const FROM_INGRESS = 'from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress } } }]';

test.each([
  ['everybody', '{}'],
  ['everybody on the port, as charts of Bitnami do', '{ ports: [{ port: 8080 }] }'],
  ['the port by its name', '{ ports: [{ port: http }] }'],
  ['the namespace of the controller', `{ ${FROM_INGRESS}, ports: [{ port: 8080 }] }`],
  ['the network of the pods', '{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }'],
])('row 36: a policy that admits %s lets the ingress controller in', (_, rule) => {
  expect(told(networkRules, lab(deployment('web') + BEHIND + policy('p', `ingress: [${rule}]`)))).toEqual([]);
});

test.each([
  ['the port of the service in place of the target', '{ ports: [{ port: 80 }] }'],
  ['another protocol', '{ ports: [{ port: 8080, protocol: UDP }] }'],
  ['the namespace on another port', `{ ${FROM_INGRESS}, ports: [{ port: 9090 }] }`],
  [
    'other pods of that namespace',
    `{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: other } } }] }`,
  ],
])('row 36: a policy that admits %s keeps the ingress controller out', (_, rule) => {
  expect(told(networkRules, lab(deployment('web') + BEHIND + policy('p', `ingress: [${rule}]`)))).toHaveLength(1);
});

test('row 36: one policy of several is enough to let the ingress controller in', () => {
  const deny = policy('deny', 'policyTypes: [Ingress]', '{}');
  expect(told(networkRules, lab(deployment('web') + BEHIND + deny))).toHaveLength(1);
  expect(
    told(networkRules, lab(deployment('web') + BEHIND + deny + policy('p', `ingress: [{ ${FROM_INGRESS} }]`))),
  ).toEqual([]);
});

test('labels that the lab gives to the namespace of the controller count', () => {
  const labelled = '{ apiVersion: v1, kind: Namespace, metadata: { name: ingress, labels: { team: edge } } }\n---\n';
  const edge = policy('p', 'ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: edge } } }] }]');
  expect(told(networkRules, lab(deployment('web') + BEHIND + edge))).toHaveLength(1);
  expect(told(networkRules, lab(labelled + deployment('web') + BEHIND + edge))).toEqual([]);
});

test('an ingress controller that is not MicroK8s’ own is not judged', () => {
  const own = policy('p', 'policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }] }]');
  const other = BEHIND.replace('spec: { rules', 'spec: { ingressClassName: traefik, rules');
  expect(told(networkRules, lab(deployment('web') + other + own))).toEqual([]);
});

test('outside of this lab the controller may be in any namespace that a policy admits', () => {
  const named = policy('p', 'ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: edge } } }] }]');
  expect(told(networkRules, worldOf(deployment('web') + BEHIND + named))).toEqual([]);
});

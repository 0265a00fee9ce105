import { judgeIp } from '../../values/cidr.ts';
import { nearest } from '../../values/nearest.ts';
import { quoted } from '../../values/value-error.ts';
import { lacks } from '../lacks.ts';
import { pathText } from '../path.ts';
import { list, record } from '../pods.ts';
import type { Report, RuleSet } from '../rule.ts';
import { REFUSED } from '../schema/fault.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { judgeAmounts } from './limits-amounts.ts';
import { limitDocs } from './limits-docs.ts';
import { judgePriorityClasses } from './limits-priority.ts';
import { judgeLimitRange } from './limits-range.ts';

/** Resources of a ResourceQuota, beside those with a slash: `count/deployments.apps`, `requests.nvidia.com/gpu`. */
const QUOTED = [
  ...['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
  'requests.storage',
  'pods',
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
  'services.loadbalancers',
  'services.nodeports',
];
const DIRECTIONS = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const;
const PEERS = ['podSelector', 'namespaceSelector', 'ipBlock'];
const HUGE = /^(requests\.)?hugepages-/;

/** Rules about values that the API server's own code judges and no schema does: limits, quotas, addresses, priorities. */
export const limitRules: RuleSet = {
  rules: limitDocs,
  judge: (world) => ({ reports: judge(world) }),
};

function* judge(world: World): Generator<Report> {
  for (const subject of world.ofKind('LimitRange', '')) yield* judgeLimitRange(subject);
  for (const subject of world.ofKind('ResourceQuota', '')) yield* judgeQuota(subject);
  for (const subject of world.ofKind('Service', '')) yield* judgeClusterIp(subject);
  for (const subject of world.ofKind('NetworkPolicy', 'networking.k8s.io')) yield* judgePeers(subject);
  for (const subject of world.ofKind('HelmRepository', 'source.toolkit.fluxcd.io')) {
    // The track knows url and type of its own repositories.
    if (!world.track.repositories[subject.manifest.metadata.name]) yield* judgeRepository(subject);
  }
  yield* judgePriorityClasses(world);
}

function* judgeQuota(subject: Subject): Generator<Report> {
  const { spec } = subject.manifest;
  if (spec === null || typeof spec !== 'object') return;
  const { hard } = record(spec);
  if (lacks(record(spec), 'hard') || (hard !== null && typeof hard === 'object' && Object.keys(hard).length === 0)) {
    yield {
      code: 'quota-empty',
      subject,
      path: 'spec.hard',
      message: 'the quota has no amounts; expected one at least: it limits nothing',
      hint: 'Write hard with requests.memory or another resource, or take the quota out.',
    };
  }
  for (const name of Object.keys(record(hard))) {
    if (name.includes('/') || QUOTED.includes(name) || HUGE.test(name)) continue;
    const meant = nearest(name, QUOTED);
    yield {
      code: 'limit-resource',
      subject,
      path: pathText(['spec', 'hard', name]),
      message: `${quoted(name)} is no resource of a quota: ${REFUSED}`,
      hint: meant ? `Did you mean '${meant}'?` : `Write one of ${QUOTED.join(', ')}, or count/ and a resource.`,
    };
  }
  yield* judgeAmounts(subject, record(hard), ['spec', 'hard']);
}

function* judgeClusterIp(subject: Subject): Generator<Report> {
  const { clusterIP, clusterIPs } = record(subject.manifest['spec']);
  const places = [
    { value: clusterIP, path: 'spec.clusterIP' },
    ...list(clusterIPs).map((value, i) => ({ value, path: pathText(['spec', 'clusterIPs', i]) })),
  ];
  for (const { value, path } of places) {
    if (typeof value !== 'string' || value === '' || value === 'None') continue;
    const refusal = judgeIp(value);
    if (!refusal) continue;
    const hint = nearest(value, ['None']) ? "Did you mean 'None'?" : 'Leave it out: Kubernetes gives an address.';
    const message = `${quoted(value)} is neither None nor an IP address: ${REFUSED}`;
    yield { code: 'service-cluster-ip', subject, path, message, hint };
  }
}

/** A peer of nobody is no peer: everybody is meant by leaving the list out, or by an empty selector. */
function* judgePeers(subject: Subject): Generator<Report> {
  const spec = record(subject.manifest['spec']);
  for (const [direction, field] of DIRECTIONS) {
    for (const [i, rule] of list(spec[direction]).entries()) {
      for (const [j, peer] of list(record(rule)[field]).entries()) {
        if (peer === null || typeof peer !== 'object') continue;
        const given = Object.entries(peer).filter(([key, value]) => !PEERS.includes(key) || value !== null);
        if (given.length > 0) continue;
        yield {
          code: 'policy-peer',
          subject,
          path: pathText(['spec', direction, i, field, j]),
          message: `the peer says nobody; expected one of ${PEERS.join(', ')}: ${REFUSED}`,
          hint: 'Write podSelector: {} for all pods of the namespace, namespaceSelector: {} for all pods.',
        };
      }
    }
  }
}

function* judgeRepository(subject: Subject): Generator<Report> {
  const { url, type } = record(subject.manifest['spec']);
  if (typeof url !== 'string' || (type !== undefined && typeof type !== 'string')) return;
  const isOci = url.startsWith('oci://');
  if (isOci === (type === 'oci') || !/^(https?|oci):\/\//.test(url)) return;
  const message = isOci
    ? `${quoted(url)} is a registry, and the type is ${quoted(type ?? 'default')}; expected type oci`
    : `${quoted(url)} is no registry, and the type is "oci"; expected a URL with oci://`;
  yield {
    code: 'helm-repository-type',
    subject,
    path: isOci ? 'spec.type' : 'spec.url',
    message: `${message}: Flux fetches nothing from it, and no chart of it is installed`,
    hint: isOci ? 'Write type: oci.' : 'Write oci:// and the registry, or leave type out.',
  };
}

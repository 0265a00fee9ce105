import { pathText } from '../../lib/check/path.ts';
import type { Mutant, Operation } from './mutants.ts';

/** Why mutants of one form are told by no rule. */
export interface Survivors {
  readonly operations: readonly Operation[];
  readonly kinds: RegExp;
  readonly path: RegExp;
  readonly reason: string;
}

const DROP: readonly Operation[] = ['drop'];
const TEXT: readonly Operation[] = ['misspell text'];
const VALUE: readonly Operation[] = ['misspell text', 'change number', 'wrong type'];
const ANY: readonly Operation[] = ['drop', ...VALUE];
const DELETE: readonly Operation[] = ['delete object'];

/**
 * Every form of mutant that is not told. Most leave a cluster that works: a default takes the place of what was dropped, or one
 * good value that of another. The rest cannot be seen from the lab alone, and the reason says where it is known.
 */
export const survivors: readonly Survivors[] = [
  {
    operations: DROP,
    kinds: /^(Kustomization|HelmRelease|HelmRepository)$/,
    path: /^spec\.(timeout|retryInterval|interval|chart\.spec\.interval|releaseName|install|upgrade)/,
    reason: 'works: Flux has a default, and the default name of the release is that of the object',
  },
  {
    operations: VALUE,
    kinds: /^(Kustomization|HelmRelease|HelmRepository)$/,
    path: /(interval|timeout|retryInterval|retries)$/,
    reason: 'works: another duration or number of tries',
  },
  {
    operations: DROP,
    kinds: /^Kustomization$/,
    path: /^spec\.wait$/,
    reason:
      'works: those who wait for this layer need only that its objects are applied, or tell it where they need more',
  },
  {
    operations: TEXT,
    kinds: /^HelmRelease$/,
    path: /^(metadata\.name|spec\.releaseName)$/,
    reason: 'the names of what a chart makes are known when the chart is rendered',
  },
  {
    operations: ANY,
    kinds: /./,
    path: /^metadata\.labels/,
    reason: 'works: nothing selects by this label',
  },
  {
    operations: [...TEXT, ...DELETE],
    kinds:
      /^(PodMonitor|PrometheusRule|NetworkPolicy|LimitRange|ResourceQuota|PriorityClass|ConfigMap|ClusterIssuer|Namespace|StatefulSet)$/,
    path: /^(metadata\.name)?$/,
    reason:
      'works, with what it guards or shows missing: nothing else in the lab names it; that a chart does is known when it is rendered',
  },
  {
    operations: ANY,
    kinds: /^PodMonitor$/,
    path: /^spec\.(selector\.matchLabels|namespaceSelector|podMetricsEndpoints\[0\]\.port)/,
    reason:
      'labels and ports of pods that a chart makes are known when it is rendered, those of Flux and the ingress by the machine; the check says that it did not judge them',
  },
  {
    operations: ANY,
    kinds: /^PrometheusRule$/,
    path: /^spec\.groups\[0\]\.(name|rules\[\d\]\.(alert|for|labels|annotations))/,
    reason: 'works: a rule with another name, text, severity or patience',
  },
  {
    operations: ['misspell text', 'wrong type'],
    kinds: /^PrometheusRule$/,
    path: /\.expr$/,
    reason: 'valid, and never or always true: which metrics there are is known to the exporters alone',
  },
  {
    operations: ANY,
    kinds: /^PriorityClass$/,
    path: /^(value|description)$/,
    reason: 'works: another weight',
  },
  {
    operations: DROP,
    kinds: /^NetworkPolicy$/,
    path: /^spec\.(policyTypes|podSelector)$/,
    reason: 'works: the default is what was dropped',
  },
  {
    operations: DROP,
    kinds: /^NetworkPolicy$/,
    path: /^spec\.ingress(\[0\]\.from.*)?$/,
    reason: 'valid, and another boundary: what an environment means to let in is known to its owner alone',
  },
  {
    operations: ANY,
    kinds: /^(LimitRange|ResourceQuota)$/,
    path: /^spec\.(limits\[0\]\.default|hard\[)/,
    reason: 'works: another default or share, or none',
  },
  {
    operations: ['drop', 'misspell text'],
    kinds: /^ConfigMap$/,
    path: /^metadata\.annotations/,
    reason: 'works: the annotation guards against a substitution that the layer does not make',
  },
  {
    operations: TEXT,
    kinds: /^ClusterIssuer$/,
    path: /^spec\.acme\.(email|privateKeySecretRef\.name)$/,
    reason: 'works: another address of the owner, another name for a secret that cert-manager makes',
  },
  {
    operations: DROP,
    kinds: /^ClusterIssuer$/,
    path: /^spec\.acme\.solvers\[0\]\.(selector|dns01\.cloudDNS\.hostedZoneName$)/,
    reason:
      'works: without a selector the solver serves every host, and cert-manager finds the zone of a domain by itself',
  },
  {
    operations: ANY,
    kinds: /^StatefulSet$/,
    path: /resources|terminationGracePeriodSeconds$|priorityClassName$|readinessProbe$|^spec\.replicas$|containers\[0\]\.name$/,
    reason: 'works: another amount, weight or name, or the default in its place',
  },
  {
    operations: TEXT,
    kinds: /^StatefulSet$/,
    path: /(image|mountPath)$/,
    reason: 'which images there are is known to the registry, and which folder is read to the program',
  },
  {
    operations: DROP,
    kinds: /^StatefulSet$/,
    path: /storageClassName$/,
    reason: 'works: the default class is the same one',
  },
  {
    operations: ['drop', 'misspell text'],
    kinds: /^Service$/,
    path: /^spec\.(ports|ports\[0\]\.name|clusterIP)$/,
    reason: 'works: nothing asks the governing service for a port, and the pods keep their names',
  },
  {
    operations: DROP,
    kinds: /^HelmRelease$/,
    path: /^spec\.postRenderers\[0\]\.kustomize\.patches\[0\]\.target\.kind$/,
    reason: 'works: a target without a kind is every object of the release, and Helm then keeps them all',
  },
];

/** The reason why a mutant is not told; `undefined` when there is none. */
export function reasonOf({ operation, subject, path }: Mutant): Survivors | undefined {
  const text = pathText(path);
  return survivors.find(
    ({ operations, kinds, path: form }) =>
      operations.includes(operation) && kinds.test(subject.manifest.kind) && form.test(text),
  );
}

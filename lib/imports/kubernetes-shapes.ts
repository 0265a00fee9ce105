import { anything, array, freeForm, numeric, type RecordType, record, type TypeNode, text } from './type-node.ts';

/** What a chart means by a key that is named like a piece of Kubernetes. */
export type Shape = ObjectShape | ListShape | MapShape;

/** One object: all of these definitions at once, where charts use one key for several. */
export interface ObjectShape {
  readonly form: 'object';
  readonly of: readonly string[];
}

export interface ListShape {
  readonly form: 'list';
  readonly items: TypeNode;
  /** The definition of the items, when they have one. */
  readonly of?: string;
}

export interface MapShape {
  readonly form: 'map';
  readonly type: RecordType;
}

const object = (...of: string[]): ObjectShape => ({ form: 'object', of });
const list = (of: string): ListShape => ({ form: 'list', items: text(`K8s.${of}`), of });
const words: Shape = { form: 'list', items: text('string') };
const strings: Shape = { form: 'map', type: record(text('string')) };

/** Patterns over the name of a key; the first that matches counts. */
const table: readonly (readonly [RegExp, Shape])[] = [
  [/^affinity$/, object('Affinity')],
  [/^(nodeAffinity|podAffinity|podAntiAffinity)$/, object('Affinity')],
  [/^(resources|.*Resources)$/, object('ResourceRequirements')],
  [/^((custom)?(liveness|readiness|startup)Probe|custom(Liveness|Readiness|Startup)Probe)$/, object('Probe')],
  [/^(lifecycle|lifecycleHooks)$/, object('Lifecycle')],
  [/^(dnsConfig|podDnsConfig)$/, object('PodDNSConfig')],
  [/^podSecurityContext$/, object('PodSecurityContext')],
  [/^containerSecurityContext$/, object('SecurityContext')],
  // Some charts put the pod's settings under this key, others the container's.
  [/^securityContext$/, object('PodSecurityContext', 'SecurityContext')],
  [/^seLinuxOptions$/, object('SELinuxOptions')],
  [/^seccompProfile$/, object('SeccompProfile')],
  [/^capabilities$/, object('Capabilities')],
  [/^sessionAffinityConfig$/, object('SessionAffinityConfig')],
  [/^(updateStrategy|strategy)$/, object('DeploymentStrategy', 'DaemonSetUpdateStrategy', 'StatefulSetUpdateStrategy')],
  [/^((rule|probe|podMonitor|serviceMonitor|scrapeConfig|config)(Namespace)?Selector)$/, object('LabelSelector')],
  [/^namespaceSelector$/, object('LabelSelector')],
  [/^tolerations$/, list('Toleration')],
  [/^topologySpreadConstraints$/, list('TopologySpreadConstraint')],
  [/^hostAliases$/, list('HostAlias')],
  [/^(env|extraEnv|extraEnvVars)$/, list('EnvVar')],
  [/^([a-z]+V|v)olumes$/, list('Volume')],
  [/^([a-z]+V|v)olumeMounts$/, list('VolumeMount')],
  [/^(initContainers|sidecars|containers)$/, list('Container')],
  [/^sysctls$/, list('Sysctl')],
  [/^extraTls$/, list('IngressTLS')],
  [/^extraPaths$/, list('HTTPIngressPath')],
  [/^extraRules$/, list('IngressRule')],
  [/^extraPorts$/, list('ServicePort')],
  [/^extraIngress$/, list('NetworkPolicyIngressRule')],
  [/^extraEgress$/, list('NetworkPolicyEgressRule')],
  [
    /^(imagePullSecrets|pullSecrets)$/,
    { form: 'list', items: text('string | K8s.LocalObjectReference'), of: 'LocalObjectReference' },
  ],
  [/^(args|command|extraArgs|extraFlags|accessModes|mountOptions|ipFamilies|serviceIPFamilies)$/, words],
  [/^(loadBalancerSourceRanges|enableFeatures|clusterIPs|loadBalancerIPs|drop|add)$/, words],
  [/^(supplementalGroups|kubeAPIServerPorts)$/, { form: 'list', items: text('number') }],
  [/^(nodeSelector|labels|annotations|.*(Labels|Annotations)|labelSelectorsOverride)$/, strings],
];

/** Definitions whose TypeScript the charts' and CRDs' types refer to as `K8s.<name>`. */
export const shapeRoots: readonly string[] = [
  'ObjectMeta',
  ...table.flatMap(([, shape]) =>
    shape.form === 'object' ? shape.of : shape.form === 'list' && shape.of ? [shape.of] : [],
  ),
];

/** The shape that the name of a key promises. */
export function shapeOf(key: string): Shape | undefined {
  return table.find(([pattern]) => pattern.test(key))?.[1];
}

/** The type of a value of this shape that a chart leaves to its user. */
export function shapeType(shape: Shape): TypeNode {
  switch (shape.form) {
    case 'object':
      return text(baseText(shape));
    case 'list':
      return array(shape.items);
    case 'map':
      return shape.type;
  }
}

/** The type text of a shape whose default is a template. */
export function shapeText(shape: Shape): string {
  if (shape.form === 'object') return baseText(shape);
  return shape.form === 'list' ? 'readonly unknown[]' : 'Readonly<Record<string, string>>';
}

/** The type text of an object shape in which every key may be null. */
export function baseText(shape: ObjectShape): string {
  return `K8s.Deletable<${shape.of.map((name) => `K8s.${name}`).join(' & ')}>`;
}

const textNames = /(^(name|namespace|storageClass|clusterIP|loadBalancerIP)|Name)$/;
const countNames = /(seconds|limits?|count|replicas|shards|threshold|period|cpu|memory)$/i;
const mixedNames = /(port|(min|max)(unavailable|available)|surge|percent(age)?)$/i;
const portMaps = /^(ports|nodePorts|containerPorts|hostPorts)$/;
const flagNames = /^(insecureSkipVerify|suspend)$/;
const documentNames = /(config|configuration)$/i;

/** Type of a number: what Kubernetes also takes as text (ports by name, percentages) stays either. */
export function numberType(key: string, parent: string): TypeNode {
  return portMaps.test(parent) || mixedNames.test(key) ? numeric : text('number');
}

/** Type of a scalar whose default is empty, judged by its name. */
export function unsetType(key: string, parent: string, fallback: TypeNode): TypeNode {
  if (portMaps.test(parent) || mixedNames.test(key) || countNames.test(key)) return numeric;
  return textNames.test(key) ? text('string') : fallback;
}

/** Type of an empty string: such a key often takes a whole document. */
export function emptyTextType(key: string, parent: string): TypeNode {
  if (flagNames.test(key)) return text('boolean | string');
  if (documentNames.test(key)) return text('string | Readonly<Record<string, unknown>> | readonly unknown[]');
  return unsetType(key, parent, text('string'));
}

/** Type of `{}` or `[]` under a name that promises nothing. */
export function emptyType(value: object): TypeNode {
  return Array.isArray(value) ? array(anything) : freeForm;
}

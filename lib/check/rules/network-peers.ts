import { Cidr, judgeCidr } from '../../values/cidr.ts';
import { list, record } from '../pods.ts';
import { labelsOf } from '../references/scope.ts';
import { selectorOf, selects } from '../references/selector.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

/** A port of a pod, by number and by name as far as they are known. */
export interface PodPort {
  readonly number: number | undefined;
  readonly name: string | undefined;
}

type Labels = ReadonlyMap<string, string>;

const DNS = { namespace: 'kube-system', labels: new Map([['k8s-app', 'kube-dns']]) } as const;
/** The ingress controller that MicroK8s runs. */
const CONTROLLER = {
  namespace: 'ingress',
  labels: new Map([
    ['name', 'nginx-ingress-microk8s'],
    ['microk8s-application', 'nginx-ingress-microk8s'],
  ]),
} as const;
/** Pods and services of MicroK8s. */
const NETWORKS = ['10.1.0.0/16', '10.152.183.0/24'].map((network) => Cidr.parse(network));
const DNS_PORT = { number: 53, name: 'dns' } as const;

/** What the rules of network policies let through. */
export class Peers {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether an egress rule lets pods ask kube-dns. */
  allowsDns(policy: Subject, rule: unknown): boolean {
    const { to, ports } = record(rule);
    return this.#takes(policy, to, DNS.namespace, DNS.labels) && portsTake(ports, 'UDP', DNS_PORT);
  }

  /** Whether an egress rule lets pods reach something that is called by name: anything but single networks. */
  reachesByName(rule: unknown): boolean {
    const peers = list(record(rule)['to']).map(record);
    return (
      peers.length === 0 || peers.some(({ ipBlock }) => ipBlock === undefined || isEverywhere(record(ipBlock)['cidr']))
    );
  }

  /** Whether an ingress rule lets the ingress controller reach a port. */
  allowsController(policy: Subject, rule: unknown, port: PodPort): boolean {
    const { from, ports } = record(rule);
    return this.#takes(policy, from, CONTROLLER.namespace, CONTROLLER.labels) && portsTake(ports, 'TCP', port);
  }

  #takes(policy: Subject, peers: unknown, namespace: string, labels: Labels): boolean {
    const all = list(peers).map(record);
    return all.length === 0 || all.some((peer) => this.#isAmong(policy, peer, namespace, labels));
  }

  #isAmong(policy: Subject, peer: Readonly<Record<string, unknown>>, namespace: string, labels: Labels): boolean {
    const { ipBlock, namespaceSelector, podSelector } = peer;
    if (ipBlock !== undefined) return this.#holdsCluster(record(ipBlock)['cidr']);
    if (namespaceSelector === undefined || namespaceSelector === null) {
      return policy.manifest.metadata.namespace === namespace && selects(selectorOf(podSelector), { labels });
    }
    // Outside of this lab the controller may run in any namespace.
    if (!this.#world.props.facts && namespace === CONTROLLER.namespace) return true;
    return (
      selects(selectorOf(namespaceSelector), { labels: this.#labelsOf(namespace) }) &&
      selects(selectorOf(podSelector), { labels })
    );
  }

  #labelsOf(namespace: string): Labels {
    const declared = this.#world.find('', 'Namespace', undefined, namespace)?.manifest.metadata.labels;
    return new Map([...labelsOf(declared), ['kubernetes.io/metadata.name', namespace]]);
  }

  /** Whether a network has to do with the cluster's own; outside of this lab these are not known. */
  #holdsCluster(cidr: unknown): boolean {
    if (!this.#world.props.facts || typeof cidr !== 'string' || judgeCidr(cidr)) return true;
    const network = Cidr.parse(cidr);
    return NETWORKS.some((own) => own.overlaps(network));
  }
}

function isEverywhere(cidr: unknown): boolean {
  return cidr === '0.0.0.0/0' || cidr === '::/0';
}

/** Whether ports of a rule include a port; none at all includes every one. */
function portsTake(ports: unknown, protocol: string, { number, name }: PodPort): boolean {
  const all = list(ports).map(record);
  return (
    all.length === 0 ||
    all.some(({ protocol: given, port, endPort }) => {
      if ((given ?? 'TCP') !== protocol) return false;
      if (port === undefined || port === null || port === name || port === number) return true;
      return (
        typeof port === 'number' &&
        typeof endPort === 'number' &&
        number !== undefined &&
        port <= number &&
        number <= endPort
      );
    })
  );
}

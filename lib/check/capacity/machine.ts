import type { ResolvedFacts } from '../../core/facts.ts';
import { record } from '../pods.ts';
import type { World } from '../world.ts';
import { type Amounts, NOTHING, plus } from './amounts.ts';

/** The kubelet's own default; MicroK8s leaves it. */
const PODS_PER_NODE = 110;
const GIB = 2 ** 30;
const MIB = 2 ** 20;
/**
 * MicroK8s reserves nothing for the system. Only the thresholds of its `--eviction-hard` are taken off:
 * `memory.available<100Mi,nodefs.available<1Gi`.
 */
const EVICTION = { memory: 100 * MIB, ephemeral: GIB } as const;

/** Pods that MicroK8s runs on every node, by their manifests: calico-node asks for 250m, the ingress controller for nothing. */
const EVERY_NODE: Amounts = { cpu: 250, memory: 0, ephemeral: 0, pods: 2 };
/** Pods that MicroK8s runs once: CoreDNS asks for 100m and 70Mi, calico's controller for nothing. */
const ONCE: Amounts = { cpu: 100, memory: 70 * MIB, ephemeral: 0, pods: 2 };
/** Pods of Flux, by their manifests. */
const FLUX: Readonly<Record<string, Amounts>> = {
  'source-controller': { cpu: 50, memory: 64 * MIB, ephemeral: 0, pods: 1 },
  'kustomize-controller': { cpu: 100, memory: 64 * MIB, ephemeral: 0, pods: 1 },
  'helm-controller': { cpu: 100, memory: 64 * MIB, ephemeral: 0, pods: 1 },
  'notification-controller': { cpu: 100, memory: 64 * MIB, ephemeral: 0, pods: 1 },
};

/** Ports that the ingress controller of MicroK8s takes on every node. */
export const INGRESS_HOST_PORTS: readonly number[] = [80, 443, 10254];

/** One node of the lab and what the scheduler may hand out of it. */
export interface NodeRoom {
  readonly name: string;
  readonly allocatable: Amounts;
}

/** What each node has for pods: the facts less the kubelet's eviction thresholds. Empty without facts. */
export function roomsOf(facts: ResolvedFacts | undefined): NodeRoom[] {
  return (facts?.nodes ?? []).map(({ name, cores, memoryGiB, rootGiB }) => ({
    name,
    allocatable: {
      cpu: cores * 1000,
      memory: Math.max(0, memoryGiB * GIB - EVICTION.memory),
      ephemeral: Math.max(0, rootGiB * GIB - EVICTION.ephemeral),
      pods: PODS_PER_NODE,
    },
  }));
}

/** What MicroK8s and Flux themselves request. Flux counts only where its Deployments are not among the objects. */
export function machineRequests(world: World, nodes: number): Amounts {
  let sum = plus(plus(NOTHING, EVERY_NODE, nodes), ONCE);
  for (const name of world.track.flux.components) {
    const controller = FLUX[name];
    if (controller && !isAmong(world, name)) sum = plus(sum, controller);
  }
  return sum;
}

function isAmong(world: World, name: string): boolean {
  return world.find('apps', 'Deployment', 'flux-system', name) !== undefined;
}

/** Names of the nodes that a pod may run on, as far as it picks one by its host name. */
export function nodesFor(spec: Readonly<Record<string, unknown>>, rooms: readonly NodeRoom[]): readonly NodeRoom[] {
  const host = record(spec['nodeSelector'])['kubernetes.io/hostname'];
  return typeof host === 'string' ? rooms.filter(({ name }) => name === host) : rooms;
}

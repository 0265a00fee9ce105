import { isIPv4 } from 'node:net';
import { Cidr, judgeCidr, judgeIp } from '../../values/cidr.ts';
import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import { chartUses } from '../releases.ts';
import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';

/** Charts that give addresses to services of type LoadBalancer. */
const CHARTS = new Set(['metallb', 'cilium', 'kube-vip', 'kube-vip-cloud-provider', 'tailscale-operator', 'purelb']);
const ADDRESSES = ['metallb.universe.tf/loadBalancerIPs', 'metallb.io/loadBalancerIPs'];
const SHARING = ['metallb.universe.tf/allow-shared-ip', 'metallb.io/allow-shared-ip'];

/** Addresses that services ask for: from a pool, each by one service, and somebody there to give them. */
export function* judgeLoadBalancers(world: World): Generator<Report> {
  const pools = world.ofKind('IPAddressPool', 'metallb.io');
  const ranges = pools.flatMap(({ manifest }) => list(record(manifest['spec'])['addresses']).map(rangeOf));
  const given = pools.length > 0 || chartUses(world).some(({ chart }) => CHARTS.has(chart)) || isPromised(world);
  const taken = new Map<string, Subject>();
  for (const subject of world.ofKind('Service', '')) {
    const spec = record(subject.manifest['spec']);
    if (spec['type'] !== 'LoadBalancer' || text(spec['loadBalancerClass']) !== undefined) continue;
    if (!given && world.props.facts) yield pendingReport(subject);
    for (const [address, path] of addressesOf(subject)) {
      if (judgeIp(address)) continue;
      const place = pathText(path);
      if (ranges.length > 0 && !ranges.some((contains) => contains(address)))
        yield outsideReport(subject, place, address, pools);
      const other = taken.get(address);
      if (!other) taken.set(address, subject);
      else if (other !== subject && !share(other, subject)) yield twiceReport(subject, place, address, other);
    }
  }
}

function isPromised(world: World): boolean {
  return (world.props.promised ?? []).some(({ kind, name }) => kind === 'API' && name.startsWith('metallb.io/'));
}

/** Addresses that a service asks for, and where. */
function addressesOf({ manifest }: Subject): [string, readonly Step[]][] {
  const found: [string, readonly Step[]][] = [];
  const ip = text(record(manifest['spec'])['loadBalancerIP']);
  if (ip !== undefined) found.push([ip, ['spec', 'loadBalancerIP']]);
  const annotations = record(manifest.metadata.annotations);
  for (const key of ADDRESSES) {
    const value = text(annotations[key]);
    for (const address of value?.split(',') ?? []) found.push([address.trim(), ['metadata', 'annotations', key]]);
  }
  return found;
}

function share(one: Subject, other: Subject): boolean {
  const keyOf = ({ manifest }: Subject): unknown =>
    SHARING.map((key) => record(manifest.metadata.annotations)[key]).find((key) => key !== undefined);
  return keyOf(one) !== undefined && keyOf(one) === keyOf(other);
}

/** Whether an address is in a pool's entry: a network, or `first-last`. What is no such entry holds every address. */
function rangeOf(entry: unknown): (address: string) => boolean {
  const written = typeof entry === 'string' ? entry : '';
  if (!judgeCidr(written)) {
    const network = Cidr.parse(written);
    return (address) => network.contains(address);
  }
  const [first = '', last = ''] = written.split('-').map((part) => part.trim());
  if (!isIPv4(first) || !isIPv4(last)) return () => true;
  return (address) => isIPv4(address) && numberOf(first) <= numberOf(address) && numberOf(address) <= numberOf(last);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function pendingReport(subject: Subject): Report {
  return {
    code: 'capacity-load-balancer',
    subject,
    path: 'spec.type',
    message: `${subjectName(subject)} is of type LoadBalancer and nothing gives it an address; expected MetalLB with an IPAddressPool, or another type: MicroK8s has no load balancer, the address stays <pending> and a layer that waits is never ready`,
    hint: 'Use an Ingress, or NodePort; or add MetalLB and a pool.',
  };
}

function outsideReport(subject: Subject, path: string, address: string, pools: readonly Subject[]): Report {
  const entries = pools.flatMap(({ manifest }) => list(record(manifest['spec'])['addresses']));
  return {
    code: 'capacity-load-balancer-ip',
    subject,
    path,
    message: `address ${address} is in no pool; expected one of ${entries.slice(0, 5).join(', ')}: MetalLB gives the service none`,
    hint: 'Take an address from a pool, or add it to one.',
  };
}

function twiceReport(subject: Subject, path: string, address: string, other: Subject): Report {
  return {
    code: 'capacity-load-balancer-ip',
    subject,
    path,
    message: `address ${address} belongs to ${subjectName(other)}; expected one of its own: the second service stays without an address`,
    hint: `Take another address, or let both share it with the same ${SHARING[0]}.`,
  };
}

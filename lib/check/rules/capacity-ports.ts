import { judgeNodePort } from '../../values/port.ts';
import { INGRESS_HOST_PORTS } from '../capacity/machine.ts';
import type { Capacity } from '../capacity/usage.ts';
import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { listUnder, text } from '../read.ts';
import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';

/** Stands for the port that answers health checks, which shares its number with none. */
const HEALTH = 'health';

/** Node ports: in the range that the API server opens, and each of one service. */
export function* judgeNodePorts(world: World): Generator<Report> {
  const taken = new Map<number, { readonly subject: Subject; readonly protocols: Set<string> }>();
  for (const subject of world.ofKind('Service', '')) {
    for (const { port, protocol, path } of nodePortsOf(subject)) {
      const refusal = judgeNodePort(port);
      if (refusal) {
        yield {
          code: 'capacity-node-port',
          subject,
          path,
          message: `node port ${port} is out of range; expected ${refusal.expected}: the API server refuses the service`,
          hint: refusal.fix,
        };
        continue;
      }
      const other = taken.get(port);
      if (!other) {
        taken.set(port, { subject, protocols: new Set([protocol]) });
      } else if (other.subject === subject && protocol !== HEALTH && !other.protocols.has(protocol)) {
        other.protocols.add(protocol);
      } else {
        yield {
          code: 'capacity-node-port',
          subject,
          path,
          message: `node port ${port} belongs to ${subjectName(other.subject)}; expected one that is free: the API server refuses the second service`,
          hint: 'Leave nodePort out and Kubernetes chooses one, or write another from 30000 to 32767.',
        };
      }
    }
  }
}

interface NodePort {
  readonly port: number;
  readonly protocol: string;
  readonly path: string;
}

function* nodePortsOf({ manifest }: Subject): Generator<NodePort> {
  const spec = record(manifest['spec']);
  if (spec['type'] !== 'NodePort' && spec['type'] !== 'LoadBalancer') return;
  for (const [i, port] of list(spec['ports']).map(record).entries()) {
    const number = port['nodePort'];
    // Zero asks for any port.
    if (typeof number !== 'number' || number === 0) continue;
    yield { port: number, protocol: text(port['protocol']) ?? 'TCP', path: pathText(['spec', 'ports', i, 'nodePort']) };
  }
  const health = spec['healthCheckNodePort'];
  if (typeof health === 'number' && health !== 0) {
    yield { port: health, protocol: HEALTH, path: 'spec.healthCheckNodePort' };
  }
}

interface HostPort {
  readonly subject: Subject;
  readonly path: readonly Step[];
  readonly address: string;
  readonly pods: number;
}

/** Ports of the nodes themselves: at most one pod on a node may have each. Needs the facts, since the nodes are counted. */
export function* judgeHostPorts({ workloads, nodes }: Capacity): Generator<Report> {
  if (nodes.length === 0) return;
  const wanted = new Map<string, HostPort[]>();
  for (const { template, pods, passing } of workloads) {
    if (pods === 0 || passing) continue;
    const { subject, spec, path } = template;
    list(spec['containers']).forEach((container, c) => {
      list(record(container)['ports']).forEach((given, p) => {
        const port = record(given);
        const number = port['hostPort'] ?? (spec['hostNetwork'] === true ? port['containerPort'] : undefined);
        if (typeof number !== 'number' || number === 0) return;
        const address = text(port['hostIP']) ?? '0.0.0.0';
        const place = [...path, 'containers', c, 'ports', p];
        listUnder(wanted, `${number}/${text(port['protocol']) ?? 'TCP'}`).push({ subject, path: place, address, pods });
      });
    });
  }
  for (const [port, users] of wanted) {
    const report = hostPortReport(port, users, nodes.length);
    if (report) yield report;
  }
}

function hostPortReport(port: string, users: readonly HostPort[], nodes: number): Report | undefined {
  const everywhere = (address: string): boolean => address === '0.0.0.0' || address === '::';
  const machine = INGRESS_HOST_PORTS.some((taken) => port === `${taken}/TCP`) ? nodes : 0;
  for (const last of [...users].reverse()) {
    const rivals = users.filter(
      ({ address }) => address === last.address || everywhere(address) || everywhere(last.address),
    );
    const pods = rivals.reduce((sum, user) => sum + user.pods, machine);
    if (pods <= nodes) continue;
    const others = [...new Set(rivals.filter(({ subject }) => subject !== last.subject).map(({ subject }) => subject))];
    const names = [
      ...(machine > 0 ? ['the ingress controller of MicroK8s'] : []),
      ...others.slice(0, 3).map(subjectName),
    ];
    return {
      code: 'capacity-host-port',
      subject: last.subject,
      path: pathText(last.path),
      message:
        names.length > 0
          ? `port ${port} of the node is taken by ${names.join(', ')}; expected one that is free: the pod stays Pending`
          : `${pods} pods want port ${port} of a node; expected at most ${nodes}, one on each: the others stay Pending`,
      hint: 'Reach the pods through a Service or an Ingress, or take another port.',
    };
  }
  return undefined;
}

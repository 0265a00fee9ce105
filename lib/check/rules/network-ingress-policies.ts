import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import type { RunningPods } from '../references/running-pods.ts';
import { selectorOfLabels } from '../references/selector.ts';
import type { Report } from '../rule.ts';
import { spell } from '../spell.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { classOf, ingressesOf, pathsOf } from './network-ingress.ts';
import type { PodPort } from './network-peers.ts';
import type { Policies } from './network-policies.ts';

/** Policies that keep the ingress controller from the pods behind an Ingress. */
export function* judgeIngressPolicies(world: World, policies: Policies): Generator<Report> {
  const own = new Set(world.track.microk8s.ingressClasses.map(({ name }) => name));
  const told = new Set<Subject>();
  for (const ingress of ingressesOf(world)) {
    if (!own.has(classOf(world, ingress) ?? '')) continue;
    for (const { pods, port } of podsBehind(world, ingress, policies)) {
      const guarding = policies.guarding(pods);
      const policy = guarding[0];
      if (!policy || told.has(policy)) continue;
      const admitted = guarding.some((each) =>
        list(record(each.manifest['spec'])['ingress']).some((rule) =>
          policies.peers.allowsController(each, rule, port),
        ),
      );
      if (admitted) continue;
      told.add(policy);
      yield {
        code: 'network-policy-ingress',
        subject: policy,
        path: 'spec.ingress',
        message: `the ingress controller may not reach ${subjectName(pods.subject ?? ingress)} on port ${port.number ?? port.name}, which ${subjectName(ingress)} needs; expected a rule that admits namespace ingress: every request ends in a timeout (504)`,
        hint: 'Add an ingress rule from namespaceSelector kubernetes.io/metadata.name: ingress, with this port.',
      };
    }
  }
}

/** Pods that an Ingress leads to, with the port of each. */
function* podsBehind(
  world: World,
  ingress: Subject,
  policies: Policies,
): Generator<{ readonly pods: RunningPods; readonly port: PodPort }> {
  const { namespace } = ingress.manifest.metadata;
  const backends = [
    ...pathsOf(ingress).map(({ backend }) => backend),
    record(ingress.manifest['spec'])['defaultBackend'],
  ];
  for (const backend of backends) {
    const { name, port } = record(record(backend)['service']);
    const service = text(name) === undefined ? undefined : world.find('', 'Service', namespace, spell(name));
    const selector = record(record(service?.manifest['spec'])['selector']);
    if (!service || Object.keys(selector).length === 0) continue;
    const target = targetOf(service, record(port));
    if (target === undefined) continue;
    const own = policies.facts.scopes.namespaceOf(ingress.manifest);
    for (const pods of policies.facts.pods.select(selectorOfLabels(selector), [own])) {
      yield { pods, port: podPort(pods, target) };
    }
  }
}

function targetOf(service: Subject, { name, number }: Readonly<Record<string, unknown>>): string | number | undefined {
  const ports = list(record(service.manifest['spec'])['ports']).map(record);
  const found = ports.find((port) => (name === undefined ? port['port'] === number : port['name'] === name));
  const target = found?.['targetPort'] ?? found?.['port'];
  return typeof target === 'string' || typeof target === 'number' ? target : undefined;
}

function podPort({ ports }: RunningPods, target: string | number): PodPort {
  if (typeof target === 'string') return { number: ports.get(target), name: target };
  for (const [name, number] of ports) if (number === target) return { number, name };
  return { number: target, name: undefined };
}

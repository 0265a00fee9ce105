import { list, record } from '../pods.ts';
import { listUnder } from '../read.ts';
import { type ReferenceFacts, referenceFacts } from '../references/facts.ts';
import type { RunningPods } from '../references/running-pods.ts';
import { isEmpty, selectorOf } from '../references/selector.ts';
import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { Peers } from './network-peers.ts';

/** Which policies hold for which pods. */
export class Policies {
  readonly facts: ReferenceFacts;
  readonly peers: Peers;
  readonly #egress = new Map<RunningPods, Subject[]>();
  readonly #ingress = new Map<RunningPods, Subject[]>();

  constructor(world: World) {
    this.facts = referenceFacts(world);
    this.peers = new Peers(world);
    for (const policy of world.ofKind('NetworkPolicy', 'networking.k8s.io')) {
      const spec = record(policy.manifest['spec']);
      const types = list(spec['policyTypes']);
      const egress = types.length === 0 ? spec['egress'] !== undefined : types.includes('Egress');
      const ingress = types.length === 0 || types.includes('Ingress');
      const namespace = this.facts.scopes.namespaceOf(policy.manifest);
      for (const pods of this.facts.pods.select(selectorOf(spec['podSelector']), [namespace])) {
        // On the node's own network no policy holds, and pods of the machine are not the lab's.
        if (pods.spec['hostNetwork'] === true || !pods.subject) continue;
        if (egress) listUnder(this.#egress, pods).push(policy);
        if (ingress) listUnder(this.#ingress, pods).push(policy);
      }
    }
  }

  /** Pods whose ways out are limited, with the policies that do so: together they allow what any of them allows. */
  get limited(): ReadonlyMap<RunningPods, readonly Subject[]> {
    return this.#egress;
  }

  /** Policies that limit the ways in to pods. */
  guarding(pods: RunningPods): readonly Subject[] {
    return this.#ingress.get(pods) ?? [];
  }
}

/** Policies that leave pods without names: everything that they allow is reached by name. */
export function* judgeDnsPolicies(policies: Policies): Generator<Report> {
  const resolves = new Map<Subject, boolean>();
  const resolving = (policy: Subject): boolean => {
    const known = resolves.get(policy) ?? rulesOf(policy).some((rule) => policies.peers.allowsDns(policy, rule));
    resolves.set(policy, known);
    return known;
  };
  const cut = new Map<Subject, Subject[]>();
  for (const [{ spec, subject }, limiting] of policies.limited) {
    const { dnsPolicy } = spec;
    // Such pods ask a resolver of their own.
    if (!subject || dnsPolicy === 'None' || dnsPolicy === 'Default' || limiting.some(resolving)) continue;
    const guilty = limiting.find((policy) => rulesOf(policy).some((rule) => policies.peers.reachesByName(rule)));
    // A policy that picks its pods and allows them nothing shuts them off on purpose.
    const policy =
      guilty ?? limiting.find(({ manifest }) => isEmpty(selectorOf(record(manifest['spec'])['podSelector'])));
    if (policy) listUnder(cut, policy).push(subject);
  }
  for (const [subject, [first, ...others]] of cut) {
    yield {
      code: 'network-policy-dns',
      subject,
      path: 'spec.egress',
      message: `${subjectName(first!)}${others.length > 0 ? ` (and ${others.length} more)` : ''} may not reach kube-dns; expected a way out to UDP port 53 in kube-system: no name resolves in its pods, and what the policy allows is out of reach`,
      hint: 'Add an egress rule to namespace kube-system, pods k8s-app: kube-dns, ports 53 UDP and TCP.',
    };
  }
}

function rulesOf({ manifest }: Subject): readonly unknown[] {
  return list(record(manifest['spec'])['egress']);
}

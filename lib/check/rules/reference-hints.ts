import { nearest } from '../../values/nearest.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import type { ResolvedReference } from '../references/graph.ts';
import { type KindRef, kindKey, LOOKALIKES } from '../references/kind.ts';
import { selectorText } from '../references/selector.ts';

/** What to do, for kinds that are not simply rendered. */
const ADVICE: Readonly<Record<string, string>> = {
  Secret: 'Declare it with secrets.declare() and put it into secrets/, or correct the name.',
  Namespace: 'Declare it with namespaces.declare(), or correct the name.',
  StorageClass: 'Use the storageClass reference of the layer that provides it, or correct the name.',
  IngressClass: 'Use the ingressClass of MicroK8s, or correct the name.',
  Issuer: 'Use the issuer reference of the layer that provides it, or correct the name.',
  ClusterIssuer: 'Use the issuer reference of the layer that provides it, or correct the name.',
};

/** `Secret 'a' in namespace 'b'`, as a message names a target. */
export function targetName({ to }: ResolvedReference): string {
  return `${to.kind} '${to.name}'${to.namespace === undefined ? '' : ` in namespace '${to.namespace}'`}`;
}

/** An object of the same name and another kind, which may be what was meant. */
export function lookalikeOf(facts: ReferenceFacts, { kind, to, from }: ResolvedReference): KindRef | undefined {
  const others = LOOKALIKES.find((kinds) => kinds.some((known) => kindKey(known) === kindKey(kind))) ?? [];
  const namespace = to.namespace ?? facts.scopes.namespaceOf(from.manifest);
  return others.find((other) => kindKey(other) !== kindKey(kind) && facts.inventory.find(other, namespace, to.name));
}

/** What to do about a target that is not there. */
export function hintOf(facts: ReferenceFacts, reference: ResolvedReference): string {
  const { kind, to } = reference;
  const { inventory } = facts;
  const lookalike = lookalikeOf(facts, reference);
  if (lookalike) return `There is a ${lookalike.kind} '${to.name}': refer to that kind, or make the ${to.kind}.`;
  const near = nearest(to.name, inventory.names(kind, to.namespace ?? ''));
  if (near) return `Did you mean '${near}'?`;
  const [elsewhere] = to.namespace === undefined ? [] : inventory.namespacesWith(kind, to.name);
  if (elsewhere !== undefined) {
    return reference.row.resolves === 'named-namespace'
      ? `It is in namespace '${elsewhere}': write that namespace.`
      : `It is in namespace '${elsewhere}', and cannot be reached from another one: make it here too.`;
  }
  return ADVICE[to.kind] ?? `Add the ${to.kind} to a layer, or correct the name.`;
}

/** What to do about a key or a port that the target does not have. */
export function partHint(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near) return `Did you mean '${near}'?`;
  return known.length === 0 ? 'Correct the name.' : `It has ${known.map((part) => `'${part}'`).join(', ')}.`;
}

/** What to do about a selector that selects nothing: the nearest value of the label that nothing has. */
export function selectorHint(facts: ReferenceFacts, reference: ResolvedReference): string {
  const { selection, to } = reference;
  if (!selection) return 'Correct the selector.';
  const { selector, namespaces } = selection;
  const index = to.kind === 'Pod' ? facts.pods : facts.services;
  if (namespaces !== 'all') {
    const elsewhere = index.select(selector, 'all')[0];
    if (elsewhere) return `It is in namespace '${elsewhere.namespace}': select there, or move one of them.`;
  }
  for (const [key, value] of selector.labels) {
    const rest = { labels: new Map([...selector.labels].filter(([other]) => other !== key)), expressions: [] };
    const values = new Set(index.select(rest, namespaces).flatMap(({ labels }) => labels.get(key) ?? []));
    if (values.size === 0 || values.has(value)) continue;
    return `What has the other labels has ${key}: ${nearest(value, values) ?? [...values].slice(0, 3).join(', ')}.`;
  }
  const what = to.kind === 'Pod' ? 'the template of the pods' : 'the service';
  return `Write ${selectorText(selector)} into the labels of ${what}, or select by labels that it has.`;
}

import { distance } from 'fastest-levenshtein';
import { nearest } from '../../values/nearest.ts';
import type { ReferenceFacts } from '../references/facts.ts';
import type { ResolvedReference } from '../references/graph.ts';
import { type KindRef, kindKey, LOOKALIKES } from '../references/kind.ts';
import { type LabelIndex, type Labelled, type Selector, selectorText } from '../references/selector.ts';
import type { ServiceFacts } from '../references/services.ts';

/** What to do, for kinds that are not simply rendered. */
const ADVICE: Readonly<Record<string, string>> = {
  Secret: 'Declare it with secrets.declare() and put it into secrets/, or correct the name.',
  Namespace: 'Declare it with namespaces.declare(), or correct the name.',
  StorageClass: 'Use the storageClass reference of the layer that provides it, or correct the name.',
  IngressClass: 'Use the ingressClass of MicroK8s, or correct the name.',
  Issuer: 'Use the issuer reference of the layer that provides it, or correct the name.',
  ClusterIssuer: 'Use the issuer reference of the layer that provides it, or correct the name.',
};
/** Names that are compared at most in one run: when everything is wrong, likeness no longer helps anybody. */
const MOST_COMPARISONS = 1_000_000;

/** `Secret 'a' in namespace 'b'`, as a message names a target. */
export function targetName({ to }: ResolvedReference): string {
  return `${to.kind} '${to.name}'${to.namespace === undefined ? '' : ` in namespace '${to.namespace}'`}`;
}

/** What to do about a key or a port that the target does not have. */
export function partHint(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near) return `Did you mean '${near}'?`;
  return known.length === 0 ? 'Correct the name.' : `It has ${known.map((part) => `'${part}'`).join(', ')}.`;
}

/** Finds what was likely meant. The work of one run is bounded, so that a folder in which nothing fits is judged in time. */
export class Hints {
  readonly #facts: ReferenceFacts;
  #left = MOST_COMPARISONS;

  constructor(facts: ReferenceFacts) {
    this.#facts = facts;
  }

  /** What to do about a target that is not there. */
  of(reference: ResolvedReference): string {
    const { kind, to } = reference;
    const lookalike = this.lookalike(reference);
    if (lookalike) return `There is a ${lookalike.kind} '${to.name}': refer to that kind, or make the ${to.kind}.`;
    const near = nearest(to.name, this.#names(reference));
    if (near) return `Did you mean '${near}'?`;
    const [elsewhere] = to.namespace === undefined ? [] : this.#facts.inventory.namespacesWith(kind, to.name);
    if (elsewhere !== undefined) {
      return reference.row.resolves === 'named-namespace'
        ? `It is in namespace '${elsewhere}': write that namespace.`
        : `It is in namespace '${elsewhere}', and cannot be reached from another one: make it here too.`;
    }
    return ADVICE[to.kind] ?? `Add the ${to.kind} to a layer, or correct the name.`;
  }

  /** An object of the same name and another kind, which may be what was meant. */
  lookalike({ kind, to, from }: ResolvedReference): KindRef | undefined {
    const others = LOOKALIKES.find((kinds) => kinds.some((known) => kindKey(known) === kindKey(kind))) ?? [];
    const namespace = to.namespace ?? this.#facts.scopes.namespaceOf(from.manifest);
    return others.find(
      (other) => kindKey(other) !== kindKey(kind) && this.#facts.inventory.find(other, namespace, to.name),
    );
  }

  /** Whether a name is one slip away from one that is there, so that nothing else can be meant. */
  isSlip(reference: ResolvedReference): boolean {
    return this.#names(reference).some((known) => isSlip(reference.to.name, known));
  }

  /** The same for a selector: one label has a value that is one slip away from what is there. */
  isSlippedSelector(reference: ResolvedReference): boolean {
    const { labels = new Map<string, string>() } = reference.selection?.selector ?? {};
    return [...labels].some(([key, value]) => [...this.#values(reference, key)].some((known) => isSlip(value, known)));
  }

  /** What to do about a selector that selects nothing: the nearest value of the label that nothing has. */
  ofSelector(reference: ResolvedReference): string {
    const { selection, to } = reference;
    if (!selection) return 'Correct the selector.';
    const { selector, namespaces } = selection;
    const [elsewhere] = namespaces === 'all' ? [] : this.#alike(reference, selector, 'all');
    if (elsewhere) return `It is in namespace '${elsewhere.namespace}': select there, or move one of them.`;
    for (const [key, value] of selector.labels) {
      const values = this.#values(reference, key);
      if (values.size === 0 || values.has(value)) continue;
      return `What has the other labels has ${key}: ${nearest(value, values) ?? [...values].slice(0, 3).join(', ')}.`;
    }
    const what = to.kind === 'Pod' ? 'the template of the pods' : 'the service';
    return `Write ${selectorText(selector)} into the labels of ${what}, or select by labels that it has.`;
  }

  /** Services that a selector takes, as long as there is time. */
  services(selector: Selector, namespaces: readonly string[] | 'all'): readonly ServiceFacts[] {
    return this.#select(this.#facts.services, selector, namespaces);
  }

  #alike({ to }: ResolvedReference, selector: Selector, namespaces: readonly string[] | 'all'): readonly Labelled[] {
    return to.kind === 'Pod'
      ? this.#select(this.#facts.pods, selector, namespaces)
      : this.services(selector, namespaces);
  }

  #select<T extends Labelled>(
    index: LabelIndex<T>,
    selector: Selector,
    namespaces: readonly string[] | 'all',
  ): readonly T[] {
    const cost = index.cost(selector, namespaces);
    if (cost > this.#left) return [];
    this.#left -= cost;
    return index.select(selector, namespaces);
  }

  /** Values of one label among what has all other labels of a selector. */
  #values(reference: ResolvedReference, key: string): Set<string> {
    const { selector, namespaces } = reference.selection ?? {};
    if (!selector || !namespaces) return new Set();
    const labels = new Map([...selector.labels].filter(([other]) => other !== key));
    const alike = this.#alike(reference, { labels, expressions: [] }, namespaces);
    return new Set(alike.flatMap((thing) => thing.labels.get(key) ?? []));
  }

  #names({ kind, to }: ResolvedReference): readonly string[] {
    if (this.#left <= 0) return [];
    const names = this.#facts.inventory.names(kind, to.namespace ?? '');
    this.#left -= names.length;
    return names;
  }
}

/** One or two letters apart; names that differ in digits only are meant to differ. */
function isSlip(name: string, known: string): boolean {
  if (name === known || Math.abs(name.length - known.length) > 2 || known.length < 5) return false;
  return name.replace(/\d/g, '') !== known.replace(/\d/g, '') && distance(name, known) <= 2;
}

import type { KindRef } from './kind.ts';

/** Objects that a reference starts from. */
export interface Origin {
  readonly group: string;
  readonly kind: string;
  /** Pattern of the place inside the object that the row's path starts at. */
  readonly at?: string;
}

/** A target whose kind is written next to its name. */
export interface WrittenKind {
  /** Place of the kind, next to the name. */
  readonly kindAt: string;
  /** Place of the group or apiVersion; a reference to another group than the table's is nobody's business here. */
  readonly groupAt?: string;
  /** Kinds that can be written; `any` takes group and kind as they stand. Other kinds are passed over. */
  readonly kinds: readonly KindRef[] | 'any';
  /** Kind when none is written. */
  readonly fallback?: string;
}

/** How a reference finds what it names. */
export type Resolution =
  /** In the namespace of the object that refers. */
  | 'same-namespace'
  /** In the namespace written next to the name, else in its own. */
  | 'named-namespace'
  | 'cluster-wide'
  /** Written as `namespace/name`. */
  | 'namespaced-name'
  /** Where cert-manager keeps the secrets of cluster-wide issuers. */
  | 'issuer-home'
  /** A map of labels, in the object's namespace. */
  | 'labels'
  /** A label selector; in the namespaces that `namespaceSelector` next to it names, else in its own. */
  | 'label-selector'
  /** Addresses of services in a text: `http://name.namespace:port`. */
  | 'addresses';

/**
 * One kind of reference. Paths are patterns: `a.b[*].c`, `a['b.c/d']`, `{a,b}.c` for either, `*` for any key.
 * Places that are not `path` are relative to the object that holds the name.
 */
export interface ReferenceRow {
  readonly from: readonly Origin[];
  /** Place of the name, of the selector, or of the text with addresses. */
  readonly path: string;
  readonly to: KindRef | WrittenKind;
  readonly resolves: Resolution;
  /**
   * Place of the namespace, for `named-namespace`.
   * @default 'namespace'
   */
  readonly namespaceAt?: string;
  /** Place of the key within the target. */
  readonly keyAt?: string;
  /** Key when none is written. */
  readonly defaultKey?: string;
  /** Places of a port of the target service, by name or by number; the first that is there counts. */
  readonly portAt?: readonly string[];
  /** Port when none is written. */
  readonly defaultPort?: number;
  /** Place of the flag that lets the target be missing; `true` when it always may. */
  readonly optional?: string | true;
  /** Only texts that match are read. */
  readonly only?: RegExp;
  /** Texts that match are left to another row. */
  readonly except?: RegExp;
  /** Values of a Secret are base64. */
  readonly base64?: boolean;
  /** Code of the rule that tells a target that is not there. */
  readonly code: string;
  /** What happens on the cluster when it is not there, as the end of a sentence. */
  readonly why: string;
}

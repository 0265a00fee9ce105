import type { Step } from '../path.ts';
import type { Subject } from '../subject.ts';
import type { Address } from './addresses.ts';
import type { KindRef } from './kind.ts';
import type { ReferenceRow } from './row.ts';
import type { Selector } from './selector.ts';

/** What a reference names. */
export interface ReferenceTarget {
  readonly group: string;
  readonly kind: string;
  /** `undefined` for a cluster-wide object. */
  readonly namespace: string | undefined;
  /** Name; the text of the selector for a reference that selects. */
  readonly name: string;
  /** Key within a Secret or a ConfigMap. */
  readonly key?: string;
  /** Port of a Service. */
  readonly port?: string | number;
}

/** A place in an object that names another one. */
export interface ResolvedReference {
  readonly from: Subject;
  /** Place of the name, of the key for a reference to a key, of the port for one to a port. */
  readonly path: readonly Step[];
  readonly to: ReferenceTarget;
  /** The object that is meant; the first one for a reference that selects. */
  readonly target: Subject | undefined;
  /** Object because of which the target is made on the cluster: the Certificate of a Secret. */
  readonly maker: Subject | undefined;
  /** Whether it is known to be there although it is not rendered. */
  readonly promised: boolean;
  /** Whether it may be missing. */
  readonly optional: boolean;
  readonly row: ReferenceRow;
  /** Kind that is meant. */
  readonly kind: KindRef;
  /** The selector, for a reference that selects, and the namespaces that it looks in. */
  readonly selection?: { readonly selector: Selector; readonly namespaces: readonly string[] | 'all' };
  /** The address, for a reference in a text. */
  readonly address?: Address;
}

import { groupOf } from '../../core/data-bearing.ts';
import { record } from '../pods.ts';
import type { Subject } from '../subject.ts';
import { type Address, addressesIn } from './addresses.ts';
import type { CompiledRow } from './compiled-row.ts';
import type { ReferenceFacts } from './facts.ts';
import { type KindRef, kindKey, NAMESPACE, POD, SERVICE } from './kind.ts';
import type { Place } from './pattern.ts';
import type { ResolvedReference } from './resolved.ts';
import type { ReferenceRow } from './row.ts';
import { textOf } from './scope.ts';
import { isEmpty, selectorOf, selectorOfLabels, selectorText } from './selector.ts';

/** Longer texts are no settings, and are not searched for addresses. */
const LONGEST_TEXT = 1 << 20;

/** Resolves the references of one object. */
export class Resolver {
  readonly #facts: ReferenceFacts;
  readonly #from: Subject;
  /** Namespace of the object, `''` for a cluster-wide one. */
  readonly #own: string;
  readonly #out: ResolvedReference[];

  constructor(facts: ReferenceFacts, from: Subject, out: ResolvedReference[]) {
    this.#facts = facts;
    this.#from = from;
    this.#own = facts.scopes.namespaceOf(from.manifest);
    this.#out = out;
  }

  /** Adds what a place refers to by a row of the table. */
  resolve(compiled: CompiledRow, place: Place): void {
    const { row } = compiled;
    if (row.resolves === 'labels' || row.resolves === 'label-selector') {
      this.#selector(row, place);
      return;
    }
    const text = textOf(place.value);
    if (text === undefined) return;
    if (row.resolves === 'addresses') this.#addresses(row, place, text);
    else this.#name(compiled, place, text);
  }

  #name(compiled: CompiledRow, { holder, path }: Place, text: string): void {
    const { row } = compiled;
    const kind = this.#kind(compiled, holder);
    if (!kind || text === '*' || (kind === NAMESPACE && path[0] === 'metadata' && this.#own === '')) return;
    let name = text;
    let namespace = this.#own;
    if (row.resolves === 'issuer-home') namespace = this.#facts.issuerHome;
    if (row.resolves === 'named-namespace') namespace = textOf(compiled.namespace.read(holder)) ?? this.#own;
    if (row.resolves === 'namespaced-name') {
      const slash = text.indexOf('/');
      if (slash <= 0) return;
      namespace = text.slice(0, slash);
      name = text.slice(slash + 1);
    }
    if (!kind.clusterWide && namespace === '') return;
    const optional = row.optional === true || compiled.optional?.read(holder) === true;
    const to = { group: kind.group, kind: kind.kind, namespace: kind.clusterWide ? undefined : namespace, name };
    const base = { from: this.#from, path, to, ...this.#find(kind, namespace, name), optional, row, kind };
    this.#out.push(base);
    if (compiled.key) this.#keys(base, compiled, holder);
    if (compiled.ports.length > 0) this.#port(base, compiled, holder);
  }

  #find(kind: KindRef, namespace: string, name: string) {
    const found = this.#facts.inventory.find(kind, namespace, name);
    if (found) return { target: found.subject, maker: found.maker, promised: !found.subject };
    const promised = kind === SERVICE && this.#facts.service.has(`${namespace}/${name}`);
    return { target: undefined, maker: undefined, promised };
  }

  #keys(base: ResolvedReference, { key, row }: CompiledRow, holder: unknown): void {
    const places = key?.all(holder) ?? [];
    for (const { value, path } of places) {
      const text = textOf(value);
      if (text === undefined) continue;
      this.#out.push({ ...base, path: [...base.path.slice(0, -1), ...path], to: { ...base.to, key: text } });
    }
    if (places.length === 0 && row.defaultKey) this.#out.push({ ...base, to: { ...base.to, key: row.defaultKey } });
  }

  #port(base: ResolvedReference, { ports, row }: CompiledRow, holder: unknown): void {
    for (const pattern of ports) {
      const place = pattern.first(holder);
      const port = typeof place?.value === 'number' ? place.value : textOf(place?.value);
      if (!place || port === undefined) continue;
      this.#out.push({ ...base, path: [...base.path.slice(0, -1), ...place.path], to: { ...base.to, port } });
      return;
    }
    if (row.defaultPort !== undefined) this.#out.push({ ...base, to: { ...base.to, port: row.defaultPort } });
  }

  #kind({ row, kindAt, groupAt }: CompiledRow, holder: unknown): KindRef | undefined {
    if ('kind' in row.to) return row.to;
    const { kinds, fallback } = row.to;
    const kind = textOf(kindAt?.read(holder)) ?? fallback;
    const written = textOf(groupAt?.read(holder));
    if (kind === undefined) return undefined;
    if (kinds === 'any') {
      if (written === undefined) return undefined;
      return { group: groupOf(written), kind, clusterWide: this.#facts.scopes.isClusterWide(written, kind) };
    }
    const group = written?.includes('/') ? groupOf(written) : written;
    return kinds.find((known) => known.kind === kind && (group === undefined || known.group === group));
  }

  #selector(row: ReferenceRow, { value, holder, path }: Place): void {
    if (!('kind' in row.to)) return;
    const selector = row.resolves === 'labels' ? selectorOfLabels(value) : selectorOf(value);
    if (isEmpty(selector)) return;
    const { any, matchNames } = record(record(holder)['namespaceSelector']);
    const named = Array.isArray(matchNames) ? matchNames.filter((name) => typeof name === 'string') : [];
    const namespaces = any === true ? 'all' : named.length > 0 ? named : [this.#own];
    const index = kindKey(row.to) === kindKey(POD) ? this.#facts.pods : this.#facts.services;
    const matches = index.select(selector, namespaces);
    const target = matches.find(({ subject }) => subject)?.subject;
    const namespace = namespaces === 'all' ? undefined : namespaces[0];
    this.#out.push({
      from: this.#from,
      path,
      to: { group: row.to.group, kind: row.to.kind, namespace, name: selectorText(selector) },
      target,
      maker: undefined,
      promised: matches.length > 0 && !target,
      optional: false,
      row,
      kind: row.to,
      selection: { selector, namespaces },
    });
  }

  #addresses(row: ReferenceRow, { path }: Place, given: string): void {
    if (given.length > LONGEST_TEXT || row.except?.test(given) || row.only?.test(given) === false) return;
    const text = row.base64 ? Buffer.from(given, 'base64').toString('utf8') : given;
    for (const address of addressesIn(text)) {
      const namespace = address.namespace ?? this.#own;
      if (!this.#isDecidable(row, address, namespace)) continue;
      const found = this.#find(SERVICE, namespace, address.name);
      const to = { group: '', kind: 'Service', namespace, name: address.name };
      const base = { from: this.#from, path, to, ...found, optional: false, row, kind: SERVICE, address };
      this.#out.push(base);
      if (address.port !== undefined) this.#out.push({ ...base, to: { ...to, port: address.port } });
    }
  }

  /** `a.b` may be a service or a host outside: only a namespace that is there, or a service of that name, decides it. */
  #isDecidable(row: ReferenceRow, address: Address, namespace: string): boolean {
    if (address.sure) return true;
    if (address.namespace !== undefined && !address.maybeOutside) {
      return this.#facts.inventory.find(NAMESPACE, '', namespace) !== undefined;
    }
    return row.only !== undefined || this.#facts.service.has(`${namespace}/${address.name}`);
  }
}

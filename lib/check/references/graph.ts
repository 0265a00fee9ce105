import { groupOf } from '../../core/data-bearing.ts';
import type { Step } from '../path.ts';
import { record } from '../pods.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { type Address, addressesIn } from './addresses.ts';
import { type ReferenceFacts, referenceFacts } from './facts.ts';
import { type KindRef, kindKey, NAMESPACE, POD, SERVICE } from './kind.ts';
import { getOrMake } from './maps.ts';
import { Pattern, PatternTree, type Place } from './pattern.ts';
import type { ReferenceRow } from './row.ts';
import { groupOfManifest, textOf } from './scope.ts';
import { isEmpty, type Selector, selectorOf, selectorOfLabels, selectorText } from './selector.ts';
import { REFERENCE_TABLE } from './table.ts';

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

interface CompiledRow {
  readonly row: ReferenceRow;
  readonly namespace: Pattern;
  readonly optional: Pattern | undefined;
  readonly key: Pattern | undefined;
  readonly ports: readonly Pattern[];
  readonly kindAt: Pattern | undefined;
  readonly groupAt: Pattern | undefined;
}

const LONGEST_TEXT = 1 << 20;
const trees = new Map<string, PatternTree<CompiledRow>>();
for (const row of REFERENCE_TABLE) {
  const compiled = compile(row);
  for (const origin of row.from) {
    getOrMake(trees, kindKey(origin), () => new PatternTree<CompiledRow>()).add(
      origin.at ? `${origin.at}.${row.path}` : row.path,
      compiled,
    );
  }
}
const everywhere = trees.get('*/*');

const known = new WeakMap<World, readonly ResolvedReference[]>();

/** Every reference of the world, in the order of its objects. Computed once. */
export function referencesOf(world: World): readonly ResolvedReference[] {
  const done = known.get(world);
  if (done) return done;
  const references = resolveAll(world);
  known.set(world, references);
  return references;
}

function resolveAll(world: World): ResolvedReference[] {
  const facts = referenceFacts(world);
  const references: ResolvedReference[] = [];
  for (const from of world.subjects) {
    const { manifest } = from;
    const found = (compiled: CompiledRow, place: Place) => {
      for (const reference of resolve(facts, from, compiled, place)) references.push(reference);
    };
    everywhere?.walk(manifest, found);
    trees.get(`${groupOfManifest(manifest)}/${manifest.kind}`)?.walk(manifest, found);
  }
  return references;
}

function resolve(facts: ReferenceFacts, from: Subject, compiled: CompiledRow, place: Place): ResolvedReference[] {
  const { row } = compiled;
  if (row.resolves === 'labels' || row.resolves === 'label-selector') return resolveSelector(facts, from, row, place);
  const text = textOf(place.value);
  if (text === undefined) return [];
  if (row.resolves === 'addresses') return resolveAddresses(facts, from, row, place, text);
  return resolveName(facts, from, compiled, place, text);
}

function resolveName(
  facts: ReferenceFacts,
  from: Subject,
  compiled: CompiledRow,
  { holder, path }: Place,
  text: string,
): ResolvedReference[] {
  const { row } = compiled;
  const kind = kindOf(facts, compiled, holder);
  if (!kind || text === '*') return [];
  const own = facts.scopes.namespaceOf(from.manifest);
  if (kindKey(kind) === kindKey(NAMESPACE) && path[0] === 'metadata' && own === '') return [];
  let name = text;
  let namespace = own;
  if (row.resolves === 'issuer-home') namespace = facts.issuerHome;
  if (row.resolves === 'named-namespace') namespace = textOf(compiled.namespace.first(holder)?.value) ?? own;
  if (row.resolves === 'namespaced-name') {
    const slash = text.indexOf('/');
    if (slash <= 0) return [];
    [namespace, name] = [text.slice(0, slash), text.slice(slash + 1)];
  }
  const optional = row.optional === true || compiled.optional?.first(holder)?.value === true;
  const to = { group: kind.group, kind: kind.kind, namespace: kind.clusterWide ? undefined : namespace, name };
  const base = { from, path, to, ...foundOf(facts, kind, namespace, name), optional, row, kind };
  return [base, ...keysOf(base, compiled, holder), ...portsOf(base, compiled, holder)];
}

function foundOf(facts: ReferenceFacts, kind: KindRef, namespace: string, name: string) {
  const found = facts.inventory.find(kind, namespace, name);
  const service = kindKey(kind) === kindKey(SERVICE) && facts.service.has(`${namespace}/${name}`);
  return {
    target: found?.subject,
    maker: found?.maker,
    promised: (found !== undefined && !found.subject) || (service && !found),
  };
}

function keysOf(base: ResolvedReference, { key, row }: CompiledRow, holder: unknown): ResolvedReference[] {
  if (!key) return [];
  const places = key.all(holder);
  const prefix = base.path.slice(0, -1);
  const keys = places.flatMap(({ value, path }) => {
    const text = textOf(value);
    return text === undefined ? [] : [{ key: text, path: [...prefix, ...path] }];
  });
  if (keys.length === 0 && places.length === 0 && row.defaultKey)
    keys.push({ key: row.defaultKey, path: [...base.path] });
  return keys.map(({ key: name, path }) => ({ ...base, path, to: { ...base.to, key: name } }));
}

function portsOf(base: ResolvedReference, { ports, row }: CompiledRow, holder: unknown): ResolvedReference[] {
  const prefix = base.path.slice(0, -1);
  for (const pattern of ports) {
    const place = pattern.first(holder);
    const port = place?.value;
    if (!place || (typeof port !== 'number' && textOf(port) === undefined)) continue;
    return [{ ...base, path: [...prefix, ...place.path], to: { ...base.to, port: port as string | number } }];
  }
  return row.defaultPort === undefined ? [] : [{ ...base, to: { ...base.to, port: row.defaultPort } }];
}

function kindOf(facts: ReferenceFacts, { row, kindAt, groupAt }: CompiledRow, holder: unknown): KindRef | undefined {
  if ('kind' in row.to) return row.to;
  const { kinds, fallback } = row.to;
  const kind = textOf(kindAt?.first(holder)?.value) ?? fallback;
  const written = textOf(groupAt?.first(holder)?.value);
  if (kind === undefined) return undefined;
  if (kinds === 'any') {
    if (written === undefined) return undefined;
    return { group: groupOf(written), kind, clusterWide: facts.scopes.isClusterWide(written, kind) };
  }
  const group = written?.includes('/') ? groupOf(written) : written;
  return kinds.find((known) => known.kind === kind && (group === undefined || known.group === group));
}

function resolveSelector(facts: ReferenceFacts, from: Subject, row: ReferenceRow, place: Place): ResolvedReference[] {
  if (!('kind' in row.to)) return [];
  const selector = row.resolves === 'labels' ? selectorOfLabels(place.value) : selectorOf(place.value);
  if (isEmpty(selector)) return [];
  const { any, matchNames } = record(record(place.holder)['namespaceSelector']);
  const own = facts.scopes.namespaceOf(from.manifest);
  const named = Array.isArray(matchNames) ? matchNames.filter((name) => typeof name === 'string') : [];
  const namespaces = any === true ? 'all' : named.length > 0 ? named : [own];
  const index = kindKey(row.to) === kindKey(POD) ? facts.pods : facts.services;
  const matches = index.select(selector, namespaces);
  const target = matches.find(({ subject }) => subject)?.subject;
  const namespace = namespaces === 'all' ? undefined : namespaces[0];
  const to = { group: row.to.group, kind: row.to.kind, namespace, name: selectorText(selector) };
  const rest = { maker: undefined, optional: false, row, kind: row.to, selection: { selector, namespaces } } as const;
  return [{ from, path: place.path, to, target, promised: matches.length > 0 && !target, ...rest }];
}

function resolveAddresses(
  facts: ReferenceFacts,
  from: Subject,
  row: ReferenceRow,
  { path }: Place,
  given: string,
): ResolvedReference[] {
  if (given.length > LONGEST_TEXT || row.except?.test(given) || row.only?.test(given) === false) return [];
  const text = row.base64 ? Buffer.from(given, 'base64').toString('utf8') : given;
  const own = facts.scopes.namespaceOf(from.manifest);
  return addressesIn(text).flatMap((address) => {
    const namespace = address.namespace ?? own;
    if (!isDecidable(facts, row, address, namespace)) return [];
    const found = foundOf(facts, SERVICE, namespace, address.name);
    const to = { group: '', kind: 'Service', namespace, name: address.name };
    const base = { from, path, to, ...found, optional: false, row, kind: SERVICE, address };
    return address.port === undefined ? [base] : [base, { ...base, to: { ...to, port: address.port } }];
  });
}

/** `a.b` may be a service or a host outside: only a namespace that is there, or a service of that name, decides it. */
function isDecidable(facts: ReferenceFacts, row: ReferenceRow, address: Address, namespace: string): boolean {
  if (address.sure) return true;
  if (address.namespace !== undefined) return facts.inventory.find(NAMESPACE, '', namespace) !== undefined;
  return row.only !== undefined || facts.service.has(`${namespace}/${address.name}`);
}

function compile(row: ReferenceRow): CompiledRow {
  const pattern = (text: string | undefined) => (text === undefined ? undefined : new Pattern(text));
  const written = 'kindAt' in row.to ? row.to : undefined;
  return {
    row,
    namespace: new Pattern(row.namespaceAt ?? 'namespace'),
    optional: typeof row.optional === 'string' ? new Pattern(row.optional) : undefined,
    key: pattern(row.keyAt),
    ports: (row.portAt ?? []).map((text) => new Pattern(text)),
    kindAt: pattern(written?.kindAt),
    groupAt: pattern(written?.groupAt),
  };
}

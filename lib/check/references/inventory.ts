import { record } from '../pods.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { givensOf, isBuiltIn } from './givens.ts';
import { type KindRef, kindKey, SECRET } from './kind.ts';
import { madeBy } from './makers.ts';
import { getOrMake } from './maps.ts';
import { DEFAULT_NAMESPACE, groupOfManifest, type Scopes, textOf } from './scope.ts';
import { objectsOf } from './secret-files.ts';

/** An object that is known to be there. */
export interface Found {
  /** The object, where it is rendered. */
  readonly subject?: Subject;
  /** The object because of which it is made on the cluster. */
  readonly maker?: Subject;
  /** Keys of a Secret or a ConfigMap; `undefined` when they are not known. */
  readonly keys: readonly string[] | undefined;
}

const NOT_KNOWN: Found = { keys: undefined };
const TOKEN_KEYS = ['token', 'ca.crt', 'namespace'];

/** Everything that is there, by kind, namespace and name: rendered, declared, encrypted, promised, made or given. */
export class Inventory {
  readonly #kinds = new Map<string, Map<string, Map<string, Found>>>();
  readonly #asked = new WeakMap<KindRef, ReadonlyMap<string, ReadonlyMap<string, Found>> | undefined>();
  readonly #promised = new Map<string, Set<string>>();

  constructor(world: World, scopes: Scopes) {
    for (const subject of world.subjects) {
      const { manifest } = subject;
      const kind = { group: groupOfManifest(manifest), kind: manifest.kind };
      this.#add(kind, scopes.namespaceOf(manifest), manifest.metadata.name, () => ({ subject, keys: keysOf(subject) }));
    }
    const { declaredSecrets = [], secretFiles = [], promised = [] } = world.props;
    const files = new Map(objectsOf(secretFiles).map((object) => [identity(object), keysIn(object)]));
    for (const { namespace, name, keys } of declaredSecrets) {
      const written = files.get(`Secret ${namespace}/${name}`) ?? [];
      this.#add(SECRET, namespace, name, () => ({ keys: [...new Set([...keys, ...written])] }));
    }
    for (const object of objectsOf(secretFiles)) {
      const kind = { group: groupOfManifest(object), kind: object.kind };
      this.#add(kind, scopes.namespaceOf(object), object.metadata.name, () => ({ keys: keysIn(object) }));
    }
    for (const subject of world.subjects) this.#addMade(subject, scopes);
    for (const { kind, namespace, name } of givensOf(world.track)) this.#add(kind, namespace, name, () => NOT_KNOWN);
    for (const { kind, namespace, name } of promised) {
      getOrMake(this.#promised, `${kind}/${namespace ?? ''}`, () => new Set<string>()).add(name);
    }
  }

  /** An object that is there, and what is known of it. */
  find(kind: KindRef, namespace: string, name: string): Found | undefined {
    const place = kind.clusterWide ? '' : namespace;
    const found = this.#placesOf(kind)?.get(place)?.get(name);
    if (found) return found;
    const promised = this.#promised.get(`${kind.kind}/${place}`)?.has(name);
    return promised || isBuiltIn(kind, name) ? NOT_KNOWN : undefined;
  }

  /** Names of a kind in a namespace, for a did-you-mean. */
  names(kind: KindRef, namespace: string): string[] {
    const place = kind.clusterWide ? '' : namespace;
    const known = this.#kinds.get(kindKey(kind))?.get(place)?.keys() ?? [];
    return [...known, ...(this.#promised.get(`${kind.kind}/${place}`) ?? [])];
  }

  /** Namespaces that have an object of that kind and name. */
  namespacesWith(kind: KindRef, name: string): string[] {
    const places = this.#kinds.get(kindKey(kind)) ?? new Map<string, Map<string, Found>>();
    return [...places].flatMap(([namespace, names]) => (names.has(name) ? [namespace] : []));
  }

  /** Kinds are asked for by the same few objects again and again, so that their keys need not be spelt each time. */
  #placesOf(kind: KindRef): ReadonlyMap<string, ReadonlyMap<string, Found>> | undefined {
    if (this.#asked.has(kind)) return this.#asked.get(kind);
    const places = this.#kinds.get(kindKey(kind));
    this.#asked.set(kind, places);
    return places;
  }

  #addMade(maker: Subject, scopes: Scopes): void {
    const { manifest } = maker;
    for (const { kind, name, namespace, keys } of madeBy(groupOfManifest(manifest), manifest)) {
      const place = kind.clusterWide ? '' : (namespace ?? scopes.namespaceOf(manifest));
      this.#add(kind, place, name, () => ({ maker, keys }));
    }
  }

  /** What was added first stays: a rendered object is known better than a promise of it. */
  #add(kind: KindRef, namespace: string, name: unknown, found: () => Found): void {
    const text = textOf(name);
    if (text === undefined) return;
    const places = getOrMake(this.#kinds, kindKey(kind), () => new Map<string, Map<string, Found>>());
    const names = getOrMake(places, namespace, () => new Map<string, Found>());
    if (!names.has(text)) names.set(text, found());
  }
}

function identity({ kind, metadata }: Subject['manifest']): string {
  return `${kind} ${textOf(metadata.namespace) ?? DEFAULT_NAMESPACE}/${metadata.name}`;
}

function keysOf({ manifest }: Subject): readonly string[] | undefined {
  if (manifest.kind !== 'Secret' && manifest.kind !== 'ConfigMap') return undefined;
  const keys = keysIn(manifest);
  return keys.length === 0 ? undefined : keys;
}

/** An object without any data is filled on the cluster: its keys are not known. */
function keysIn(manifest: Subject['manifest']): readonly string[] {
  const { data, stringData, binaryData, type } = manifest;
  const token = type === 'kubernetes.io/service-account-token' ? TOKEN_KEYS : [];
  return [...[data, stringData, binaryData].flatMap((values) => Object.keys(record(values))), ...token];
}

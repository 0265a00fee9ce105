import { groupOf } from '../../core/data-bearing.ts';
import { pathText } from '../path.ts';
import { record } from '../pods.ts';
import { text } from '../read.ts';
import { referencesOf } from '../references/graph.ts';
import type { Report } from '../rule.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { Edges, type Need } from './order-edges.ts';
import { KUSTOMIZE_GROUP, keyOf, type Layers } from './order-layers.ts';
import { type Provider, Providers } from './order-providers.ts';
import { valueUses } from './order-values.ts';

/** What is referred to. */
interface Target {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

const STORAGE = new Set(['StorageClass', 'PersistentVolumeClaim']);
/** Kinds that pods and certificates wait for, with what happens while they are missing. */
const EFFECTS: Readonly<Record<string, string>> = {
  StorageClass: 'its claims stay Pending, and the layer is not ready in time',
  PersistentVolumeClaim: 'its pods stay Pending, and the layer is not ready in time',
  Secret: 'its pods do not start, and the layer is not ready in time',
  ConfigMap: 'its pods do not start, and the layer is not ready in time',
  ServiceAccount: 'its pods are refused, and the layer is not ready in time',
  PriorityClass: 'its pods are refused, and the layer is not ready in time',
  Issuer: 'its certificates stay unissued, and the layer is not ready in time',
  ClusterIssuer: 'its certificates stay unissued, and the layer is not ready in time',
};

/** Objects that are applied before what they need: the edge between the layers is missing. */
export function judgeNeeds(world: World, layers: Layers): Iterable<Report> {
  return layers.all.length === 0 ? [] : new Needs(world, layers).reports();
}

type Place = Pick<Need, 'from' | 'release' | 'path' | 'unseen'>;

class Needs {
  readonly #world: World;
  readonly #providers: Providers;
  readonly #edges: Edges;
  readonly #webhooks = new Map<readonly Provider[], readonly Provider[]>();

  constructor(world: World, layers: Layers) {
    this.#world = world;
    this.#providers = new Providers(world, layers);
    this.#edges = new Edges(world, layers);
  }

  reports(): Iterable<Report> {
    this.#ofObjects();
    this.#ofDeclaredSecrets();
    for (const { from, path, to, target, maker, optional } of referencesOf(this.#world)) {
      if (!optional) this.#refer({ from, release: from.release, path: pathText(path) }, to, target ?? maker);
    }
    for (const { from, path, group, kind, namespace, name } of valueUses(this.#world)) {
      const place = { from, release: keyOf(from), path };
      if (name === undefined) this.#define(place, group, kind);
      else this.#refer(place, { kind, namespace, name }, this.#world.find(group, kind, namespace, name));
    }
    return this.#edges.reports();
  }

  #ofObjects(): void {
    const own = namespacesOfReleases(this.#world);
    for (const from of this.#world.subjects) {
      const { apiVersion, kind, metadata } = from.manifest;
      const { release } = from;
      this.#define({ from, release, path: 'apiVersion' }, groupOf(apiVersion), kind);
      const namespace = text(metadata.namespace);
      if (namespace === undefined || (release !== undefined && own.get(release) === namespace)) continue;
      this.#enter({ from, release, path: 'metadata.namespace' }, namespace);
    }
  }

  /** Secrets that the lab declares are in encrypted files: their layer needs their namespaces. */
  #ofDeclaredSecrets(): void {
    const { secretsLayer: layer } = this.#providers;
    if (!layer?.object) return;
    for (const { namespace, name } of this.#world.props.declaredSecrets ?? []) {
      const unseen = { name: `Secret ${namespace}/${name}`, layer };
      this.#enter({ from: layer.object, release: undefined, path: 'spec.path', unseen }, namespace);
    }
  }

  /** The namespace of an object, unless MicroK8s made it before. */
  #enter(place: Place, namespace: string): void {
    if (this.#world.track.microk8s.namespaces.includes(namespace)) return;
    this.#edges.add({
      ...place,
      code: 'order-namespace',
      say: () => ({
        what: `Namespace ${namespace}`,
        effect: `the API server answers "namespaces ${namespace} not found" and ${nothing(place.release)}`,
      }),
      providers: this.#providers.namespace(namespace),
      refused: true,
    });
  }

  /** The definition of a custom resource, and the webhook that judges it. */
  #define(place: Place, group: string, kind: string): void {
    if (!group.includes('.') || group === KUSTOMIZE_GROUP) return;
    const definitions = this.#providers.definitionOf(group, kind);
    const webhooks = this.#providers.webhooksOf(group);
    if (definitions.length === 0 && webhooks.length === 0) return;
    const covered = this.#edges.add({
      ...place,
      code: 'order-crd',
      say: () => ({
        what: `the definition of ${kind} in ${group}`,
        effect: `the API server answers "no matches for kind ${kind}" and ${nothing(place.release)}`,
      }),
      providers: definitions,
      refused: true,
    });
    if (!covered || webhooks.length === 0) return;
    this.#edges.add({
      ...place,
      code: 'order-webhook',
      say: () => ({
        what: `the webhook that judges ${group}`,
        effect: `while the webhook does not answer, ${nothing(place.release)}`,
      }),
      providers: this.#beside(webhooks, definitions),
      refused: false,
    });
  }

  /** Webhooks of other layers than the definitions', which are waited for already. The same list for the same lists. */
  #beside(webhooks: readonly Provider[], definitions: readonly Provider[]): readonly Provider[] {
    const known = this.#webhooks.get(definitions);
    if (known) return known;
    const layers = new Set(definitions.map(({ layer }) => layer));
    const beside = layers.size === 0 ? webhooks : webhooks.filter(({ layer }) => !layers.has(layer));
    if (definitions.length > 0) this.#webhooks.set(definitions, beside);
    return beside;
  }

  /** What pods, claims and certificates wait for. */
  #refer(place: Place, { kind, namespace, name }: Target, found: Subject | undefined): void {
    const effect = EFFECTS[kind];
    const provider = found ? this.#providers.of(found) : this.#providers.promised(kind, namespace, name);
    if (effect === undefined || !provider) return;
    this.#edges.add({
      ...place,
      code: STORAGE.has(kind) ? 'order-storage' : 'order-reference',
      say: () => ({ what: `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`, effect }),
      providers: [provider],
      refused: false,
    });
  }
}

/** What comes of an object that is refused. */
function nothing(release: string | undefined): string {
  return release === undefined ? 'Flux applies nothing of the layer' : 'Helm installs nothing of the release';
}

/** Namespaces that releases make themselves, by release. */
function namespacesOfReleases(world: World): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  for (const release of world.ofKind('HelmRelease')) {
    const spec = record(release.manifest['spec']);
    const namespace = text(spec['targetNamespace']) ?? release.manifest.metadata.namespace;
    if (record(spec['install'])['createNamespace'] === true && namespace) made.set(keyOf(release), namespace);
  }
  return made;
}

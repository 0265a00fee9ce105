import { groupOf } from '../../core/data-bearing.ts';
import { pathText } from '../path.ts';
import { record } from '../pods.ts';
import { text } from '../read.ts';
import { referencesOf } from '../references/graph.ts';
import type { Report } from '../rule.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { Edges } from './order-edges.ts';
import { KUSTOMIZE_GROUP, keyOf, type Layers } from './order-layers.ts';
import { Providers } from './order-providers.ts';

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
  if (layers.all.length === 0) return [];
  const providers = new Providers(world, layers);
  const edges = new Edges(world, layers);
  const given = new Set<string>(world.track.microk8s.namespaces);
  const ownNamespace = namespacesOfReleases(world);
  for (const from of world.subjects) {
    needDefinition(from, providers, edges);
    const { namespace } = from.manifest.metadata;
    if (text(namespace) === undefined || given.has(namespace!)) continue;
    if (from.release !== undefined && ownNamespace.get(from.release) === namespace) continue;
    edges.add({
      code: 'order-namespace',
      from,
      path: 'metadata.namespace',
      what: `Namespace ${namespace}`,
      effect: 'the API server refuses the whole layer while the namespace is not there',
      providers: providers.namespace(namespace!),
      refused: true,
    });
  }
  for (const { from, path, to, target, maker, optional } of referencesOf(world)) {
    const effect = EFFECTS[to.kind];
    if (effect === undefined || optional) continue;
    const found = target ?? maker;
    const provider = found ? providers.of(found) : providers.promised(to.kind, to.namespace, to.name);
    if (!provider) continue;
    edges.add({
      code: STORAGE.has(to.kind) ? 'order-storage' : 'order-reference',
      from,
      path: pathText(path),
      what: `${to.kind} ${to.namespace === undefined ? '' : `${to.namespace}/`}${to.name}`,
      effect,
      providers: [provider],
      refused: false,
    });
  }
  return edges.reports();
}

/** The definition of a custom resource, and the webhook that judges it. */
function needDefinition(from: Subject, providers: Providers, edges: Edges): void {
  const { apiVersion, kind } = from.manifest;
  const group = groupOf(apiVersion);
  if (!group.includes('.') || group === KUSTOMIZE_GROUP) return;
  const definitions = providers.definitionOf(group, kind);
  const covered = edges.add({
    code: 'order-crd',
    from,
    path: 'apiVersion',
    what: `the definition of ${kind} in ${group}`,
    effect: `the API server answers "no matches for kind ${kind}" and Flux applies nothing of the layer`,
    providers: definitions,
    refused: true,
  });
  if (!covered) return;
  edges.add({
    code: 'order-webhook',
    from,
    path: 'apiVersion',
    what: `the webhook that judges ${group}`,
    effect: 'while the webhook does not answer, the API server refuses the whole layer',
    providers: providers.webhooksOf(group).filter(({ layer }) => !definitions.some((other) => other.layer === layer)),
    refused: false,
  });
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

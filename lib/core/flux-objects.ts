import type { Cluster } from './cluster.ts';
import type { Layer } from './layer.ts';
import type { Edge } from './order.ts';
import { Release } from './release.ts';

/** Namespace of Flux and of everything that steers it. */
export const FLUX_NAMESPACE = 'flux-system';
/** The git source that `flux bootstrap` makes. */
const GIT_SOURCE = 'flux-system';
/** The secret with the age key that decrypts `secrets/`. */
export const AGE_SECRET = 'sops-age';

/** The `Kustomization` that applies one layer. Keys are sorted, as in every rendered object. */
export function kustomizationOf(layer: Layer, edges: readonly Edge[]): object {
  const { cluster, props, name } = layer;
  const root = cluster.facts.git.path === '.' ? '.' : `./${cluster.facts.git.path}`;
  return {
    apiVersion: cluster.track.flux.apis.Kustomization,
    kind: 'Kustomization',
    metadata: { name, namespace: FLUX_NAMESPACE },
    spec: {
      ...(props.folder && { decryption: { provider: 'sops', secretRef: { name: AGE_SECRET } } }),
      ...(edges.length > 0 && { dependsOn: edges.map((edge) => ({ name: edge.to.name })) }),
      ...(props.healthChecks && { healthChecks: props.healthChecks }),
      interval: props.interval ?? '10m',
      path: `${root}/${props.folder ?? `dist/${name}`}`,
      prune: props.prune ?? true,
      retryInterval: props.retryInterval ?? '2m',
      sourceRef: { kind: 'GitRepository', name: GIT_SOURCE },
      ...(props.suspended && { suspend: true }),
      timeout: props.timeout ?? '5m',
      wait: props.wait ?? !props.healthChecks,
    },
  };
}

/** The chart repositories that the lab's releases come from, sorted by name. */
export function repositoriesOf(cluster: Cluster): object[] {
  const used = new Set<string>();
  for (const construct of cluster.node.findAll()) {
    if (construct instanceof Release && construct.repository) used.add(construct.repository);
  }
  return [...used].sort().map((name) => {
    const { type, url } = cluster.track.repositories[name]!;
    return {
      apiVersion: cluster.track.flux.apis.HelmRepository,
      kind: 'HelmRepository',
      metadata: { name, namespace: FLUX_NAMESPACE },
      spec: type === 'oci' ? { interval: '24h', type, url } : { interval: '24h', url },
    };
  });
}

/** A kind of object that can be referred to. */
export interface KindRef {
  /** API group, `''` for the core group. */
  readonly group: string;
  readonly kind: string;
  /**
   * Whether its objects belong to no namespace.
   * @default false
   */
  readonly clusterWide?: boolean;
}

/** Key of a kind in maps. */
export function kindKey({ group, kind }: Pick<KindRef, 'group' | 'kind'>): string {
  return `${group}/${kind}`;
}

const core = (kind: string): KindRef => ({ group: '', kind });
const wide = (group: string, kind: string): KindRef => ({ group, kind, clusterWide: true });

export const SECRET = core('Secret');
export const CONFIG_MAP = core('ConfigMap');
export const SERVICE = core('Service');
export const SERVICE_ACCOUNT = core('ServiceAccount');
export const CLAIM = core('PersistentVolumeClaim');
export const POD = core('Pod');
export const NAMESPACE = wide('', 'Namespace');
export const VOLUME = wide('', 'PersistentVolume');
export const STORAGE_CLASS = wide('storage.k8s.io', 'StorageClass');
export const INGRESS_CLASS = wide('networking.k8s.io', 'IngressClass');
export const PRIORITY_CLASS = wide('scheduling.k8s.io', 'PriorityClass');
export const RUNTIME_CLASS = wide('node.k8s.io', 'RuntimeClass');
export const ROLE: KindRef = { group: 'rbac.authorization.k8s.io', kind: 'Role' };
export const CLUSTER_ROLE = wide('rbac.authorization.k8s.io', 'ClusterRole');
export const ISSUER: KindRef = { group: 'cert-manager.io', kind: 'Issuer' };
export const CLUSTER_ISSUER = wide('cert-manager.io', 'ClusterIssuer');
export const CERTIFICATE: KindRef = { group: 'cert-manager.io', kind: 'Certificate' };
export const DEPLOYMENT: KindRef = { group: 'apps', kind: 'Deployment' };
export const STATEFUL_SET: KindRef = { group: 'apps', kind: 'StatefulSet' };
export const REPLICA_SET: KindRef = { group: 'apps', kind: 'ReplicaSet' };
export const KUSTOMIZATION: KindRef = { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization' };
export const HELM_RELEASE: KindRef = { group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease' };
export const GIT_REPOSITORY: KindRef = { group: 'source.toolkit.fluxcd.io', kind: 'GitRepository' };
export const HELM_REPOSITORY: KindRef = { group: 'source.toolkit.fluxcd.io', kind: 'HelmRepository' };
export const OCI_REPOSITORY: KindRef = { group: 'source.toolkit.fluxcd.io', kind: 'OCIRepository' };
export const BUCKET: KindRef = { group: 'source.toolkit.fluxcd.io', kind: 'Bucket' };
export const HELM_CHART: KindRef = { group: 'source.toolkit.fluxcd.io', kind: 'HelmChart' };
export const PROVIDER: KindRef = { group: 'notification.toolkit.fluxcd.io', kind: 'Provider' };

/** Kinds that are easily taken for one another: when one is missing, the other may be what was meant. */
export const LOOKALIKES: readonly (readonly KindRef[])[] = [
  [ISSUER, CLUSTER_ISSUER],
  [ROLE, CLUSTER_ROLE],
  [SECRET, CONFIG_MAP],
  [KUSTOMIZATION, HELM_RELEASE],
  [GIT_REPOSITORY, HELM_REPOSITORY, OCI_REPOSITORY, BUCKET],
  [DEPLOYMENT, STATEFUL_SET, REPLICA_SET],
];

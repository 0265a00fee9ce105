/** An API that Kubernetes or a project of the track has taken away. */
export interface RemovedApi {
  readonly apiVersion: string;
  /** Kinds that it had; all that it had where none are given. */
  readonly kinds?: readonly string[];
  /** What no longer serves it: `Kubernetes 1.22`. */
  readonly since: string;
  /** The apiVersion that serves the kinds now; `undefined` when nothing does. */
  readonly now?: string;
}

/** APIs that are gone, by the deprecation guide of Kubernetes and the release notes of cert-manager. */
export const removedApis: readonly RemovedApi[] = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1beta1',
    since: 'Kubernetes 1.22',
    now: 'admissionregistration.k8s.io/v1',
  },
  { apiVersion: 'apiextensions.k8s.io/v1beta1', since: 'Kubernetes 1.22', now: 'apiextensions.k8s.io/v1' },
  { apiVersion: 'apiregistration.k8s.io/v1beta1', since: 'Kubernetes 1.22', now: 'apiregistration.k8s.io/v1' },
  { apiVersion: 'apps/v1beta1', since: 'Kubernetes 1.16', now: 'apps/v1' },
  { apiVersion: 'apps/v1beta2', since: 'Kubernetes 1.16', now: 'apps/v1' },
  { apiVersion: 'autoscaling/v2beta1', since: 'Kubernetes 1.25', now: 'autoscaling/v2' },
  { apiVersion: 'autoscaling/v2beta2', since: 'Kubernetes 1.26', now: 'autoscaling/v2' },
  { apiVersion: 'batch/v1beta1', since: 'Kubernetes 1.25', now: 'batch/v1' },
  { apiVersion: 'batch/v2alpha1', since: 'Kubernetes 1.21', now: 'batch/v1' },
  { apiVersion: 'cert-manager.io/v1alpha2', since: 'cert-manager 1.6', now: 'cert-manager.io/v1' },
  { apiVersion: 'cert-manager.io/v1alpha3', since: 'cert-manager 1.6', now: 'cert-manager.io/v1' },
  { apiVersion: 'cert-manager.io/v1beta1', since: 'cert-manager 1.6', now: 'cert-manager.io/v1' },
  { apiVersion: 'certmanager.k8s.io/v1alpha1', since: 'cert-manager 0.11', now: 'cert-manager.io/v1' },
  { apiVersion: 'certificates.k8s.io/v1beta1', since: 'Kubernetes 1.22', now: 'certificates.k8s.io/v1' },
  { apiVersion: 'coordination.k8s.io/v1beta1', since: 'Kubernetes 1.22', now: 'coordination.k8s.io/v1' },
  { apiVersion: 'discovery.k8s.io/v1beta1', since: 'Kubernetes 1.25', now: 'discovery.k8s.io/v1' },
  { apiVersion: 'events.k8s.io/v1beta1', since: 'Kubernetes 1.25', now: 'events.k8s.io/v1' },
  {
    apiVersion: 'extensions/v1beta1',
    kinds: ['DaemonSet', 'Deployment', 'ReplicaSet'],
    since: 'Kubernetes 1.16',
    now: 'apps/v1',
  },
  { apiVersion: 'extensions/v1beta1', kinds: ['Ingress'], since: 'Kubernetes 1.22', now: 'networking.k8s.io/v1' },
  { apiVersion: 'extensions/v1beta1', kinds: ['NetworkPolicy'], since: 'Kubernetes 1.16', now: 'networking.k8s.io/v1' },
  { apiVersion: 'extensions/v1beta1', kinds: ['PodSecurityPolicy'], since: 'Kubernetes 1.16' },
  { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta1', since: 'Kubernetes 1.26' },
  { apiVersion: 'networking.k8s.io/v1beta1', since: 'Kubernetes 1.22', now: 'networking.k8s.io/v1' },
  { apiVersion: 'node.k8s.io/v1beta1', since: 'Kubernetes 1.25', now: 'node.k8s.io/v1' },
  { apiVersion: 'policy/v1beta1', kinds: ['PodDisruptionBudget'], since: 'Kubernetes 1.25', now: 'policy/v1' },
  { apiVersion: 'policy/v1beta1', kinds: ['PodSecurityPolicy'], since: 'Kubernetes 1.25' },
  { apiVersion: 'rbac.authorization.k8s.io/v1alpha1', since: 'Kubernetes 1.22', now: 'rbac.authorization.k8s.io/v1' },
  { apiVersion: 'rbac.authorization.k8s.io/v1beta1', since: 'Kubernetes 1.22', now: 'rbac.authorization.k8s.io/v1' },
  { apiVersion: 'scheduling.k8s.io/v1beta1', since: 'Kubernetes 1.22', now: 'scheduling.k8s.io/v1' },
  {
    apiVersion: 'storage.k8s.io/v1beta1',
    kinds: ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
    since: 'Kubernetes 1.22',
    now: 'storage.k8s.io/v1',
  },
  {
    apiVersion: 'storage.k8s.io/v1beta1',
    kinds: ['CSIStorageCapacity'],
    since: 'Kubernetes 1.27',
    now: 'storage.k8s.io/v1',
  },
];

/** What is known of an API that is gone. */
export function removedApi(apiVersion: string, kind: string): RemovedApi | undefined {
  return removedApis.find((api) => api.apiVersion === apiVersion && (api.kinds?.includes(kind) ?? true));
}

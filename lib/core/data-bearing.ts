import type { Track } from './track.ts';

/** Annotation that keeps Flux from removing an object that is no longer rendered. */
export const KEEP: Readonly<Record<string, string>> = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };

/** Annotation that keeps Helm from removing an object that a chart made. */
export const HELM_KEEP: Readonly<Record<string, string>> = { 'helm.sh/resource-policy': 'keep' };

const DATA_BEARING = new Set([
  'Namespace',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'StorageClass',
  'CustomResourceDefinition',
  'LogicalVolume',
]);

/** Whether removing objects of this kind removes data with them. */
export function isDataBearing(kind: string): boolean {
  return DATA_BEARING.has(kind);
}

const CLUSTER_WIDE = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'FlowSchema',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
]);

/** Whether objects of this kind belong to no namespace. */
export function isClusterWide(track: Track, apiVersion: string, kind: string): boolean {
  return CLUSTER_WIDE.has(kind) || track.clusterScoped.includes(`${groupOf(apiVersion)}/${kind}`);
}

/** API group of an apiVersion: `apps` of `apps/v1`, empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

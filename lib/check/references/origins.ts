import type { Origin } from './row.ts';

const origin =
  (group: string, at?: string) =>
  (kind: string): Origin => ({ group, kind, ...(at !== undefined && { at }) });

/** Where specs of pods stand, by kind. The Prometheus operator makes pods of its own objects, whose specs read alike. */
export const PODS: readonly Origin[] = [
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map(origin('apps', 'spec.template.spec')),
  origin('', 'spec.template.spec')('ReplicationController'),
  origin('batch', 'spec.template.spec')('Job'),
  origin('batch', 'spec.jobTemplate.spec.template.spec')('CronJob'),
  origin('', 'spec')('Pod'),
  ...['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'].map(origin('monitoring.coreos.com', 'spec')),
];

export const CORE = origin('');
export const APPS = origin('apps');
export const NETWORKING = origin('networking.k8s.io');
export const RBAC = origin('rbac.authorization.k8s.io');
export const CERT_MANAGER = origin('cert-manager.io');
export const MONITORING = origin('monitoring.coreos.com');
export const FLUX_KUSTOMIZE = origin('kustomize.toolkit.fluxcd.io');
export const FLUX_HELM = origin('helm.toolkit.fluxcd.io');
export const FLUX_SOURCE = origin('source.toolkit.fluxcd.io');
export const FLUX_NOTIFICATION = origin('notification.toolkit.fluxcd.io');

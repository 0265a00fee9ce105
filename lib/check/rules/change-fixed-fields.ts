import type { Step } from '../path.ts';

/** A field that the API server does not let change. */
export interface FixedField {
  readonly path: readonly Step[];
  /** What the API server takes when the field is absent. */
  readonly default?: unknown;
  /** Judged only when both revisions write it: otherwise the cluster may have filled in the same. */
  readonly whenBoth?: boolean;
}

/** Fields of one kind, and what a change of them costs. */
export interface FixedKind {
  readonly group: string;
  readonly fields: readonly FixedField[];
  /** What to do instead, as a sentence. */
  readonly fix: string;
  /** Whether making it anew loses nothing, so that Flux may be told to do so. */
  readonly isExpendable: boolean;
}

const field = (path: string, more: Omit<FixedField, 'path'> = {}): FixedField => ({ path: path.split('.'), ...more });
const RENAME = 'Give it a new name, or delete it by hand first.';
const FORCE =
  'Give it a new name, or add the annotation kustomize.toolkit.fluxcd.io/force: enabled: Flux then makes it anew.';
const workload = (fields: readonly FixedField[]): FixedKind => ({
  group: 'apps',
  fields,
  fix: FORCE,
  isExpendable: true,
});
const SELECTOR = field('spec.selector');

/** Fixed fields by kind. The sets of claims of a StatefulSet and the source of a volume are judged by rules of their own. */
export const FIXED: Readonly<Record<string, FixedKind>> = {
  Deployment: workload([SELECTOR]),
  DaemonSet: workload([SELECTOR]),
  ReplicaSet: workload([SELECTOR]),
  StatefulSet: {
    ...workload([
      SELECTOR,
      field('spec.serviceName'),
      field('spec.podManagementPolicy', { default: 'OrderedReady' }),
      field('spec.revisionHistoryLimit', { default: 10 }),
    ]),
    fix: 'Delete the set alone (kubectl delete statefulset NAME --cascade=orphan): pods and claims stay, and Flux makes it anew.',
  },
  Job: {
    group: 'batch',
    fields: [
      field('spec.template'),
      SELECTOR,
      field('spec.completions'),
      field('spec.completionMode', { default: 'NonIndexed' }),
      field('spec.podFailurePolicy'),
    ],
    fix: FORCE,
    isExpendable: true,
  },
  Service: { group: '', fields: [field('spec.clusterIP')], fix: FORCE, isExpendable: true },
  PersistentVolumeClaim: {
    group: '',
    fields: [
      field('spec.storageClassName', { whenBoth: true }),
      field('spec.volumeName', { whenBoth: true }),
      field('spec.accessModes'),
      field('spec.volumeMode', { default: 'Filesystem' }),
      SELECTOR,
      field('spec.dataSource'),
    ],
    fix: 'Make a second claim and copy the data. The old one stays until you delete it.',
    isExpendable: false,
  },
  StorageClass: {
    group: 'storage.k8s.io',
    fields: [
      field('provisioner'),
      field('parameters'),
      field('reclaimPolicy', { default: 'Delete' }),
      field('volumeBindingMode', { default: 'Immediate' }),
    ],
    fix: 'Add a class with a new name. Claims keep the one they were made with.',
    isExpendable: true,
  },
  RoleBinding: { group: 'rbac.authorization.k8s.io', fields: [field('roleRef')], fix: FORCE, isExpendable: true },
  ClusterRoleBinding: {
    group: 'rbac.authorization.k8s.io',
    fields: [field('roleRef')],
    fix: FORCE,
    isExpendable: true,
  },
  CustomResourceDefinition: {
    group: 'apiextensions.k8s.io',
    fields: ['spec.group', 'spec.scope', 'spec.names.kind', 'spec.names.plural'].map((path) => field(path)),
    fix: 'Add a definition beside it and move its objects over. Deleting the old one deletes them.',
    isExpendable: false,
  },
  PriorityClass: {
    group: 'scheduling.k8s.io',
    fields: [field('value'), field('preemptionPolicy', { default: 'PreemptLowerPriority' })],
    fix: RENAME,
    isExpendable: true,
  },
  IngressClass: { group: 'networking.k8s.io', fields: [field('spec.controller')], fix: RENAME, isExpendable: true },
  RuntimeClass: { group: 'node.k8s.io', fields: [field('handler')], fix: RENAME, isExpendable: true },
};

/** Fields of a PersistentVolume that may change; all others are its source. */
export const OPEN_VOLUME_FIELDS: ReadonlySet<string> = new Set(
  'accessModes capacity claimRef mountOptions nodeAffinity persistentVolumeReclaimPolicy storageClassName volumeAttributesClassName volumeMode'.split(
    ' ',
  ),
);

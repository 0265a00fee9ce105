import type { RuleDoc } from '../rule.ts';

const layer = (more: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: test, namespace: flux-system }
spec: { interval: 10m, path: ./dist/test, prune: true, ${more}sourceRef: { kind: GitRepository, name: flux-system } }
---
`;

const release = (annotations: string, values: string): string => `${layer('')}apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: cert-manager, namespace: cert-manager${annotations} }
spec:
  chart: { spec: { chart: cert-manager } }
  values: ${values}`;

const KEEP = ', annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }';

const storageClass = (name: string, more: string): string => `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: ${name}, annotations: { ${more} } }
provisioner: topolvm.io
reclaimPolicy: Retain`;

const DEFAULT = 'storageclass.kubernetes.io/is-default-class: "true"';

const claim = (policy: string): string => `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: ssd }
provisioner: topolvm.io
reclaimPolicy: ${policy}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: photos, namespace: default }
spec: { storageClassName: ssd, accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }`;

const script = (
  more: string,
): string => `${layer('postBuild: { substitute: { DOMAIN: lab.example.com } }, ')}apiVersion: v1
kind: ConfigMap
metadata: { name: backup, namespace: default${more} }
data:
  backup.sh: |
    for file in /data/*; do cp "\${file}" /backup; done`;

const statefulSet = (policy: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: default }
spec:
  serviceName: db
  persistentVolumeClaimRetentionPolicy: { whenDeleted: ${policy} }
  volumeClaimTemplates: [{ metadata: { name: data } }]`;

/** What the rules about data that must not be lost mean. */
export const dataDocs: readonly RuleDoc[] = [
  {
    code: 'prune-data',
    family: 'data',
    severity: 'error',
    title: 'Flux would remove data together with its object',
    meaning:
      'The layer is pruned, so an object that is no longer rendered (renamed, commented out, moved) is deleted from the cluster. With a namespace goes everything in it, with a claim its volume, with a definition all objects of its kind. The annotation makes Flux leave it.',
    bad: `${layer('')}apiVersion: v1\nkind: Namespace\nmetadata: { name: photos }`,
    good: `${layer('')}apiVersion: v1\nkind: Namespace\nmetadata: { name: photos${KEEP} }`,
    mistakes: [20],
  },
  {
    code: 'prune-release',
    family: 'data',
    severity: 'error',
    title: 'Flux would uninstall a release that definitions or data hang on',
    meaning:
      'A pruned HelmRelease is uninstalled. With the release of TopoLVM goes the definition of its logical volumes, with that of an operator or of cert-manager everything that was made through it.',
    bad: release('', '{}'),
    good: release(KEEP, '{}'),
    mistakes: [20],
  },
  {
    code: 'release-uninstall',
    family: 'data',
    severity: 'warning',
    title: 'A failed upgrade or an uninstall would take custom resources along',
    meaning:
      'Without `crds.keep` the definitions of cert-manager go with its release, and all certificates and issuers with them. A remediation that uninstalls does so by itself after one failed upgrade.',
    bad: release(KEEP, '{ crds: { enabled: true, keep: false } }'),
    good: release(KEEP, '{ crds: { enabled: true, keep: true } }'),
    mistakes: [20],
  },
  {
    code: 'storage-reclaim',
    family: 'data',
    severity: 'error',
    title: 'A volume is destroyed when its claim is deleted',
    meaning:
      'With reclaim policy `Delete`, which is also the default, deleting the claim deletes the disk behind it at once. A claim whose data may go says so with the annotation `scratch.hensteeth/reason`.',
    bad: claim('Delete'),
    good: claim('Retain'),
    mistakes: [],
  },
  {
    code: 'claim-retention',
    family: 'data',
    severity: 'warning',
    title: 'Claims are deleted together with their StatefulSet',
    meaning:
      '`persistentVolumeClaimRetentionPolicy` with `Delete` removes the claims when the set is deleted or made smaller. A rename is a deletion. The annotation `scratch.hensteeth/reason` on the set says that its data may go.',
    bad: statefulSet('Delete'),
    good: statefulSet('Retain'),
    mistakes: [],
  },
  {
    code: 'storage-default',
    family: 'data',
    severity: 'warning',
    title: 'Two storage classes are the default',
    meaning:
      'A claim that names no class gets the newest of the defaults: on which disk it lands depends on which class was made last.',
    bad: `${storageClass('ssd', DEFAULT)}\n---\n${storageClass('hdd', DEFAULT)}`,
    good: `${storageClass('ssd', DEFAULT)}\n---\n${storageClass('hdd', '')}`,
    mistakes: [],
  },
  {
    code: 'substitute-dollar',
    family: 'data',
    severity: 'error',
    title: `Flux would replace \`\${...}\` in a script or a dashboard`,
    meaning: `A layer with postBuild has every \`\${name}\` in its objects replaced before they are applied: a variable that Flux does not know becomes nothing, and the script runs with holes. \`$\${name}\` stays, and an annotation leaves a whole object alone.`,
    bad: script(''),
    good: script(', annotations: { kustomize.toolkit.fluxcd.io/substitute: disabled }'),
    mistakes: [19],
  },
];

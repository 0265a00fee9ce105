import type { RuleDoc } from '../rule.ts';

const rule = { family: 'reference', severity: 'error' } as const;

function claim(spec: string): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: default }
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Gi } }
  ${spec}
`;
}

const STORAGE_CLASS = `---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: topolvm-provisioner }
provisioner: topolvm.io
`;

function pod(claimName: string): string {
  return `---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: default }
spec:
  containers: [{ name: web, image: nginx:1.27.5 }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: ${claimName} } }]
`;
}

/** Rules about storage. */
export const STORAGE_DOCS: readonly RuleDoc[] = [
  {
    ...rule,
    code: 'storage-class-missing',
    title: 'A storage class is referred to that is not there',
    meaning: 'Nobody makes a volume for the claim. It stays Pending, and so does the pod that waits for it.',
    bad: claim('storageClassName: topolvm-provisoner') + STORAGE_CLASS,
    good: claim('storageClassName: topolvm-provisioner') + STORAGE_CLASS,
    mistakes: [31],
  },
  {
    ...rule,
    code: 'claim-missing',
    title: 'A pod mounts a claim that is not there',
    meaning: 'The pod stays Pending. Claims of a StatefulSet are made on the cluster and count as there.',
    bad: claim('') + pod('date'),
    good: claim('') + pod('data'),
    mistakes: [],
  },
  {
    ...rule,
    code: 'volume-missing',
    title: 'A claim names a volume that is not there',
    meaning: 'A claim that names its volume is bound to no other. It stays Pending.',
    bad: claim('volumeName: media'),
    good: `${claim('volumeName: media')}---
apiVersion: v1
kind: PersistentVolume
metadata: { name: media }
spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], hostPath: { path: /media } }
`,
    mistakes: [],
  },
];

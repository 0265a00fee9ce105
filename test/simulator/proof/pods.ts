import { deployment, withContainer, withPod } from '../../../lib/check/rules/schema-samples.ts';
import { type Planted, planted } from './planted.ts';

/** Storage class of the lab that the mistakes are planted in. */
export const STORAGE_CLASS = 'proof';

const KEPT = ', annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }';
const claim = (name: string, size: string, storageClass = STORAGE_CLASS, more = KEPT) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name}, namespace: web${more} }
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: ${size} } }
  storageClassName: ${storageClass}
`;
const claiming = (name: string) =>
  `${withPod(`volumes:\n  - name: data\n    persistentVolumeClaim: { claimName: ${name} }\n`)}---\n`.replace(
    'replicas: 2',
    'replicas: 1',
  );
const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: web }\n';
const asAccount = withPod('serviceAccountName: web\n');
const asking = (cpu: string) => withContainer(`resources:\n  requests: { cpu: ${cpu} }\n`);
const fromSecret = (name: string) =>
  withContainer(`env:\n  - name: PASSWORD\n    valueFrom: { secretKeyRef: { name: ${name}, key: password } }\n`);
const secret = `---
apiVersion: v1
kind: Secret
metadata: { name: web, namespace: web, annotations: { allow.hensteeth/secret-plain: an example } }
stringData: { password: example }
`;
const fromMap = (name: string) => withPod(`volumes:\n  - name: data\n    configMap: { name: ${name} }\n`);
const map = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: web, namespace: web }\ndata: { colour: green }\n';
const STARTS = 'a simulated pod starts without a kubelet, which alone looks for the object';
const unseen = (row: number, code: string, bad: string, good: string, why: string): Planted => ({
  ...planted(row, code, bad, good, 'nothing'),
  why,
});

/** Mistakes of pods and their volumes: the scheduler, the provisioner or a controller cannot go on. */
export const podMistakes: readonly Planted[] = [
  unseen(24, 'secret-missing', `${fromSecret('wbe')}${secret}`, `${fromSecret('web')}${secret}`, STARTS),
  unseen(25, 'config-map-missing', `${fromMap('wbe')}${map}`, `${fromMap('web')}${map}`, STARTS),
  planted(
    31,
    'storage-class-missing',
    claiming('photos') + claim('photos', '1Gi', 'prof'),
    claiming('photos') + claim('photos', '1Gi'),
    'stuck',
  ),
  planted(33, 'service-account-missing', asAccount, `${asAccount}---\n${account}`, 'stuck'),
  planted(
    58,
    'capacity-claim',
    claiming('photos') + claim('photos', '900Gi'),
    claiming('photos') + claim('photos', '1Gi'),
    'stuck',
  ),
  planted(59, 'capacity-pod', asking('"200"'), asking('10m'), 'stuck'),
];

/** Mistakes of a change: what was fine before is refused, or data goes with it. */
export const changeMistakes: readonly Planted[] = [
  {
    row: 20,
    code: 'change-data-removed',
    shows: 'deleted',
    bad: {
      objects: claiming('photos') + claim('photos', '1Gi', STORAGE_CLASS, ''),
      after: claiming('pictures') + claim('pictures', '1Gi', STORAGE_CLASS, ''),
    },
    good: {
      objects: claiming('photos') + claim('photos', '1Gi'),
      after: claiming('pictures') + claim('pictures', '1Gi'),
    },
  },
  {
    row: 56,
    code: 'change-immutable',
    shows: 'refused',
    bad: { objects: deployment, after: deployment.replaceAll('app: web', 'app: site') },
    good: { objects: deployment, after: deployment.replace('1.27.5', '1.27.4') },
  },
  {
    row: 57,
    code: 'change-shrink',
    shows: 'refused',
    bad: {
      objects: claiming('photos') + claim('photos', '2Gi'),
      after: claiming('photos') + claim('photos', '1Gi'),
    },
    good: {
      objects: claiming('photos') + claim('photos', '2Gi'),
      after: claiming('photos') + claim('photos', '3Gi'),
    },
  },
];

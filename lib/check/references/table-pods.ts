import {
  CLAIM,
  CONFIG_MAP,
  PRIORITY_CLASS,
  RUNTIME_CLASS,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  STORAGE_CLASS,
} from './kind.ts';
import { CORE, PODS } from './origins.ts';
import type { ReferenceRow } from './row.ts';

const CONTAINERS = '{containers,initContainers}[*]';
const STUCK = 'the pod stays in ContainerCreating until it is there';
const NO_START = 'the container does not start, with CreateContainerConfigError';
/** Flags that name what Thanos asks; a name without a namespace is a service next to it. */
const THANOS =
  /^--(endpoint|endpoint-strict|endpoint-group|store|store-strict|rule|query|query-frontend\.downstream-url|alertmanagers\.url)=/;
/** Flags that say where something is reached from outside; nobody asks there. */
const OWN_ADDRESS = /^--?[\w.-]*external-url=/;

const from = PODS;
const secret = { from, to: SECRET, resolves: 'same-namespace', code: 'secret-missing' } as const;
const configMap = { from, to: CONFIG_MAP, resolves: 'same-namespace', code: 'config-map-missing' } as const;
const address = { to: SERVICE, resolves: 'addresses' } as const;

/** What pods refer to. */
export const POD_ROWS: readonly ReferenceRow[] = [
  {
    ...secret,
    path: `${CONTAINERS}.env[*].valueFrom.secretKeyRef.name`,
    keyAt: 'key',
    optional: 'optional',
    why: NO_START,
  },
  { ...secret, path: `${CONTAINERS}.envFrom[*].secretRef.name`, optional: 'optional', why: NO_START },
  { ...secret, path: 'volumes[*].secret.secretName', keyAt: 'items[*].key', optional: 'optional', why: STUCK },
  {
    ...secret,
    path: 'volumes[*].projected.sources[*].secret.name',
    keyAt: 'items[*].key',
    optional: 'optional',
    why: STUCK,
  },
  { ...secret, path: 'volumes[*].csi.nodePublishSecretRef.name', why: STUCK },
  {
    ...configMap,
    path: `${CONTAINERS}.env[*].valueFrom.configMapKeyRef.name`,
    keyAt: 'key',
    optional: 'optional',
    why: NO_START,
  },
  { ...configMap, path: `${CONTAINERS}.envFrom[*].configMapRef.name`, optional: 'optional', why: NO_START },
  { ...configMap, path: 'volumes[*].configMap.name', keyAt: 'items[*].key', optional: 'optional', why: STUCK },
  {
    ...configMap,
    path: 'volumes[*].projected.sources[*].configMap.name',
    keyAt: 'items[*].key',
    optional: 'optional',
    why: STUCK,
  },
  {
    from: [...from, CORE('ServiceAccount')],
    path: 'imagePullSecrets[*].name',
    to: SECRET,
    resolves: 'same-namespace',
    code: 'pull-secret-missing',
    why: 'images are pulled without it, and a private one is refused',
  },
  {
    from,
    path: 'serviceAccountName',
    to: SERVICE_ACCOUNT,
    resolves: 'same-namespace',
    code: 'service-account-missing',
    why: 'no pod is created without it',
  },
  {
    from,
    path: 'volumes[*].persistentVolumeClaim.claimName',
    to: CLAIM,
    resolves: 'same-namespace',
    code: 'claim-missing',
    why: 'the pod stays Pending until the claim is there',
  },
  {
    from,
    path: 'volumes[*].ephemeral.volumeClaimTemplate.spec.storageClassName',
    to: STORAGE_CLASS,
    resolves: 'cluster-wide',
    code: 'storage-class-missing',
    why: 'the pod stays Pending, since nobody makes its volume',
  },
  {
    from,
    path: 'priorityClassName',
    to: PRIORITY_CLASS,
    resolves: 'cluster-wide',
    code: 'priority-class-missing',
    why: 'the API server refuses every pod',
  },
  {
    from,
    path: 'runtimeClassName',
    to: RUNTIME_CLASS,
    resolves: 'cluster-wide',
    code: 'runtime-class-missing',
    why: 'the API server refuses every pod',
  },
  {
    ...address,
    from,
    path: `${CONTAINERS}.{args,command}[*]`,
    only: THANOS,
    code: 'thanos-endpoint-missing',
    why: 'Thanos asks nobody there, and its answers lack what is stored there',
  },
  {
    ...address,
    from,
    path: `${CONTAINERS}.{args,command}[*]`,
    except: new RegExp(`${THANOS.source}|${OWN_ADDRESS.source}`),
    code: 'service-address-missing',
    why: 'the name is not found, and each call to it fails',
  },
  {
    ...address,
    from,
    path: `${CONTAINERS}.env[*].value`,
    code: 'service-address-missing',
    why: 'the name is not found, and each call to it fails',
  },
  {
    ...address,
    from: [CORE('ConfigMap')],
    path: 'data.*',
    code: 'service-address-missing',
    why: 'whoever reads this asks there, and the name is not found',
  },
  {
    ...address,
    from: [CORE('Secret')],
    path: 'stringData.*',
    code: 'service-address-missing',
    why: 'whoever reads this asks there, and the name is not found',
  },
  {
    ...address,
    from: [CORE('Secret')],
    path: 'data.*',
    base64: true,
    code: 'service-address-missing',
    why: 'whoever reads this asks there, and the name is not found',
  },
];

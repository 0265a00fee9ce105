import { referenceRules } from '../../../lib/check/rules/reference.ts';
import type { WorldProps } from '../../../lib/check/world.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';

const reader = (secret: string, key = 'password', namespace = 'default') => `
apiVersion: v1
kind: Pod
metadata: { name: reader, namespace: ${namespace} }
spec:
  containers:
    - name: reader
      image: busybox:1.37.0
      env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: ${secret}, key: ${key} } } }]
---
`;
const RELEASE = `
apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: db, namespace: default }
spec: { chart: { spec: { chart: db, sourceRef: { kind: HelmRepository, name: charts } } } }
---
apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: HelmRepository
metadata: { name: charts, namespace: default }
---
`;
const claim = (storageClassName: string) => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: default }
spec: { storageClassName: ${storageClassName} }
---
`;

function whys(yaml: string, props: Partial<WorldProps> = {}): string[] {
  return [...(referenceRules.judge(worldOf(yaml, props)).notJudged ?? [])].map(({ why }) => why);
}

const clean: readonly (readonly [string, string, Partial<WorldProps>?])[] = [
  [
    'a secret that the lab declares is there, with its keys',
    reader('web'),
    { declaredSecrets: [{ name: 'web', namespace: 'default', keys: ['password'], purpose: 'a test' }] },
  ],
  [
    'a secret in an encrypted file is there, and its keys are readable',
    reader('web'),
    {
      secretFiles: [
        {
          file: 'secrets/web.sops.yaml',
          text: `apiVersion: v1
kind: Secret
metadata: { name: web, namespace: default }
stringData: { password: 'ENC[AES256_GCM,data:x,type:str]' }
sops: { version: 3.9.0 }
`,
        },
      ],
    },
  ],
  [
    'a secret that a Certificate names is there',
    `${reader('web-tls', 'tls.crt')}
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: default }
spec: { secretName: web-tls, issuerRef: { name: self } }
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: self, namespace: default }
spec: { selfSigned: {} }
`,
  ],
  [
    'a secret that the pod keeps by itself is there',
    `${reader('hook-ca', 'tls.crt')}
apiVersion: v1
kind: Pod
metadata: { name: hook, namespace: default }
spec: { containers: [{ name: hook, image: hook:1.0.0, args: [--serving-ca-secret-name=hook-ca] }] }
`,
  ],
  [
    'a secret that a role lets a pod write is there',
    `${reader('hook-ca', 'tls.crt')}
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: hook, namespace: default }
rules: [{ apiGroups: [''], resources: [secrets], resourceNames: [hook-ca], verbs: [get, update] }]
`,
  ],
  [
    'a secret that is filled from outside is there',
    `${reader('web')}
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: web, namespace: default }
`,
  ],
  ['an optional secret may be missing', reader('web').replace('key: password', 'key: password, optional: true')],
  [
    'a storage class that a release is known to provide is there',
    claim('fast') + RELEASE,
    { promised: [{ kind: 'StorageClass', name: 'fast', namespace: undefined, layer: 'storage' }] },
  ],
  [
    'a class without an object binds volumes that are written by hand',
    `${claim('manual')}
apiVersion: v1
kind: PersistentVolume
metadata: { name: media }
spec: { storageClassName: manual, hostPath: { path: /media } }
`,
  ],
  [
    'what every namespace has and what Kubernetes brings is there',
    `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: default }
spec:
  serviceAccountName: default
  priorityClassName: system-node-critical
  containers: [{ name: web, image: nginx:1.27.5 }]
  volumes: [{ name: ca, configMap: { name: kube-root-ca.crt } }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: web }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: 'system:auth-delegator' }
subjects: [{ kind: ServiceAccount, name: default, namespace: default }, { kind: Group, name: friends }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: web, namespace: kube-system }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: extension-apiserver-authentication-reader }
subjects: [{ kind: ServiceAccount, name: default, namespace: default }]
`,
  ],
  [
    'what flux bootstrap makes is there',
    `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: secrets, namespace: flux-system }
spec:
  decryption: { provider: sops, secretRef: { name: sops-age } }
  dependsOn: [{ name: flux-system }]
  path: ./secrets
  sourceRef: { kind: GitRepository, name: flux-system }
`,
    { hasFolder: () => true },
  ],
  [
    'a secret that a webhook’s own pod makes may be missing',
    `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: hook, annotations: { cert-manager.io/inject-ca-from-secret: default/hook-ca } }
`,
  ],
  [
    'a namespace that a release creates is there',
    `${RELEASE.replace('spec: { chart', 'spec: { targetNamespace: databases, install: { createNamespace: true }, chart')}
apiVersion: v1
kind: ConfigMap
metadata: { name: extra, namespace: databases }
`,
  ],
  [
    'a claim that a StatefulSet makes is there',
    `
apiVersion: v1
kind: Pod
metadata: { name: backup, namespace: default }
spec:
  containers: [{ name: backup, image: busybox:1.37.0 }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: data-db-1 } }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: default }
spec:
  replicas: 2
  volumeClaimTemplates: [{ metadata: { name: data }, spec: {} }]
`,
  ],
];

test.each(clean.map(([title, yaml, props = {}]) => [title, { yaml, props }] as const))('%s', (_, { yaml, props }) => {
  expect(told(referenceRules, worldOf(yaml, props))).toEqual([]);
  expect(whys(yaml, props)).toEqual([]);
});

test('a key that a declared secret does not have is told', () => {
  const declaredSecrets = [{ name: 'web', namespace: 'default', keys: ['password'], purpose: 'a test' }];
  expect(told(referenceRules, worldOf(reader('web', 'passwort'), { declaredSecrets }))).toEqual([
    'Pod/reader spec.containers[0].env[0].valueFrom.secretKeyRef.key secret-key-missing',
  ]);
});

test('a secret in another namespace is told, with where it is', () => {
  const world = worldOf(`${reader('web')}
apiVersion: v1
kind: Secret
metadata: { name: web, namespace: kube-public }
stringData: { password: example }
`);
  const [report] = referenceRules.judge(world).reports;
  expect(report).toMatchObject({ code: 'secret-missing', hint: expect.stringContaining("namespace 'kube-public'") });
});

test('an Issuer that is a ClusterIssuer is told, with the kind to name', () => {
  const world = worldOf(`
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: default }
spec: { secretName: web-tls, issuerRef: { name: letsencrypt } }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec: { selfSigned: {} }
`);
  const [report] = referenceRules.judge(world).reports;
  expect(report).toMatchObject({ code: 'issuer-missing', path: 'spec.issuerRef.name' });
  expect(report?.hint).toContain("There is a ClusterIssuer 'letsencrypt'");
});

test('what a release that is not rendered may make is not judged, and said so once', () => {
  const yaml = reader('db-password') + RELEASE;
  expect(told(referenceRules, worldOf(yaml))).toEqual([]);
  expect(whys(yaml)).toEqual([
    "Secret 'db-password' in namespace 'default' is not here: HelmRelease default/db, whose chart is not rendered here, may make it",
  ]);
});

test('what a rendered release does not make is told', () => {
  const subjects = [
    ...subjectsOf(reader('db-password') + RELEASE),
    ...subjectsOf('{ apiVersion: v1, kind: ConfigMap, metadata: { name: db, namespace: default } }', {
      release: 'default/db',
    }),
  ];
  expect(told(referenceRules, worldOf('', { subjects }))).toEqual([
    'Pod/reader spec.containers[0].env[0].valueFrom.secretKeyRef.name secret-missing',
  ]);
});

test('a slip next to what is promised is told although a release is not rendered', () => {
  const promised = [{ kind: 'StorageClass', name: 'topolvm-provisioner', namespace: undefined, layer: 'topolvm' }];
  expect(told(referenceRules, worldOf(claim('topolvm-provisoner') + RELEASE, { promised }))).toEqual([
    'PersistentVolumeClaim/data spec.storageClassName storage-class-missing',
  ]);
});

test('what the operator of an unknown kind may make is not judged', () => {
  const yaml = `${reader('orders-app')}
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders, namespace: default }
`;
  expect(told(referenceRules, worldOf(yaml))).toEqual([]);
  expect(whys(yaml)).toEqual([expect.stringContaining('Cluster default/orders')]);
});

test('a namespace that is missing is told once, however many objects are in it', () => {
  const object = (name: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: nowhere }\n---\n`;
  expect(told(referenceRules, worldOf(object('a') + object('b')))).toEqual([
    'ConfigMap/a metadata.namespace namespace-missing',
  ]);
});

test('secrets of a cluster-wide issuer are looked for where cert-manager runs', () => {
  const issuer = (namespace: string) => `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec:
  acme:
    solvers: [{ dns01: { cloudDNS: { serviceAccountSecretRef: { name: dns, key: key.json } } } }]
---
apiVersion: v1
kind: Namespace
metadata: { name: cert-manager }
---
apiVersion: v1
kind: Secret
metadata: { name: dns, namespace: ${namespace} }
stringData: { key.json: '{}' }
`;
  expect(told(referenceRules, worldOf(issuer('cert-manager')))).toEqual([]);
  expect(told(referenceRules, worldOf(issuer('default')))).toEqual([
    'ClusterIssuer/letsencrypt spec.acme.solvers[0].dns01.cloudDNS.serviceAccountSecretRef.name secret-missing',
  ]);
});

import { CERTIFICATE, CLUSTER_ISSUER, ISSUER, SECRET } from './kind.ts';
import { CERT_MANAGER, NETWORKING } from './origins.ts';
import type { Origin, ReferenceRow } from './row.ts';

const INGRESS = [NETWORKING('Ingress')];
const ANY: readonly Origin[] = [
  { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration' },
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration' },
  { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', kind: 'APIService' },
];
/** Secrets in the settings of an issuer, by the names that cert-manager gives their places. */
const SOLVER_SECRETS =
  'spec.acme.solvers[*].dns01.*.{serviceAccountSecretRef,apiTokenSecretRef,apiKeySecretRef,secretAccessKeySecretRef,accessKeyIDSecretRef,tokenSecretRef,clientSecretSecretRef,tsigSecretSecretRef,accountSecretRef,accessTokenSecretRef,clientTokenSecretRef}.name';
const ACCOUNT_SECRETS = 'spec.acme.externalAccountBinding.keySecretRef.name';
const NO_CERTIFICATE = 'no certificate is issued, and its secret stays empty';

const issuerSecret = { to: SECRET, code: 'secret-missing', why: NO_CERTIFICATE } as const;
const home = { ...issuerSecret, from: [CERT_MANAGER('ClusterIssuer')], resolves: 'issuer-home' } as const;
const own = { ...issuerSecret, from: [CERT_MANAGER('Issuer')], resolves: 'same-namespace' } as const;

/** What certificates, issuers and those who ask for a certificate refer to. */
export const CERTIFICATE_ROWS: readonly ReferenceRow[] = [
  {
    from: INGRESS,
    path: "metadata.annotations['cert-manager.io/cluster-issuer']",
    to: CLUSTER_ISSUER,
    resolves: 'cluster-wide',
    code: 'issuer-missing',
    why: NO_CERTIFICATE,
  },
  {
    from: INGRESS,
    path: "metadata.annotations['cert-manager.io/issuer']",
    to: {
      kindAt: "['cert-manager.io/issuer-kind']",
      groupAt: "['cert-manager.io/issuer-group']",
      kinds: [ISSUER, CLUSTER_ISSUER],
      fallback: 'Issuer',
    },
    resolves: 'same-namespace',
    code: 'issuer-missing',
    why: NO_CERTIFICATE,
  },
  {
    from: [CERT_MANAGER('Certificate'), CERT_MANAGER('CertificateRequest')],
    path: 'spec.issuerRef.name',
    to: { kindAt: 'kind', groupAt: 'group', kinds: [ISSUER, CLUSTER_ISSUER], fallback: 'Issuer' },
    resolves: 'same-namespace',
    code: 'issuer-missing',
    why: NO_CERTIFICATE,
  },
  { ...own, path: SOLVER_SECRETS, keyAt: 'key' },
  { ...own, path: ACCOUNT_SECRETS, keyAt: 'key' },
  { ...own, path: 'spec.ca.secretName' },
  { ...home, path: SOLVER_SECRETS, keyAt: 'key' },
  { ...home, path: ACCOUNT_SECRETS, keyAt: 'key' },
  { ...home, path: 'spec.ca.secretName' },
  {
    from: ANY,
    path: "metadata.annotations['cert-manager.io/inject-ca-from']",
    to: CERTIFICATE,
    resolves: 'namespaced-name',
    code: 'certificate-missing',
    why: 'no authority is written into this object, and the API server does not trust the service behind it',
  },
  {
    from: ANY,
    path: "metadata.annotations['cert-manager.io/inject-ca-from-secret']",
    to: SECRET,
    resolves: 'namespaced-name',
    optional: true,
    code: 'secret-missing',
    why: 'a pod makes this secret when it starts',
  },
];

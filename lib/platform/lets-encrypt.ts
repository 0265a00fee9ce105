import { ClusterIssuer } from '@kubernetes-models/cert-manager/cert-manager.io/v1/ClusterIssuer';
import type { Cluster } from '../core/cluster.ts';
import { Layer } from '../core/layer.ts';
import type { Manifest } from '../core/manifest.ts';
import { Reference } from '../core/reference.ts';
import type { CertManager } from './cert-manager.ts';
import type { Secrets } from './secrets.ts';

/** What the issuers need. */
export interface LetsEncryptProps {
  readonly certManager: CertManager;
  readonly secrets: Secrets;
}

const DIRECTORIES = {
  production: 'https://acme-v02.api.letsencrypt.org/directory',
  staging: 'https://acme-staging-v02.api.letsencrypt.org/directory',
} as const;
const NAMES = { production: 'letsencrypt', staging: 'letsencrypt-staging' } as const;
const KEY = 'key.json';

/** Let's Encrypt for the whole cluster, staging and production, proven by DNS through Google Cloud DNS. */
export class LetsEncrypt extends Layer {
  readonly staging: Reference;
  readonly production: Reference;
  /** The issuer that the facts choose. */
  readonly issuer: Reference;

  constructor(scope: Cluster, props: LetsEncryptProps, id = 'lets-encrypt') {
    super(scope, id);
    this.use(props.certManager.api);
    const { dns } = scope.facts;
    const account = props.secrets.declare({
      name: 'clouddns-service-account',
      namespace: props.certManager.home,
      keys: [KEY],
      purpose: `JSON key of a service account with roles/dns.admin in project ${dns.project}, to prove zone ${dns.zone} to Let's Encrypt`,
      maker: { kind: 'google-service-account', project: dns.project, fact: 'dns.project' },
    });
    this.staging = this.issuerOf('staging', this.use(account).name);
    this.production = this.issuerOf('production', this.use(account).name);
    this.issuer = this[scope.facts.acme.environment];
  }

  private issuerOf(environment: keyof typeof DIRECTORIES, account: string): Reference {
    const { acme, dns, domain } = this.cluster.facts;
    const name = NAMES[environment];
    const issuer = new ClusterIssuer({
      metadata: { name },
      spec: {
        acme: {
          email: acme.email,
          server: DIRECTORIES[environment],
          privateKeySecretRef: { name: `${name}-account-key` },
          solvers: [
            {
              selector: { dnsZones: [domain] },
              dns01: {
                cloudDNS: {
                  project: dns.project,
                  hostedZoneName: dns.zone,
                  serviceAccountSecretRef: { name: account, key: KEY },
                },
              },
            },
          ],
        },
      },
    });
    this.add(issuer.toJSON() as Manifest);
    return new Reference({ kind: 'ClusterIssuer', name, provider: this, value: name });
  }
}

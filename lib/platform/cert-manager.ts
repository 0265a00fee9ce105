import type { CertManagerValues } from '../../imports/charts/cert-manager.ts';
import type { Cluster } from '../core/cluster.ts';
import { Layer } from '../core/layer.ts';
import { Reference } from '../core/reference.ts';
import { Release } from '../core/release.ts';

/** What cert-manager needs. */
export interface CertManagerProps {
  readonly namespace: Reference;
}

/** cert-manager with its definitions, which stay when the release goes: certificates are lost with them. */
export class CertManager extends Layer {
  /** The API of cert-manager, served and admitted: whoever makes an `Issuer` or a `Certificate` waits for it. */
  readonly api: Reference;
  /** Where it runs, and where it looks for the secrets of cluster-wide issuers. */
  readonly home: Reference;

  constructor(scope: Cluster, props: CertManagerProps, id = 'cert-manager') {
    super(scope, id, { namespace: props.namespace, timeout: '12m' });
    this.home = props.namespace;
    new Release<CertManagerValues>(this, 'cert-manager', {
      chart: 'cert-manager',
      keep: true,
      values: {
        crds: { enabled: true, keep: true },
        replicaCount: Math.min(2, scope.facts.nodes.length),
        dns01RecursiveNameserversOnly: true,
        dns01RecursiveNameservers: '1.1.1.1:53,8.8.8.8:53',
        resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
        webhook: { resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } } },
        cainjector: { resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } } },
      },
    });
    this.api = new Reference({ kind: 'API', name: 'cert-manager.io/v1', provider: this, value: 'cert-manager.io/v1' });
  }
}

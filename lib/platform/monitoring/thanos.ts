import type { ThanosValues } from '../../../imports/charts/thanos.ts';
import type { Cluster } from '../../core/cluster.ts';
import { HELM_KEEP } from '../../core/data-bearing.ts';
import { Layer } from '../../core/layer.ts';
import { type Reference, type SecretUse, type ServiceAddress, serviceReference } from '../../core/reference.ts';
import { Release } from '../../core/release.ts';
import { imageRepository } from '../../core/track.ts';
import { REPLICA_LABEL } from './kube-prometheus.ts';
import { sized } from './resources.ts';

/** What Thanos needs. */
export interface ThanosProps {
  readonly namespace: Reference;
  readonly storageClass: Reference;
  /** Secret with the object-storage configuration under `objstore.yml`. */
  readonly objectStorage: Reference<SecretUse>;
  /** The sidecar's gRPC service. */
  readonly sidecar: Reference<ServiceAddress>;
  /**
   * How long metrics are kept in the bucket, by resolution, as Thanos durations.
   * @default { raw: '30d', fiveMinutes: '180d', oneHour: '2y' }
   */
  readonly retention?: { readonly raw: string; readonly fiveMinutes: string; readonly oneHour: string };
}

const RELEASE = 'thanos';

/** Thanos: one view over Prometheus and the bucket. Exactly one compactor may work on a bucket. */
export class Thanos extends Layer {
  /** Where Grafana asks. */
  readonly queryFrontend: Reference<ServiceAddress>;

  constructor(scope: Cluster, props: ThanosProps, id = RELEASE) {
    super(scope, id, { namespace: props.namespace, timeout: '12m' });
    const { track } = scope;
    const storageClass = this.use(props.storageClass);
    const sidecar = this.use(props.sidecar);
    const retention = props.retention ?? { raw: '30d', fiveMinutes: '180d', oneHour: '2y' };
    const volume = (of: string, size: string) => {
      this.claim({ name: of, size, storageClass });
      return { enabled: true, storageClass, size };
    };
    new Release<ThanosValues>(this, RELEASE, {
      chart: 'thanos',
      values: {
        global: { security: { allowInsecureImages: true } },
        image: { repository: imageRepository(track, 'bitnami/thanos') },
        existingObjstoreSecret: this.use(props.objectStorage).name,
        query: {
          enabled: true,
          ...sized('50m', '128Mi', '1Gi'),
          replicaLabel: [REPLICA_LABEL],
          dnsDiscovery: { enabled: true, sidecarsService: sidecar.name, sidecarsNamespace: sidecar.namespace },
        },
        queryFrontend: { enabled: true, ...sized('20m', '64Mi', '512Mi') },
        storegateway: {
          enabled: true,
          ...sized('50m', '256Mi', '2Gi'),
          persistence: volume('store gateway', '8Gi'),
        },
        compactor: {
          enabled: true,
          ...sized('50m', '256Mi', '2Gi'),
          retentionResolutionRaw: retention.raw,
          retentionResolution5m: retention.fiveMinutes,
          retentionResolution1h: retention.oneHour,
          // Without it each new installation leaves a volume behind: the class retains them.
          persistence: { ...volume('compactor', '20Gi'), annotations: { ...HELM_KEEP } },
        },
        metrics: { enabled: true, serviceMonitor: { enabled: true } },
      },
    });
    const namespace = props.namespace.name;
    this.queryFrontend = serviceReference(this, { name: `${RELEASE}-query-frontend`, namespace, port: 9090 });
  }
}

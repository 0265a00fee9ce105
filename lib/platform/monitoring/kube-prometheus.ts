import type { KubePrometheusValues } from '../../../imports/charts/kube-prometheus.ts';
import type { Cluster } from '../../core/cluster.ts';
import { Layer } from '../../core/layer.ts';
import { Reference, type SecretUse, type ServiceAddress, serviceReference } from '../../core/reference.ts';
import { Release } from '../../core/release.ts';
import { imageRepository } from '../../core/track.ts';
import { judgeStorageSize } from '../../values/quantity.ts';
import { sized } from './resources.ts';

/** What Prometheus needs. Sizes are storage sizes: `50Gi`. */
export interface KubePrometheusProps {
  readonly namespace: Reference;
  readonly storageClass: Reference;
  /** Secret with the object-storage configuration under `objstore.yml`. */
  readonly objectStorage: Reference<SecretUse>;
  /** @default '50Gi' */
  readonly size?: string;
}

const RELEASE = 'kube-prometheus';
/** The operator's own name for the label that tells replicas apart. */
export const REPLICA_LABEL = 'prometheus_replica';
const GRPC_PORT = 10901;
/** Where the node writes metrics of its own: of backups, and of the tags on volumes. */
const METRICS = '/var/lib/hensteeth/metrics';
const ROOT = '/host/root';
/** The chart mounts only `/proc` and `/sys`; without the host's root the node's file systems would not be seen. */
const HOST_ROOT = {
  extraArgs: { 'path.rootfs': ROOT, 'collector.textfile.directory': `${ROOT}${METRICS}` },
  extraVolumes: [{ name: 'root', hostPath: { path: '/' } }],
  extraVolumeMounts: [{ name: 'root', mountPath: ROOT, readOnly: true, mountPropagation: 'HostToContainer' }],
} as const;

/**
 * Prometheus by its operator, with a Thanos sidecar that uploads every two hours. What MicroK8s runs inside one process
 * (scheduler, controller manager, proxy) and dqlite in place of etcd cannot be scraped: those targets and their alerts are off.
 */
export class KubePrometheus extends Layer {
  /** The API of the operator: whoever makes a monitor or a rule waits for it. */
  readonly api: Reference;
  /** The sidecar's gRPC service, for Thanos to query. */
  readonly sidecar: Reference<ServiceAddress>;

  constructor(scope: Cluster, props: KubePrometheusProps, id = RELEASE) {
    super(scope, id, { namespace: props.namespace, timeout: '17m' });
    const { track } = scope;
    const storageClass = this.use(props.storageClass);
    const store = this.use(props.objectStorage);
    const size = props.size ?? '50Gi';
    scope.expect(`${id}.size`, size, judgeStorageSize, this.trace);
    const repository = (name: string) => ({ image: { repository: imageRepository(track, `bitnami/${name}`) } });
    const volume = (of: string, amount: string) => {
      this.claim({ name: of, size: amount, storageClass });
      return { enabled: true, storageClass, size: amount };
    };
    new Release<KubePrometheusValues>(this, RELEASE, {
      chart: 'kube-prometheus',
      crds: 'CreateReplace',
      keep: true,
      timeout: '15m',
      values: {
        global: { security: { allowInsecureImages: true } },
        operator: {
          ...repository('prometheus-operator'),
          ...sized('20m', '64Mi', '256Mi'),
          serviceMonitor: { enabled: true },
          kubeletService: { enabled: true, namespace: 'kube-system' },
        },
        prometheus: {
          ...repository('prometheus'),
          ...sized('200m', '1Gi', '4Gi'),
          disableCompaction: true,
          externalLabels: { cluster: scope.facts.name },
          retention: '10d',
          persistence: volume('prometheus', size),
          thanos: {
            ...repository('thanos'),
            ...sized('20m', '64Mi', '512Mi'),
            create: true,
            objectStorageConfig: { secretName: store.name, secretKey: store.keys[0]! },
            serviceMonitor: { enabled: true },
            service: { clusterIP: 'None', ports: { grpc: GRPC_PORT } },
          },
          defaultRules: {
            rules: {
              etcd: false,
              kubeControllerManager: false,
              kubeProxy: false,
              kubeSchedulerAlerting: false,
              kubeSchedulerRecording: false,
            },
          },
        },
        alertmanager: {
          ...repository('alertmanager'),
          ...sized('10m', '32Mi', '128Mi'),
          persistence: volume('alertmanager', '2Gi'),
        },
        blackboxExporter: { enabled: false },
        exporters: { 'node-exporter': { enabled: true }, 'kube-state-metrics': { enabled: true } },
        'node-exporter': { ...repository('node-exporter'), ...sized('20m', '32Mi', '128Mi'), ...HOST_ROOT },
        'kube-state-metrics': { ...repository('kube-state-metrics'), ...sized('10m', '64Mi', '256Mi') },
        kubelet: { enabled: true, serviceMonitor: { https: true, cAdvisor: true } },
        kubeApiServer: { enabled: true },
        coreDns: { enabled: true },
        kubeControllerManager: { enabled: false },
        kubeScheduler: { enabled: false },
        kubeProxy: { enabled: false },
      },
    });
    const api = 'monitoring.coreos.com/v1';
    this.api = new Reference({ kind: 'API', name: api, provider: this, value: api });
    const service = { name: `${RELEASE}-prometheus-thanos`, namespace: props.namespace.name, port: GRPC_PORT };
    this.sidecar = serviceReference(this, service);
  }
}

import { k8s } from 'cdk8s-plus-27';
import type { Cluster } from '../core/cluster.ts';
import { type Reference, type ServiceAddress, serviceReference } from '../core/reference.ts';
import { App, type AppProps, type AppVolume } from './app.ts';

/** An app with an identity and storage of its own. */
export interface StatefulAppProps extends AppProps {
  /** Claims that each pod has for itself, for as long as the lab lives. */
  readonly volumes: readonly AppVolume[];
  /** @default 1 */
  readonly replicas?: number;
}

/** A StatefulSet with claims and a headless service. */
export class StatefulApp extends App {
  /** Where the app answers inside the cluster. */
  readonly service: Reference<ServiceAddress>;

  constructor(scope: Cluster, name: string, props: StatefulAppProps) {
    super(scope, name, props, props.volumes);
    const labels = this.selector;
    new k8s.KubeService(this, 'Service', {
      metadata: { name, labels },
      spec: { clusterIp: 'None', selector: labels, ports: [{ name: 'http', port: props.port }] },
    });
    new k8s.KubeStatefulSet(this, 'StatefulSet', {
      metadata: { name, labels },
      spec: {
        serviceName: name,
        replicas: props.replicas ?? 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            ...(props.priority && { priorityClassName: this.use(props.priority) }),
            terminationGracePeriodSeconds: 30,
            ...(props.user !== undefined && {
              securityContext: { runAsUser: props.user, runAsGroup: props.user, fsGroup: props.user },
            }),
            containers: [this.container(props)],
          },
        },
        volumeClaimTemplates: props.volumes.map((volume) => ({
          metadata: { name: volume.name },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: this.use(volume.storageClass),
            resources: { requests: { storage: k8s.Quantity.fromString(volume.size) } },
          },
        })),
      },
    });
    this.service = serviceReference(this, { name, namespace: props.namespace.name, port: props.port });
  }

  private container(props: StatefulAppProps): k8s.Container {
    const memory = k8s.Quantity.fromString(this.memory);
    return {
      name: this.appName,
      image: this.image,
      ports: [{ name: 'http', containerPort: props.port }],
      ...(props.env && { env: Object.entries(props.env).map(([key, value]) => ({ name: key, value })) }),
      resources: { requests: { cpu: k8s.Quantity.fromString(this.cpu), memory }, limits: { memory } },
      readinessProbe: { tcpSocket: { port: k8s.IntOrString.fromString('http') } },
      volumeMounts: props.volumes.map((volume) => ({ name: volume.name, mountPath: volume.path })),
    };
  }
}

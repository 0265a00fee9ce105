import { ApiObject, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import type { Cluster } from '../core/cluster.ts';
import { type Reference, type ServiceAddress, serviceReference } from '../core/reference.ts';
import { Quantity } from '../values/quantity.ts';
import { App, type AppProps, type AppVolume } from './app.ts';

/** An app behind the ingress. */
export interface WebAppProps extends AppProps {
  /** Where the app answers from outside. */
  readonly ingress: {
    /** Host under the lab's domain: `wiki.lab.example.com`. */
    readonly host: string;
    readonly issuer: Reference;
    readonly ingressClass: Reference;
  };
  /** @default 1 */
  readonly replicas?: number;
  /**
   * Storage, which limits the app to one pod.
   * @default - none
   */
  readonly volume?: AppVolume;
}

/** A Deployment, its service, an ingress with a certificate, and a volume if asked for. */
export class WebApp extends App {
  /** Where the app answers inside the cluster. */
  readonly service: Reference<ServiceAddress>;

  constructor(scope: Cluster, name: string, props: WebAppProps) {
    super(scope, name, props, props.volume ? [props.volume] : []);
    const metadata = { name, labels: this.selector };
    const deployment = new kplus.Deployment(this, 'Deployment', {
      metadata,
      podMetadata: { labels: this.selector },
      select: false,
      replicas: props.volume ? 1 : (props.replicas ?? 1),
      strategy: props.volume ? kplus.DeploymentStrategy.recreate() : kplus.DeploymentStrategy.rollingUpdate(),
      securityContext: {
        ensureNonRoot: props.user !== undefined && props.user !== 0,
        ...(props.user !== undefined && { user: props.user, group: props.user, fsGroup: props.user }),
      },
    });
    // The label that cdk8s-plus adds is a hash of the construct's path: moving the construct would restart the app.
    deployment.podMetadata.addLabel(kplus.Pod.ADDRESS_LABEL, this.name);
    deployment.select(kplus.LabelSelector.of({ labels: this.selector }));
    if (props.priority) {
      const name = this.use(props.priority);
      ApiObject.of(deployment).addJsonPatch(JsonPatch.add('/spec/template/spec/priorityClassName', name));
    }
    const container = deployment.addContainer(this.containerProps(props));
    if (props.volume) container.mount(props.volume.path, this.volumeOf(props.volume));
    const service = new kplus.Service(this, 'Service', { metadata, ports: [{ name: 'http', port: props.port }] });
    for (const [key, value] of Object.entries(this.selector)) service.selectLabel(key, value);
    this.ingressTo(service, name, props.ingress);
    this.service = serviceReference(this, { name, namespace: props.namespace.name, port: props.port });
  }

  private containerProps(props: WebAppProps): kplus.ContainerProps {
    const memory = Size.mebibytes(Math.ceil(amount(this.memory) / 2 ** 20));
    return {
      name: this.appName,
      image: this.image,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      ports: [{ name: 'http', number: props.port }],
      envVariables: Object.fromEntries(
        Object.entries(props.env ?? {}).map(([key, value]) => [key, kplus.EnvValue.fromValue(value)]),
      ),
      resources: {
        cpu: { request: kplus.Cpu.millis(Math.ceil(amount(this.cpu) * 1000)) },
        memory: { request: memory, limit: memory },
      },
      readiness: kplus.Probe.fromTcpSocket({ port: props.port }),
      securityContext: {
        ensureNonRoot: props.user !== undefined && props.user !== 0,
        readOnlyRootFilesystem: false,
        ...(props.user !== undefined && { user: props.user, group: props.user }),
      },
    };
  }

  private volumeOf(volume: AppVolume): kplus.Volume {
    const claim = new kplus.PersistentVolumeClaim(this, volume.name, {
      metadata: { name: `${this.appName}-${volume.name}` },
      accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
      storageClassName: this.use(volume.storageClass),
      storage: Size.mebibytes(Math.ceil(amount(volume.size) / 2 ** 20)),
    });
    return kplus.Volume.fromPersistentVolumeClaim(this, `${volume.name}-volume`, claim, { name: volume.name });
  }

  private ingressTo(service: kplus.Service, name: string, props: WebAppProps['ingress']): void {
    const host = this.judgedHost(props.host);
    const issuer = this.use(props.issuer);
    new kplus.Ingress(this, 'Ingress', {
      metadata: { name, labels: this.selector, annotations: { 'cert-manager.io/cluster-issuer': issuer } },
      className: this.use(props.ingressClass),
      rules: [
        {
          host,
          path: '/',
          pathType: kplus.HttpIngressPathType.PREFIX,
          backend: kplus.IngressBackend.fromService(service),
        },
      ],
      tls: [{ hosts: [host], secret: kplus.Secret.fromSecretName(this, 'Certificate', `${name}-tls`) }],
    });
    this.expose({ host, issuer });
  }
}

/** A quantity in base units; one that was refused counts as the least, since the refusal ends the run. */
function amount(text: string): number {
  try {
    return Quantity.parse(text).toNumber();
  } catch {
    return 1;
  }
}

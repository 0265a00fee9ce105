import type { Cluster } from '../core/cluster.ts';
import { Layer } from '../core/layer.ts';
import type { Reference } from '../core/reference.ts';
import { judgeHost } from '../values/host.ts';
import { judgePinnedImage } from '../values/image.ts';
import { judgePort } from '../values/port.ts';
import { judgeCpu, judgeMemory, judgeStorageSize } from '../values/quantity.ts';
import type { Judge } from '../values/refusal.ts';

/** Storage of an app that outlives its pods. */
export interface AppVolume {
  /** Name of the claim. */
  readonly name: string;
  /** Storage size: `1Gi`. */
  readonly size: string;
  /** Folder inside the container. */
  readonly path: string;
  readonly storageClass: Reference;
}

/** What every app says of itself. */
export interface AppProps {
  readonly namespace: Reference;
  /**
   * Priority class of the app's pods: that of its environment.
   * @default - the lowest: every environment's apps push it aside when memory is short
   */
  readonly priority?: Reference;
  /** Image with a tag or a digest: `nginx:1.27.5`. */
  readonly image: string;
  /** Port that the app listens on, for HTTP. */
  readonly port: number;
  /**
   * Environment of the container.
   * @default - none
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Processor that is kept for the app: `50m`.
   * @default '50m'
   */
  readonly cpu?: string;
  /**
   * Memory that is kept for the app, which is also its limit: `128Mi`.
   * @default '128Mi'
   */
  readonly memory?: string;
  /**
   * User and group that the app runs as.
   * @default - the image's own
   */
  readonly user?: number;
}

/** One app: a layer named after its namespace and itself, with objects named after itself. */
export abstract class App extends Layer {
  /** Name of the app's objects. */
  readonly appName: string;
  protected readonly image: string;
  protected readonly cpu: string;
  protected readonly memory: string;

  constructor(scope: Cluster, name: string, props: AppProps, volumes: readonly AppVolume[]) {
    super(scope, `${props.namespace.name}-${name}`, { namespace: props.namespace });
    this.appName = name;
    this.image = props.image;
    this.cpu = props.cpu ?? '50m';
    this.memory = props.memory ?? '128Mi';
    this.judge('image', props.image, judgePinnedImage);
    this.judge('port', props.port, judgePort);
    this.judge('cpu', this.cpu, judgeCpu);
    this.judge('memory', this.memory, judgeMemory);
    volumes.forEach((volume, i) => {
      this.judge(`volumes[${i}].size`, volume.size, judgeStorageSize);
      this.judge(`volumes[${i}].path`, volume.path, judgeMountPath);
      this.claim({ name: volume.name, size: volume.size });
    });
  }

  /** Labels that select the app's pods. They never change: a selector cannot be edited once it is applied. */
  protected get selector(): Record<string, string> {
    return { 'app.kubernetes.io/name': this.appName };
  }

  /** Judges one of the app's values. */
  protected judge(property: string, value: unknown, judge: Judge): void {
    this.cluster.expect(`${this.name}.${property}`, value, judge, this.trace);
  }

  /** The host of an ingress, judged. */
  protected judgedHost(host: string): string {
    this.judge('host', host, judgeHost);
    return host;
  }
}

const judgeMountPath: Judge = (value) =>
  typeof value === 'string' && /^\/[^:]+$/.test(value)
    ? undefined
    : { expected: 'an absolute path inside the container', fix: 'Write it with a slash in front: /data.' };

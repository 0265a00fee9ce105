import type { Layer } from './layer.ts';

/** What a reference stands for. */
export interface ReferenceProps<T> {
  /** Kind of the object: `StorageClass`. */
  readonly kind: string;
  readonly name: string;
  /** @default - a cluster-wide object */
  readonly namespace?: string;
  /**
   * Layer that provides the object.
   * @default - the machine provides it before Flux starts
   */
  readonly provider?: Layer;
  /** What a user of the reference is given: mostly the name, an address for a service. */
  readonly value: T;
}

/**
 * An object of another layer. Its value is had only through `layer.use(reference)`, which records the edge:
 * so there is no way to name something and forget to wait for it.
 */
export class Reference<T = string> {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly provider: Layer | undefined;
  readonly #value: T;

  constructor(props: ReferenceProps<T>) {
    this.kind = props.kind;
    this.name = props.name;
    this.namespace = props.namespace;
    this.provider = props.provider;
    this.#value = props.value;
  }

  /** Gives the value to a layer, which takes note of it. Call `layer.use(reference)` instead. */
  giveTo(layer: Layer): T {
    layer.record(this);
    return this.#value;
  }

  toString(): string {
    return `${this.kind} ${this.namespace === undefined ? '' : `${this.namespace}/`}${this.name}`;
  }
}

/** Where a service answers. */
export interface ServiceAddress {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  /** `name.namespace.svc.cluster.local` */
  readonly host: string;
  /** `http://host:port` */
  readonly url: string;
}

/** A secret and the keys it has. */
export interface SecretUse {
  readonly name: string;
  readonly namespace: string;
  readonly keys: readonly string[];
}

/** A reference to a port of a service. */
export function serviceReference(
  provider: Layer | undefined,
  service: { readonly name: string; readonly namespace: string; readonly port: number },
): Reference<ServiceAddress> {
  const host = `${service.name}.${service.namespace}.svc.cluster.local`;
  const value: ServiceAddress = { ...service, host, url: `http://${host}:${service.port}` };
  return new Reference({ kind: 'Service', name: service.name, namespace: service.namespace, provider, value });
}

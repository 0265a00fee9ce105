import { ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { judgeLabelName } from '../values/dns-name.ts';
import { judgeFluxDuration } from '../values/duration.ts';
import type { Cluster } from './cluster.ts';
import type { Manifest } from './manifest.ts';
import type { Reference } from './reference.ts';
import { type Trace, trace } from './source.ts';

/** How Flux applies a layer. Durations are Flux durations: `10m`, `1h30m`. */
export interface LayerProps {
  /**
   * Namespace of the layer's objects.
   * @default - objects name their own, or are cluster-wide
   */
  readonly namespace?: Reference;
  /**
   * Whether Flux removes objects that are no longer rendered. Data-bearing objects and namespaces never are.
   * @default true
   */
  readonly prune?: boolean;
  /**
   * Whether the layer is ready only when all its objects are.
   * @default true
   */
  readonly wait?: boolean;
  /**
   * Objects whose health decides in place of `wait`.
   * @default - all objects
   */
  readonly healthChecks?: readonly HealthCheck[];
  /**
   * How long the layer may take to become ready.
   * @default '5m'
   */
  readonly timeout?: string;
  /**
   * How often Flux puts right what drifted.
   * @default '10m'
   */
  readonly interval?: string;
  /**
   * How soon Flux tries again after a failure.
   * @default '2m'
   */
  readonly retryInterval?: string;
  /**
   * Whether Flux leaves the layer alone.
   * @default false
   */
  readonly suspended?: boolean;
  /**
   * Folder with files kept by hand, in place of rendered ones. They are decrypted with SOPS.
   * @default - the layer is rendered to `dist/<layer>`
   */
  readonly folder?: string;
}

/** An object whose health decides when a layer is ready. */
export interface HealthCheck {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** A use of a reference, and where it was made. */
export interface Use {
  readonly reference: Reference<unknown>;
  readonly trace: Trace;
}

/** A host that the layer answers at. */
export interface Exposure {
  readonly host: string;
  /** Issuer of the certificate; `undefined` for plain HTTP. */
  readonly issuer: string | undefined;
}

/** Storage that the layer claims. */
export interface Claim {
  readonly name: string;
  readonly size: string;
  /** @default - the default class */
  readonly storageClass?: string;
}

/** A finding that is expected, and why it is fine. */
export interface Allowed {
  readonly code: string;
  readonly reason: string;
  readonly trace: Trace;
}

/** What Flux applies as one `Kustomization`: one folder in `dist/`. */
export class Layer extends Chart {
  readonly cluster: Cluster;
  readonly props: LayerProps;
  /** Where the layer was made. */
  readonly trace: Trace;
  readonly exposures: Exposure[] = [];
  readonly claims: Claim[] = [];
  readonly allowed: Allowed[] = [];
  readonly #uses = new Map<Reference<unknown>, Use>();
  readonly #traces = new Map<IConstruct, Trace>();

  constructor(scope: Cluster, id: string, props: LayerProps = {}) {
    super(scope, id, {
      disableResourceNameHashes: true,
      ...(props.namespace && { namespace: props.namespace.name }),
    });
    this.cluster = scope;
    this.props = props;
    this.trace = trace(Layer);
    if (props.namespace) this.use(props.namespace);
    scope.expect(`layer ${id}: name`, id, judgeLabelName, this.trace);
    for (const key of ['timeout', 'interval', 'retryInterval'] as const) {
      if (props[key] !== undefined) scope.expect(`layer ${id}: ${key}`, props[key], judgeFluxDuration, this.trace);
    }
  }

  /** Name of the layer: its folder in `dist/` and its `Kustomization`. */
  get name(): string {
    return this.node.id;
  }

  /** Whether a construct is a layer. `instanceof` cannot tell: cdk8s makes it true for every chart. */
  static isLayer(construct: IConstruct): construct is Layer {
    return #uses in construct;
  }

  /** The layer that a construct belongs to. */
  static override of(construct: IConstruct): Layer {
    const chart = Chart.of(construct);
    if (!Layer.isLayer(chart)) throw new Error(`${construct.node.path} is not inside a Layer`);
    return chart;
  }

  /** What the reference stands for. Using it makes this layer wait for the one that provides it. */
  use<T>(reference: Reference<T>): T {
    return reference.giveTo(this);
  }

  /** Takes note of a use. Call `use` instead. */
  record(reference: Reference<unknown>): void {
    if (!this.#uses.has(reference)) this.#uses.set(reference, { reference, trace: trace(this.use) });
  }

  /** References in use, in the order of first use. */
  get uses(): readonly Use[] {
    return [...this.#uses.values()];
  }

  /** Adds an object as it stands. Its id is its kind and name. */
  add(manifest: Manifest): ApiObject {
    const object = new ApiObject(this, `${manifest.kind}-${manifest.metadata.name}`, manifest);
    this.remember(object, trace(this.add));
    return object;
  }

  /** Says that the layer answers at a host. */
  expose(exposure: Exposure): void {
    this.exposures.push(exposure);
  }

  /** Says that the layer claims storage. */
  claim(claim: Claim): void {
    this.claims.push(claim);
  }

  /** Says that a finding of the check is expected in this layer, and why. One that is never found is told. */
  allow(code: string, reason: string): void {
    this.allowed.push({ code, reason, trace: trace(this.allow) });
  }

  /** Remembers where a construct of this layer was made. */
  remember(construct: Construct, taken: Trace): void {
    this.#traces.set(construct, taken);
  }

  /** Where a construct was made: its own place, else that of the nearest construct around it. */
  traceOf(construct: IConstruct): Trace {
    for (let at: IConstruct | undefined = construct; at && at !== this; at = at.node.scope) {
      const taken = this.#traces.get(at);
      if (taken) return taken;
    }
    return this.trace;
  }

  /** Names are exact: the path below the layer, with no hash. */
  override generateObjectName(object: ApiObject): string {
    this.remember(object, trace(this.generateObjectName));
    const ids = object.node.path.slice(this.node.path.length + 1).split('/');
    return ids
      .filter((id) => id !== 'Resource' && id !== 'Default')
      .join('-')
      .toLowerCase();
  }
}

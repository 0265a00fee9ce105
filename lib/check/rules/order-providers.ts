import { groupOf } from '../../core/data-bearing.ts';
import { list, record } from '../pods.ts';
import { listUnder, text } from '../read.ts';
import { chartUses } from '../releases.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { type FluxLayer, keyOf, type Layers } from './order-layers.ts';

/** Who brings an object to the cluster. */
export interface Provider {
  /** `undefined` where no layer does: it is there before Flux starts, or it cannot be known. */
  readonly layer: FluxLayer | undefined;
  /** `namespace/name` of the HelmRelease that renders it. */
  readonly release: string | undefined;
  /** Whether a release brings it, be it known which or not. */
  readonly byRelease: boolean;
}

/** Folder of the files that are kept by hand, which one layer applies. */
const SECRETS = 'secrets';
/** Charts whose webhook judges a group's objects, for charts that are not rendered here. */
const WEBHOOKS: Readonly<Record<string, readonly string[]>> = {
  'cert-manager': ['cert-manager.io', 'acme.cert-manager.io'],
};

/** Who provides what objects cannot be applied without. */
export class Providers {
  readonly #layers: Layers;
  readonly #definitions = new Map<string, Provider[]>();
  readonly #promised = new Map<string, Provider>();
  readonly #declared: ReadonlySet<string>;
  /** Layer that applies the secrets which are kept by hand. */
  readonly #secrets: Provider;
  readonly #promisedNames = new Map<string, Provider[]>();
  readonly #promisedGroups = new Map<string, Provider[]>();
  readonly #namespaces = new Map<string, Provider[]>();
  readonly #webhooks = new Map<string, Provider[]>();

  constructor(world: World, layers: Layers) {
    this.#layers = layers;
    const secrets = world.props.layers?.find(({ folder }) => folder === SECRETS);
    this.#secrets = { layer: layers.named(secrets?.name), release: undefined, byRelease: false };
    this.#declared = new Set(world.props.declaredSecrets?.map(({ namespace, name }) => `Secret/${namespace}/${name}`));
    for (const definition of world.ofKind('CustomResourceDefinition')) {
      const spec = record(definition.manifest['spec']);
      const kind = text(record(spec['names'])['kind']);
      listUnder(this.#definitions, `${text(spec['group'])}/${kind}`).push(this.of(definition));
    }
    for (const namespace of world.ofKind('Namespace', '')) {
      listUnder(this.#namespaces, namespace.manifest.metadata.name).push(this.of(namespace));
    }
    for (const { kind, namespace, name, layer } of world.props.promised ?? []) {
      const provider = { layer: layers.named(layer), release: undefined, byRelease: layer !== undefined };
      this.#promised.set(`${kind}/${namespace ?? ''}/${name}`, provider);
      if (kind === 'API') listUnder(this.#promisedGroups, groupOf(name)).push(provider);
      if (kind === 'CustomResourceDefinition') {
        listUnder(this.#promisedNames, name).push(provider);
        listUnder(this.#promisedGroups, name.slice(name.indexOf('.') + 1)).push(provider);
      }
    }
    for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']) {
      for (const configuration of world.ofKind(kind)) this.#addWebhooks(configuration);
    }
    this.#addKnownWebhooks(world);
  }

  /** Who provides an object that is among the objects. */
  of(subject: Subject): Provider {
    const { release } = subject;
    return { layer: this.#layers.of(subject), release, byRelease: release !== undefined };
  }

  /** Who promises an object that is not rendered here; secrets that the lab declares come with their folder's layer. */
  promised(kind: string, namespace: string | undefined, name: string): Provider | undefined {
    const key = `${kind}/${namespace ?? ''}/${name}`;
    return this.#promised.get(key) ?? (this.#declared.has(key) ? this.#secrets : undefined);
  }

  /** Who provides the definition of a custom resource; nobody that is known for built-in kinds. */
  definitionOf(group: string, kind: string): readonly Provider[] {
    const seen = this.#definitions.get(`${group}/${kind}`);
    if (seen) return seen;
    if (this.#promisedGroups.size === 0) return [];
    const word = kind.toLowerCase();
    for (const plural of [`${word}s`, `${word}es`, word.replace(/y$/, 'ies')]) {
      const promised = this.#promisedNames.get(`${plural}.${group}`);
      if (promised) return promised;
    }
    return this.#promisedGroups.get(group) ?? [];
  }

  /** The layer of the secrets that the lab declares; their files are encrypted, so they are no objects here. */
  get secretsLayer(): FluxLayer | undefined {
    return this.#secrets.layer;
  }

  /** Who declares a namespace. */
  namespace(name: string): readonly Provider[] {
    return this.#namespaces.get(name) ?? [];
  }

  /** Whose webhook must answer before an object of a custom group is taken. */
  webhooksOf(group: string): readonly Provider[] {
    return this.#webhooks.get(group) ?? [];
  }

  #addWebhooks(configuration: Subject): void {
    const groups = new Set<string>();
    for (const webhook of list(configuration.manifest['webhooks']).map(record)) {
      if (webhook['failurePolicy'] === 'Ignore') continue;
      for (const rule of list(webhook['rules']).map(record)) {
        for (const group of list(rule['apiGroups'])) if (typeof group === 'string') groups.add(group);
      }
    }
    // Only what cannot exist without its operator: webhooks on pods and claims come and go without an order.
    for (const group of groups) if (group.includes('.')) listUnder(this.#webhooks, group).push(this.of(configuration));
  }

  #addKnownWebhooks(world: World): void {
    for (const { subject, chart, rendered } of chartUses(world)) {
      if (rendered) continue;
      const provider = { layer: this.#layers.of(subject), release: keyOf(subject), byRelease: true };
      for (const group of WEBHOOKS[chart] ?? []) listUnder(this.#webhooks, group).push(provider);
    }
  }
}

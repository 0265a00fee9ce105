import type { Cluster } from '../core/cluster.ts';
import { Layer } from '../core/layer.ts';
import { Reference, type SecretUse } from '../core/reference.ts';
import type { SecretMaker } from '../core/secret-maker.ts';

/** A secret of the lab, kept in `secrets/` and encrypted with SOPS. */
export interface SecretProps {
  readonly name: string;
  readonly namespace: Reference;
  /** Keys that whoever uses the secret reads. */
  readonly keys: readonly string[];
  /** What the lab needs it for, and how to come by it. */
  readonly purpose: string;
  /**
   * How `hensteeth secrets set` makes the value.
   * @default - it is taken as it is given
   */
  readonly maker?: SecretMaker;
}

/** The layer of `secrets/`: Flux decrypts its files, nothing here renders them. */
export class Secrets extends Layer {
  readonly #declared = new Map<string, Reference<SecretUse>>();

  constructor(scope: Cluster, id = 'secrets') {
    super(scope, id, { folder: 'secrets', prune: false });
  }

  /** Declares a secret that the lab needs. The same secret may be declared by all who use it. */
  declare(props: SecretProps): Reference<SecretUse> {
    const namespace = this.use(props.namespace);
    const key = `${namespace}/${props.name}`;
    const known = this.#declared.get(key);
    if (known) return known;
    const value: SecretUse = { name: props.name, namespace, keys: props.keys };
    const reference = new Reference({ kind: 'Secret', name: props.name, namespace, provider: this, value });
    this.#declared.set(key, reference);
    this.cluster.neededSecrets.push({
      ...value,
      purpose: props.purpose,
      ...(props.maker && { maker: props.maker }),
    });
    return reference;
  }
}

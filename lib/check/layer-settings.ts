import { record } from './pods.ts';
import type { Subject } from './subject.ts';
import type { World } from './world.ts';

const FLUX = 'kustomize.toolkit.fluxcd.io';

/** How Flux applies the objects of each layer, by the `Kustomization` of the layer's name. */
export class LayerSettings {
  readonly #kustomizations: ReadonlyMap<string, Subject>;
  readonly #prune: ReadonlyMap<string, boolean>;

  constructor(subjects: readonly Subject[], layers: World['props']['layers'] = []) {
    const flux = subjects.filter(
      ({ manifest }) => manifest.kind === 'Kustomization' && manifest.apiVersion.startsWith(`${FLUX}/`),
    );
    this.#kustomizations = new Map(flux.map((subject) => [subject.manifest.metadata.name, subject]));
    this.#prune = new Map(layers.map(({ name, prune }) => [name, prune]));
  }

  /** What steers the layer of an object; `undefined` when it is not here. */
  of({ layer }: Subject): Subject | undefined {
    return layer === undefined ? undefined : this.#kustomizations.get(layer);
  }

  /** Whether Flux deletes what the layer no longer has; `undefined` when it cannot be known. */
  prunes(subject: Subject): boolean | undefined {
    const known = this.#prune.get(subject.layer ?? '');
    if (known !== undefined) return known;
    const steering = this.of(subject);
    return steering && record(steering.manifest['spec'])['prune'] === true;
  }
}

/** Whether an annotation or a label of Flux says `disabled`: Flux reads both. */
export function isDisabled({ manifest }: Subject, what: 'prune' | 'substitute'): boolean {
  const key = `${FLUX}/${what}`;
  const { annotations, labels } = manifest.metadata;
  return record(annotations)[key] === 'disabled' || record(labels)[key] === 'disabled';
}

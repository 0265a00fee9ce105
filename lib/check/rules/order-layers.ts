import { FLUX_NAMESPACE } from '../../core/flux-objects.ts';
import { list, record } from '../pods.ts';
import { listUnder, text } from '../read.ts';
import type { Subject } from '../subject.ts';
import type { World } from '../world.ts';

/** Group of Flux's own Kustomization; kustomize has a kind of the same name. */
export const KUSTOMIZE_GROUP = 'kustomize.toolkit.fluxcd.io';

/** A layer as Flux sees it. */
export interface FluxLayer {
  /** `namespace/name` of the Kustomization. */
  readonly key: string;
  readonly name: string;
  /** The Kustomization, where it is among the objects. */
  readonly object: Subject | undefined;
  /** Keys of the layers that it waits for. */
  readonly dependsOn: readonly string[];
  /** Whether it is ready only when what it applies is; `undefined` where the Kustomization is not seen. */
  readonly waits: boolean | undefined;
}

/** Layers and the order that Flux gives them. */
export class Layers {
  readonly all: readonly FluxLayer[];
  readonly #byKey = new Map<string, FluxLayer>();
  readonly #byName = new Map<string, FluxLayer>();
  readonly #byPath = new Map<string, FluxLayer>();
  /** Layer whose files hold the Kustomization of another one. */
  readonly #parents = new Map<FluxLayer, FluxLayer>();
  readonly #children = new Map<FluxLayer, FluxLayer[]>();
  readonly #reached = new Map<FluxLayer, ReadonlySet<FluxLayer>>();

  constructor(world: World) {
    const objects = world.ofKind('Kustomization', KUSTOMIZE_GROUP);
    const seen = new Set(objects.map(({ manifest }) => manifest.metadata.name));
    const told = (world.props.layers ?? []).filter(({ name }) => !seen.has(name));
    this.all = [
      ...objects.map(layerOfObject),
      ...told.map(({ name, dependsOn }) => ({
        key: `${FLUX_NAMESPACE}/${name}`,
        name,
        object: undefined,
        dependsOn: dependsOn.map((other) => `${FLUX_NAMESPACE}/${other}`),
        waits: undefined,
      })),
    ];
    for (const layer of this.all) {
      if (!this.#byKey.has(layer.key)) this.#byKey.set(layer.key, layer);
      if (!this.#byName.has(layer.name)) this.#byName.set(layer.name, layer);
      const path = text(record(layer.object?.manifest['spec'])['path']);
      if (!world.props.layers && path !== undefined && !this.#byPath.has(folder(path))) {
        this.#byPath.set(folder(path), layer);
      }
    }
    for (const layer of this.all) {
      const parent = layer.object && this.of(layer.object, layer);
      if (!parent) continue;
      this.#parents.set(layer, parent);
      listUnder(this.#children, parent).push(layer);
    }
  }

  get(key: string): FluxLayer | undefined {
    return this.#byKey.get(key);
  }

  /** A layer by its name alone, as facts and references have it. */
  named(name: string | undefined): FluxLayer | undefined {
    return name === undefined ? undefined : this.#byName.get(name);
  }

  /** The layer that applies an object: the one it says, else the one with the nearest folder around its file. */
  of(subject: Subject, except?: FluxLayer): FluxLayer | undefined {
    if (subject.layer !== undefined) {
      const layer = this.#byName.get(subject.layer);
      return layer === except ? undefined : layer;
    }
    if (this.#byPath.size === 0) return undefined;
    for (let at = folder(subject.file); at !== ''; ) {
      at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
      const layer = this.#byPath.get(at);
      if (layer && layer !== except) return layer;
    }
    return undefined;
  }

  /** The layer that applies a layer's Kustomization. */
  parent(layer: FluxLayer): FluxLayer | undefined {
    return this.#parents.get(layer);
  }

  /** Whether everything of one layer is applied before the other starts, by `dependsOn` or by who applies whom. */
  isBefore(one: FluxLayer, other: FluxLayer): boolean {
    if (other.dependsOn.includes(one.key)) return true;
    const reached = this.#reached.get(other) ?? this.#reachedFrom(other);
    this.#reached.set(other, reached);
    return reached.has(one);
  }

  #reachedFrom(layer: FluxLayer): ReadonlySet<FluxLayer> {
    const ready = new Set<FluxLayer>();
    const reached = new Set<FluxLayer>();
    const open: FluxLayer[] = [];
    const enter = (from: FluxLayer): void => {
      const push = (key: string): void => {
        const next = this.#byKey.get(key);
        if (next && !ready.has(next)) {
          ready.add(next);
          open.push(next);
        }
      };
      from.dependsOn.forEach(push);
      for (let at = this.#parents.get(from); at && !reached.has(at); at = this.#parents.get(at)) {
        reached.add(at);
        at.dependsOn.forEach(push);
      }
    };
    enter(layer);
    for (let at = open.pop(); at; at = open.pop()) {
      enter(at);
      for (const child of this.#children.get(at) ?? []) {
        if (!ready.has(child)) {
          ready.add(child);
          open.push(child);
        }
      }
    }
    return new Set([...ready, ...reached]);
  }
}

/** Keys that an object of Flux waits for: entries without a namespace are in its own. */
export function dependencies(subject: Subject): string[] {
  const { namespace } = subject.manifest.metadata;
  return list(record(subject.manifest['spec'])['dependsOn']).map((entry) => {
    const to = record(entry);
    return `${text(to['namespace']) ?? namespace ?? ''}/${text(to['name']) ?? ''}`;
  });
}

/** `namespace/name` of an object. */
export function keyOf(subject: Subject): string {
  return `${subject.manifest.metadata.namespace ?? ''}/${subject.manifest.metadata.name}`;
}

function layerOfObject(object: Subject): FluxLayer {
  const spec = record(object.manifest['spec']);
  const waits = spec['wait'] === true || list(spec['healthChecks']).length > 0;
  return {
    key: keyOf(object),
    name: object.manifest.metadata.name,
    object,
    dependsOn: dependencies(object),
    waits,
  };
}

/** A path without `./` in front and slashes behind; the repository itself is empty. */
function folder(path: string): string {
  return path.replace(/^(\.?\/)+|^\.$/, '').replace(/\/+$/, '');
}

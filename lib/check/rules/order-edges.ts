import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { dependencies, type FluxLayer, keyOf, type Layers } from './order-layers.ts';
import type { Provider } from './order-providers.ts';

/** Something that an object cannot be applied without. */
export interface Need {
  readonly code: string;
  readonly from: Subject;
  /** `namespace/name` of the release that renders the object; `undefined` when the layer applies it itself. */
  readonly release: string | undefined;
  /**
   * What needs it, for an object that only the layer's Kustomization stands for.
   * @default - the object, in its own layer
   */
  readonly unseen?: { readonly name: string; readonly layer: FluxLayer };
  /** Place in the object that says it. */
  readonly path: string;
  /** What is needed, with its kind (`Namespace web`), and what happens on the cluster while it is not there. */
  readonly say: () => { readonly what: string; readonly effect: string };
  /** Any of them will do. */
  readonly providers: readonly Provider[];
  /** Whether the API server refuses the object while the provider is not there, so that no order of retries helps. */
  readonly refused: boolean;
}

interface Gap {
  readonly need: Need;
  readonly provider: Provider;
  others: number;
}

/** More providers of one thing than this are looked up by their layers. */
const FEW = 4;

/** Finds the needs that no edge covers, one report for each edge that is missing. */
export class Edges {
  readonly #world: World;
  readonly #layers: Layers;
  readonly #gaps = new Map<string, Gap>();
  readonly #byLayer = new WeakMap<readonly Provider[], ReadonlyMap<string | undefined, Provider>>();
  readonly #unready = new Map<FluxLayer, Gap>();
  readonly #releases: ReadonlyMap<string, Subject>;

  constructor(world: World, layers: Layers) {
    this.#world = world;
    this.#layers = layers;
    this.#releases = new Map(world.ofKind('HelmRelease').map((release) => [keyOf(release), release]));
  }

  /** Judges one need; whether it is covered. */
  add(need: Need): boolean {
    const { providers } = need;
    const layer = this.#layerOf(need);
    if (!layer || providers.length === 0) return true;
    const before = this.#found(need, layer);
    if (before) {
      this.#mindReadiness(need, layer, before);
      return true;
    }
    const provider = providers[0]!;
    const key = `${need.code} ${layer.key} ${need.release ?? ''} ${provider.layer?.key} ${provider.release ?? ''}`;
    const known = this.#gaps.get(key);
    if (known) known.others++;
    else this.#gaps.set(key, { need, provider, others: 0 });
    return false;
  }

  *reports(): Generator<Report> {
    for (const gap of this.#gaps.values()) yield this.#gapReport(gap);
    for (const [layer, gap] of this.#unready) yield unreadyReport(layer, gap);
  }

  /** A provider that is applied before. Of many, those of the layers that are waited for are tried first. */
  #found(need: Need, layer: FluxLayer): Provider | undefined {
    const { providers } = need;
    if (providers.length > FEW) {
      const byLayer = this.#byLayer.get(providers) ?? new Map(providers.map((each) => [each.layer?.key, each]));
      this.#byLayer.set(providers, byLayer);
      for (const key of [layer.key, ...layer.dependsOn]) {
        const provider = byLayer.get(key);
        if (provider && this.#isBefore(need, layer, provider)) return provider;
      }
    }
    return providers.find((provider) => this.#isBefore(need, layer, provider));
  }

  #layerOf({ unseen, from }: Need): FluxLayer | undefined {
    return unseen?.layer ?? this.#layers.of(from);
  }

  #isBefore(need: Need, layer: FluxLayer, provider: Provider): boolean {
    const { release } = need;
    if (!provider.layer) return true;
    if (provider.layer === layer) {
      if (!provider.byRelease || !need.refused) return true;
      if (release === undefined) return false;
      const { release: other } = provider;
      return other === undefined || other === release || this.#waitsForRelease(release, provider);
    }
    if (this.#layers.isBefore(provider.layer, layer)) return true;
    return release !== undefined && this.#waitsForRelease(release, provider);
  }

  /** Whether a release waits for another one, or for one that lies after the provider's layer. */
  #waitsForRelease(release: string, provider: Provider): boolean {
    const seen = new Set([release]);
    const open = [release];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const object = this.#releases.get(at);
      if (!object) continue;
      const layer = this.#layers.of(object);
      if (at !== release && layer && provider.layer && this.#layers.isBefore(provider.layer, layer)) return true;
      for (const next of dependencies(object)) {
        if (next === provider.release) return true;
        if (!seen.has(next)) open.push(next);
        seen.add(next);
      }
    }
    return false;
  }

  /** A layer that does not wait is ready before its releases are installed: whoever waits for it starts too early. */
  #mindReadiness(need: Need, layer: FluxLayer, provider: Provider): void {
    const { layer: provides, byRelease } = provider;
    if (!need.refused || !byRelease || !provides || provides === layer || provides.waits !== false) return;
    if (this.#layers.parent(layer) === provides) return;
    const known = this.#unready.get(provides);
    if (known) known.others++;
    else this.#unready.set(provides, { need, provider, others: 0 });
  }

  #gapReport({ need, provider, others }: Gap): Report {
    const { from, code, release: rendering } = need;
    const { what, effect } = need.say();
    const layer = this.#layerOf(need)!;
    const to = provider.layer!;
    const object = `${need.unseen?.name ?? subjectName(from)}${others > 0 ? ` (and ${others} more)` : ''}`;
    if (layer === to && rendering === undefined) {
      return {
        code,
        subject: from,
        path: need.path,
        message: `${object} needs ${what}, which a release of the same layer '${layer.name}' brings: ${effect}, and so the release never starts`,
        hint: `Move ${from.manifest.kind} ${from.manifest.metadata.name} into a layer of its own that depends on '${layer.name}'.`,
      };
    }
    if (layer === to) {
      const release = this.#releases.get(rendering!);
      return {
        code,
        subject: release ?? from,
        path: release ? 'spec.dependsOn' : need.path,
        message: `release ${rendering} renders ${object}, which needs ${what} of release ${provider.release}, and does not wait for it: ${effect}`,
        hint: `Add {name: ${provider.release?.split('/')[1]}} to the release's dependsOn.`,
      };
    }
    return {
      code,
      subject: layer.object ?? from,
      path: layer.object ? 'spec.dependsOn' : need.path,
      message: `layer '${layer.name}' applies ${object}, which needs ${what} (${need.path}) of layer '${to.name}', and does not wait for it: ${effect}`,
      hint: this.#world.props.layers
        ? `Let '${layer.name}' use the reference that '${to.name}' gives: layer.use(reference) makes it wait.`
        : `Add {name: ${to.name}} to dependsOn of Kustomization ${layer.name}.`,
    };
  }
}

function unreadyReport(layer: FluxLayer, { need, others }: Gap): Report {
  const { what, effect } = need.say();
  return {
    code: 'order-wait',
    subject: layer.object!,
    path: 'spec.wait',
    message: `layer '${layer.name}' has neither wait nor healthChecks, so it is ready before its release brings ${what}, which ${subjectName(need.from)}${others > 0 ? ` (and ${others} more)` : ''} needs: ${effect}`,
    hint: `Set wait: true on Kustomization ${layer.name}.`,
  };
}

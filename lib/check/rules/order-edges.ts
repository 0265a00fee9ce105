import type { Report } from '../rule.ts';
import { type Subject, subjectName } from '../subject.ts';
import type { World } from '../world.ts';
import { dependencies, type FluxLayer, keyOf, type Layers } from './order-layers.ts';
import type { Provider } from './order-providers.ts';

/** Something that an object cannot be applied without. */
export interface Need {
  readonly code: string;
  readonly from: Subject;
  /** Place in the object that says it. */
  readonly path: string;
  /** What is needed, with its kind: `Namespace web`. */
  readonly what: string;
  /** What happens on the cluster while it is not there. */
  readonly effect: string;
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

/** Finds the needs that no edge covers, one report for each edge that is missing. */
export class Edges {
  readonly #world: World;
  readonly #layers: Layers;
  readonly #gaps = new Map<string, Gap>();
  readonly #unready = new Map<FluxLayer, Gap>();
  readonly #releases: ReadonlyMap<string, Subject>;

  constructor(world: World, layers: Layers) {
    this.#world = world;
    this.#layers = layers;
    this.#releases = new Map(world.ofKind('HelmRelease').map((release) => [keyOf(release), release]));
  }

  /** Judges one need; whether it is covered. */
  add(need: Need): boolean {
    const { providers, from } = need;
    const layer = this.#layers.of(from);
    if (!layer || providers.length === 0) return true;
    const before = providers.find((provider) => this.#isBefore(need, layer, provider));
    if (before) {
      this.#mindReadiness(need, layer, before);
      return true;
    }
    const provider = providers[0]!;
    const key = `${need.code} ${layer.key} ${from.release ?? ''} ${provider.layer?.key} ${provider.release ?? ''}`;
    const known = this.#gaps.get(key);
    if (known) known.others++;
    else this.#gaps.set(key, { need, provider, others: 0 });
    return false;
  }

  *reports(): Generator<Report> {
    for (const gap of this.#gaps.values()) yield this.#gapReport(gap);
    for (const [layer, gap] of this.#unready) yield unreadyReport(layer, gap);
  }

  #isBefore(need: Need, layer: FluxLayer, provider: Provider): boolean {
    const { release } = need.from;
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
    const { from, code, what, effect } = need;
    const layer = this.#layers.of(from)!;
    const to = provider.layer!;
    const object = `${subjectName(from)}${others > 0 ? ` (and ${others} more)` : ''}`;
    if (layer === to && from.release === undefined) {
      return {
        code,
        subject: from,
        path: need.path,
        message: `${object} needs ${what}, which a release of the same layer '${layer.name}' brings: ${effect}, and so the release never starts`,
        hint: `Move ${from.manifest.kind} ${from.manifest.metadata.name} into a layer of its own that depends on '${layer.name}'.`,
      };
    }
    if (layer === to) {
      const release = this.#releases.get(from.release!);
      return {
        code,
        subject: release ?? from,
        path: release ? 'spec.dependsOn' : need.path,
        message: `release ${from.release} renders ${object}, which needs ${what} of release ${provider.release}, and does not wait for it: ${effect}`,
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
  return {
    code: 'order-wait',
    subject: layer.object!,
    path: 'spec.wait',
    message: `layer '${layer.name}' has neither wait nor healthChecks, so it is ready before its release brings ${need.what}, which ${subjectName(need.from)}${others > 0 ? ` (and ${others} more)` : ''} needs: ${need.effect}`,
    hint: `Set wait: true on Kustomization ${layer.name}.`,
  };
}

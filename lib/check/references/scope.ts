import { groupOf, isClusterWide } from '../../core/data-bearing.ts';
import type { Manifest } from '../../core/manifest.ts';
import { list, record } from '../pods.ts';
import { spell } from '../spell.ts';
import type { World } from '../world.ts';

/** Namespace of an object that names none: the API server puts it there. */
export const DEFAULT_NAMESPACE = 'default';

/** A text, or `undefined` for anything else and for the empty text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Labels as texts; whatever else stands there is left out. */
export function labelsOf(value: unknown): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const [key, text] of Object.entries(record(value))) if (typeof text === 'string') labels.set(key, text);
  return labels;
}

/** Items of a list that are records. */
export function recordsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return list(value)
    .filter((item) => item !== null && typeof item === 'object')
    .map(record);
}

/** Group of an object; the core group when nothing readable stands there. */
export function groupOfManifest({ apiVersion }: Manifest): string {
  return typeof apiVersion === 'string' ? groupOf(apiVersion) : '';
}

/** Says to which namespace objects belong. Remembers kinds, since the question is asked for every object. */
export class Scopes {
  readonly #world: World;
  readonly #wide = new Map<string, boolean>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether objects of a kind belong to no namespace. */
  isClusterWide(apiVersion: string, kind: string): boolean {
    const key = `${apiVersion}/${kind}`;
    let wide = this.#wide.get(key);
    if (wide === undefined) {
      const schema = this.#world.schemas.find(apiVersion, kind);
      wide = schema ? !schema.namespaced : isClusterWide(this.#world.track, spell(apiVersion), kind);
      this.#wide.set(key, wide);
    }
    return wide;
  }

  /** Namespace of an object; `''` for a cluster-wide one. */
  namespaceOf(manifest: Manifest): string {
    if (this.isClusterWide(manifest.apiVersion, manifest.kind)) return '';
    return textOf(manifest.metadata.namespace) ?? DEFAULT_NAMESPACE;
  }
}

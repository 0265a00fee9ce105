import { posix } from 'node:path';
import { groupOf } from '../../core/data-bearing.ts';
import { list, record } from '../pods.ts';
import type { Subject } from '../subject.ts';
import type { LayerInfo } from '../world.ts';

const GROUP = 'kustomize.toolkit.fluxcd.io';

/** Layers of a foreign folder: its Flux Kustomizations, in the order they were read. */
export function layersOf(subjects: readonly Subject[]): LayerInfo[] {
  return subjects
    .filter(({ manifest }) => manifest.kind === 'Kustomization' && groupOf(manifest.apiVersion) === GROUP)
    .map(({ manifest, source }) => {
      const spec = record(manifest['spec']);
      const needs = list(spec['dependsOn']).map((one) => record(one)['name']);
      return {
        name: manifest.metadata.name,
        source,
        dependsOn: needs.filter((name): name is string => typeof name === 'string'),
        prune: spec['prune'] === true,
        suspended: spec['suspend'] === true,
        folder: folderOf(spec['path']),
      };
    });
}

/** Tells which layer applies a file: the one whose folder holds it, the innermost where folders hold each other. */
export class LayerFolders {
  readonly #layers = new Map<string, string>();

  constructor(layers: readonly LayerInfo[]) {
    for (const { folder, name } of layers) if (!this.#layers.has(folder)) this.#layers.set(folder, name);
  }

  /** Name of the layer of a file, whose path is relative to the repository. */
  layerOf(file: string): string | undefined {
    for (let folder = posix.dirname(file); ; folder = posix.dirname(folder)) {
      const name = this.#layers.get(folder);
      if (name !== undefined || folder === '.' || folder === '/') return name;
    }
  }
}

/** `./apps/home/` and `/apps/home` as `apps/home`; the repository itself is `.`, which Flux takes when there is no path. */
function folderOf(path: unknown): string {
  const normal = posix.normalize(`./${typeof path === 'string' ? path : ''}`);
  return normal.replace(/\/$/, '') || '.';
}

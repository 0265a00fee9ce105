import { parseAllDocuments } from 'yaml';
import { FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Files } from './tree.ts';

/** Layers of a tree by name, each with the names of those that it waits for. A file that is no YAML is left to Flux to refuse. */
export function layersIn(files: Files): ReadonlyMap<string, readonly string[]> {
  const layers = new Map<string, readonly string[]>();
  for (const [path, text] of files) {
    if (!path.startsWith('flux/') || !/^kind: Kustomization$/m.test(text)) continue;
    for (const document of parseAllDocuments(text)) {
      const { kind, apiVersion, metadata, spec } = (document.toJS() ?? {}) as Partial<Manifest>;
      if (kind !== 'Kustomization' || !apiVersion?.startsWith('kustomize.toolkit.fluxcd.io/') || !metadata) continue;
      if (metadata.namespace !== FLUX_NAMESPACE || metadata.name === FLUX_NAMESPACE) continue;
      const { dependsOn = [] } = (spec ?? {}) as { readonly dependsOn?: readonly { readonly name: string }[] };
      layers.set(
        metadata.name,
        dependsOn.map(({ name }) => name),
      );
    }
  }
  return layers;
}

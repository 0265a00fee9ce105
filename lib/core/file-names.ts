import { groupOf } from './data-bearing.ts';
import type { Manifest } from './manifest.ts';

/**
 * File names of one layer's objects: `<kind>-<name>.yaml`. Where that names two, the namespace is added, and the API group
 * where that still names two. Characters that only RBAC names have, and files cannot everywhere, become `_`.
 */
export function nameFiles(manifests: readonly Manifest[]): string[] {
  const longer: ((manifest: Manifest) => string)[] = [
    ({ kind, metadata }) => `${kind}-${metadata.name}`,
    ({ kind, metadata }) => `${kind}-${metadata.name}.${metadata.namespace ?? 'cluster'}`,
    ({ kind, metadata, apiVersion }) =>
      `${kind}-${metadata.name}.${metadata.namespace ?? 'cluster'}.${groupOf(apiVersion) || 'core'}`,
  ];
  const names = manifests.map(longer[0]!);
  for (const form of longer.slice(1)) {
    const count = new Map<string, number>();
    for (const name of names) count.set(name.toLowerCase(), (count.get(name.toLowerCase()) ?? 0) + 1);
    names.forEach((name, i) => {
      if (count.get(name.toLowerCase())! > 1) names[i] = form(manifests[i]!);
    });
  }
  return names.map((name) => `${name.toLowerCase().replace(/[^a-z0-9._-]/g, '_')}.yaml`);
}

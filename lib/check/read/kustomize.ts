import { posix } from 'node:path';
import { list, record } from '../pods.ts';

const NAMES = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);
const GROUP = 'kustomize.config.k8s.io/';

/** Whether a file has the name that kustomize looks for. Flux's objects may be in such a file, too. */
export function isKustomizeName(file: string): boolean {
  return NAMES.has(posix.basename(file));
}

/** Whether a document is for kustomize itself, which builds by it and never sends it to the cluster. */
export function isKustomization(value: unknown, file: string): boolean {
  const { apiVersion, kind } = record(value);
  if (typeof apiVersion === 'string') return apiVersion.startsWith(GROUP);
  if (kind === 'Kustomization' || kind === 'Component') return apiVersion === undefined;
  return kind === undefined && apiVersion === undefined && isKustomizeName(file);
}

/** Files that a kustomization reads as something other than objects: patches, contents of config maps, Helm values. */
export function inputsOf(value: unknown, file: string): string[] {
  const own = record(value);
  const named = [
    ...list(own['patchesStrategicMerge']),
    ...list(own['configurations']),
    ...list(own['transformers']),
    ...list(own['generators']),
    ...[...list(own['patches']), ...list(own['patchesJson6902']), ...list(own['replacements'])].map(
      (one) => record(one)['path'],
    ),
    ...[...list(own['configMapGenerator']), ...list(own['secretGenerator'])].flatMap((one) => {
      const { files, envs, env } = record(one);
      return [...list(files).map(withoutKey), ...list(envs), env];
    }),
    ...list(own['helmCharts']).flatMap((one) => [
      record(one)['valuesFile'],
      ...list(record(one)['additionalValuesFiles']),
    ]),
    record(own['openapi'])['path'],
  ];
  const folder = posix.dirname(file);
  return named
    .filter((name): name is string => typeof name === 'string' && !name.includes('\n'))
    .map((name) => posix.join(folder, name));
}

/** File of `key=file`. */
function withoutKey(entry: unknown): unknown {
  return typeof entry === 'string' ? entry.slice(entry.indexOf('=') + 1) : entry;
}

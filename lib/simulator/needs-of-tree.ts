import { parseAllDocuments } from 'yaml';
import { list, record } from '../check/pods.ts';
import type { NeededSecret } from '../core/cluster.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Files } from './tree.ts';

/** A chart that a release of a tree asks for. */
export interface NamedChart {
  readonly chart: string;
  readonly version: string;
}

/** Charts that the releases of a tree ask for. */
export function chartsIn(files: Files): NamedChart[] {
  const releases = documentsIn(files, 'dist/', 'HelmRelease');
  const named = releases.flatMap(({ spec }) => {
    const { chart, version } = record(record(record(spec)['chart'])['spec']);
    return typeof chart === 'string' ? [{ chart: chart.split('/').at(-1)!, version: String(version ?? '') }] : [];
  });
  return [...new Map(named.map((each) => [`${each.chart} ${each.version}`, each])).values()];
}

/** Secrets in a tree, with the keys of each: SOPS leaves both readable. */
export function secretsIn(files: Files): Pick<NeededSecret, 'name' | 'namespace' | 'keys'>[] {
  return documentsIn(files, 'secrets/', 'Secret').flatMap(({ metadata: { name, namespace }, data, stringData }) => {
    if (!isName(name) || !isName(namespace)) return [];
    return [{ name, namespace, keys: [...Object.keys(record(data)), ...Object.keys(record(stringData))] }];
  });
}

/** Objects in the files of a layer, one by one, as far as they can be read. */
export function objectsIn(files: Files): { readonly layer: string; readonly manifest: Manifest }[] {
  return [...files].flatMap(([path, text]) => {
    const layer = /^dist\/([^/]+)\/.*\.ya?ml$/.exec(path)?.[1];
    return layer === undefined ? [] : manifestsOf(text).map((manifest) => ({ layer, manifest }));
  });
}

function documentsIn(files: Files, folder: string, kind: string): Manifest[] {
  const wanted = [...files].filter(([path, text]) => path.startsWith(folder) && text.includes(`kind: ${kind}`));
  return wanted.flatMap(([, text]) => manifestsOf(text)).filter((manifest) => manifest.kind === kind);
}

/** A file that is no YAML is left to Flux to refuse. */
function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
    const all = record(value)['kind'] === 'List' ? list(record(value)['items']) : [value];
    return all.filter((each) => isName(record(record(each)['metadata'])['name'])) as Manifest[];
  });
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && !value.startsWith('ENC[');
}

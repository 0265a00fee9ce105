import { isObject } from './json.ts';
import type { Schema } from './openapi.ts';
import type { CrdChoice } from './selection.ts';
import type { Source } from './source.ts';

/** One served version of one custom kind. */
export interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The version in which the API server keeps objects. */
  readonly storage: boolean;
  readonly deprecated: boolean;
  readonly schema: Schema;
}

/** `cert-manager.io/v1/Certificate`. */
export function kindName({ group, version, kind }: Pick<CustomKind, 'group' | 'version' | 'kind'>): string {
  return `${group}/${version}/${kind}`;
}

/** Every served version of every chosen kind. @throws InputError when the file or a chosen kind is missing */
export function readCrds(source: Source, choice: CrdChoice): CustomKind[] {
  const path = `crds/${choice.name}-${choice.version}.yaml`;
  const kinds = source.yaml(path).documents.flatMap((document) => customKinds(source, path, document.toJS()));
  const have = [...new Set(kinds.map(({ kind }) => kind))].sort();
  if (kinds.length === 0) {
    throw source.broken(path, 'has no CustomResourceDefinition', 'Fetch the file of CRDs again.');
  }
  for (const kind of choice.kinds ?? []) {
    if (have.includes(kind)) continue;
    throw source.broken(path, `has no kind ${kind}`, `Choose of ${have.join(', ')}.`);
  }
  return kinds.filter(({ kind }) => choice.kinds?.includes(kind) ?? true);
}

function customKinds(source: Source, path: string, document: unknown): CustomKind[] {
  if (!isObject(document) || document.kind !== 'CustomResourceDefinition') return [];
  const spec = isObject(document.spec) ? document.spec : {};
  const names = isObject(spec.names) ? spec.names : {};
  const versions = Array.isArray(spec.versions) ? spec.versions.filter(isObject) : [];
  return versions
    .filter((version) => version.served === true)
    .map((version) => {
      const schema = isObject(version.schema) ? version.schema.openAPIV3Schema : undefined;
      if (!isObject(schema)) {
        const name = `${String(names.kind)} ${String(version.name)}`;
        throw source.broken(
          path,
          `has no schema for ${name}`,
          'Only apiextensions.k8s.io/v1 is read: fetch that form.',
        );
      }
      return {
        group: String(spec.group),
        version: String(version.name),
        kind: String(names.kind),
        namespaced: spec.scope !== 'Cluster',
        storage: version.storage === true,
        deprecated: version.deprecated === true,
        schema,
      };
    });
}

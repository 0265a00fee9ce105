import { list, record } from '../pods.ts';
import type { KindSchema, Schema } from '../schema-catalog.ts';
import type { Subject } from '../subject.ts';

/** A version of a kind, as a CustomResourceDefinition among the objects gives it. */
export interface CrdKind {
  readonly group: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly served: boolean;
  /** `undefined` where the definition has no schema. */
  readonly schema: KindSchema | undefined;
}

/** The kinds that one CustomResourceDefinition defines. What is no definition defines none. */
export function crdKinds({ manifest }: Subject): CrdKind[] {
  const spec = record(manifest['spec']);
  const { group } = spec;
  const { kind } = record(spec['names']);
  if (typeof group !== 'string' || typeof kind !== 'string') return [];
  return list(spec['versions']).flatMap((entry) => {
    const { name, served, deprecated, schema } = record(entry);
    if (typeof name !== 'string') return [];
    const apiVersion = `${group}/${name}`;
    const given = record(schema)['openAPIV3Schema'];
    const own: KindSchema = {
      id: `${apiVersion}/${kind}`,
      namespaced: spec['scope'] !== 'Cluster',
      deprecated: deprecated === true,
      schema: record(given) as Schema,
      definitions: {},
    };
    return [{ group, kind, apiVersion, served: served !== false, schema: isSchema(given) ? own : undefined }];
  });
}

/**
 * Whether a value can be used as a schema: an object whose sub-schemas are objects again. A definition that is broken is told of
 * by the schema of definitions; what it defines is then not judged.
 */
function isSchema(value: unknown, depth = 0): boolean {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || depth > 100) return false;
  const { properties, items, additionalProperties, required, pattern, type, ...rest } = value as Record<
    string,
    unknown
  >;
  const isInner = (inner: unknown) => isSchema(inner, depth + 1);
  return (
    (properties === undefined || (isPlain(properties) && Object.values(properties).every(isInner))) &&
    (items === undefined || isInner(items)) &&
    (additionalProperties === undefined ||
      typeof additionalProperties === 'boolean' ||
      isInner(additionalProperties)) &&
    (required === undefined || isTexts(required)) &&
    (pattern === undefined || typeof pattern === 'string') &&
    (type === undefined || typeof type === 'string') &&
    rest['$ref'] === undefined &&
    (rest['enum'] === undefined || Array.isArray(rest['enum'])) &&
    (rest['not'] === undefined || isInner(rest['not'])) &&
    (rest['x-kubernetes-list-map-keys'] === undefined || isTexts(rest['x-kubernetes-list-map-keys'])) &&
    isRules(rest['x-kubernetes-validations']) &&
    ['allOf', 'anyOf', 'oneOf'].every(
      (key) => rest[key] === undefined || (Array.isArray(rest[key]) && rest[key].every(isInner)),
    )
  );
}

function isPlain(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isRules(value: unknown): boolean {
  return (
    value === undefined || (Array.isArray(value) && value.every((item) => typeof record(item)['rule'] === 'string'))
  );
}

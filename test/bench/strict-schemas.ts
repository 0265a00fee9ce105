import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KindSchema, type Schema, SchemaCatalog } from '../../lib/check/schema-catalog.ts';

/**
 * Writes the schemas of the track as kubeconform reads them with `-strict`: one self-contained file a kind, objects closed,
 * integers or strings spelt out.
 *
 * @returns the template of schema locations
 */
export function writeStrictSchemas(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const catalog = SchemaCatalog.read('imports/schemas');
  for (const id of catalog.ids) {
    const parts = id.split('/');
    const kind = parts.pop()!;
    const found = catalog.find(parts.join('/'), kind)!;
    const version = parts.pop()!;
    // kubeconform takes the version for the group of core kinds.
    const group = parts.pop() ?? version;
    const name = `${kind.toLowerCase()}-${group}-${version}.json`;
    writeFileSync(join(folder, name), JSON.stringify(selfContained(found)));
  }
  return join(folder, '{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json');
}

function selfContained({ schema, definitions }: KindSchema): object {
  const used: Record<string, object> = {};
  const visit = (name: string): void => {
    if (name in used || !definitions[name]) return;
    used[name] = {};
    used[name] = closed(definitions[name], visit, false);
  };
  const root = closed(schema, visit, true);
  return { ...root, definitions: used };
}

function closed(schema: Schema, visit: (name: string) => void, isRoot: boolean): object {
  if (schema.$ref) {
    visit(schema.$ref.slice('#/definitions/'.length));
    return { $ref: schema.$ref };
  }
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') {
    return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
  }
  const made: Record<string, unknown> = {};
  for (const key of [
    'type',
    'enum',
    'required',
    'pattern',
    'minimum',
    'maximum',
    'minLength',
    'maxLength',
    'minItems',
  ] as const) {
    if (schema[key] !== undefined) made[key] = schema[key];
  }
  if (schema.items) made['items'] = closed(schema.items, visit, false);
  if (schema.properties) {
    const entries = Object.entries(schema.properties).map(([key, inner]) => [key, closed(inner, visit, false)]);
    const own = isRoot
      ? { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } }
      : {};
    made['properties'] = { ...own, ...Object.fromEntries(entries) };
    if (!schema['x-kubernetes-preserve-unknown-fields']) made['additionalProperties'] = false;
  }
  if (typeof schema.additionalProperties === 'object') {
    made['additionalProperties'] = closed(schema.additionalProperties, visit, false);
  }
  return made;
}

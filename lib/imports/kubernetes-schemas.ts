import { byName, entryLines, isObject } from './json.ts';
import { definitionOf } from './kubernetes-types.ts';
import { type Schema, stripped } from './openapi.ts';
import type { Source } from './source.ts';

/** Built-in kinds that live outside namespaces. */
const clusterWide = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterCIDR',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterTrustBundle',
  'ComponentStatus',
  'CustomResourceDefinition',
  'DeviceClass',
  'FlowSchema',
  'IPAddress',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'ResourceClass',
  'ResourceSlice',
  'RuntimeClass',
  'SelfSubjectAccessReview',
  'SelfSubjectReview',
  'SelfSubjectRulesReview',
  'ServiceCIDR',
  'StorageClass',
  'StorageVersion',
  'StorageVersionMigration',
  'SubjectAccessReview',
  'TokenReview',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
  'VolumeAttributesClass',
]);

type Definitions = Readonly<Record<string, Schema>>;

/** Where the definitions of a Kubernetes version are, inside the folder of inputs. */
export function definitionsPath(version: string): string {
  return `schemas/kubernetes-${version}.json`;
}

/** The OpenAPI definitions of a Kubernetes version. @throws InputError when the file is missing or holds none */
export function readDefinitions(source: Source, version: string): Definitions {
  const path = definitionsPath(version);
  const document = source.json(path);
  if (isObject(document) && isObject(document.definitions)) return document.definitions as Definitions;
  throw source.broken(path, 'has no definitions', "Save the API server's OpenAPI v2 document there.");
}

/** JSON of the kinds that have objects, and of the definitions that these need, one a line. */
export function kubernetesSchemas(definitions: Definitions): string {
  const kinds: Record<string, { ref: string; namespaced: boolean }> = {};
  for (const [id, schema] of Object.entries(definitions)) {
    const kind = objectKind(schema);
    if (kind) kinds[kind.name] = { ref: id, namespaced: !clusterWide.has(kind.kind) };
  }
  const needed: Record<string, Schema> = {};
  const queue = Object.values(kinds).map(({ ref }) => ref);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const schema = definitions[id];
    if (!schema || needed[id]) continue;
    needed[id] = stripped(schema);
    queue.push(...references(needed[id]));
  }
  return `{"kinds":${entryLines(kinds)},\n"definitions":${entryLines(needed)}}\n`;
}

/** Lists and options of requests are no objects: nobody keeps them in a file. */
function objectKind(schema: Schema): { name: string; kind: string } | undefined {
  const kinds = schema['x-kubernetes-group-version-kind'];
  if (!Array.isArray(kinds) || kinds.length !== 1 || !schema.properties?.metadata) return undefined;
  const { group, version, kind } = kinds[0] as { group: string; version: string; kind: string };
  if (schema.properties.metadata.$ref?.endsWith('.ListMeta')) return undefined;
  return { name: [group, version, kind].filter((part) => part !== '').join('/'), kind };
}

function references(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(references);
  if (!isObject(schema)) return [];
  const own = typeof schema.$ref === 'string' ? [definitionOf(schema.$ref)] : [];
  return [
    ...own,
    ...Object.keys(schema)
      .sort(byName)
      .flatMap((key) => references(schema[key])),
  ];
}

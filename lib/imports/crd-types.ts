import type { CustomKind } from './crd.ts';
import { schemaType } from './openapi.ts';
import { TypePrinter } from './print-types.ts';
import type { CrdChoice } from './selection.ts';
import { InputError } from './source.ts';
import { anything, type Property, pascal, quote, text } from './type-node.ts';

/** `HelmRelease`, `v2beta2` -> `HelmReleaseV2Beta2`. */
function typeName({ kind, version }: Pick<CustomKind, 'kind' | 'version'>): string {
  return `${kind}${pascal(version.replace(/(\d)(?=[a-z])/g, '$1-'))}`;
}

/**
 * TypeScript source of the chosen kinds, each in the version that is stored: the one that stays.
 *
 * @throws InputError when a kind is not in the set, or is in two groups of it
 */
export function crdSource(choice: CrdChoice, kinds: readonly CustomKind[]): string {
  const printer = new TypePrinter(true);
  for (const name of [...(choice.types ?? [])].sort()) {
    const kind = chosen(choice, name, kinds);
    printer.add(typeName(kind), { kind: 'object', properties: properties(kind), open: false });
  }
  return printer.text;
}

function chosen(choice: CrdChoice, name: string, kinds: readonly CustomKind[]): CustomKind {
  const [kind, ...group] = name.split('.');
  const lasting = kinds.filter((entry) => entry.storage && !entry.deprecated);
  const found = lasting.filter(
    (entry) => entry.kind === kind && (group.length === 0 || entry.group === group.join('.')),
  );
  if (found.length === 1 && found[0]) return found[0];
  const names = (found.length > 1 ? found : lasting).map((entry) => `${entry.kind}.${entry.group}`);
  const problem = found.length > 1 ? `two groups have a kind ${name}` : `no stored version of a kind ${name}`;
  throw new InputError(`crds/${choice.name}-${choice.version}.yaml`, problem, `Choose of ${names.sort().join(', ')}.`);
}

/** What an author writes: the status is the controller's. */
function properties({ group, version, kind, schema }: CustomKind): Record<string, Property> {
  const required = { required: true, nullable: false };
  const known: Record<string, Property> = {
    apiVersion: { type: text(quote(`${group}/${version}`)), ...required },
    kind: { type: text(quote(kind)), ...required },
    metadata: { type: text('K8s.ObjectMeta'), ...required },
  };
  for (const [key, sub] of Object.entries(schema.properties ?? {})) {
    if (key in known || key === 'status') continue;
    const type = schemaType(sub, () => anything);
    // Schemas tend to forget that an object without a spec says nothing.
    known[key] = { type, required: key === 'spec' || (schema.required?.includes(key) ?? false), nullable: false };
  }
  return known;
}

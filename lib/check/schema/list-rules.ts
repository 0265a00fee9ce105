import { quoted } from '../../values/value-error.ts';
import { record } from '../pods.ts';
import type { Schema } from '../schema-catalog.ts';
import { REFUSED } from './fault.ts';
import { type Definitions, resolve } from './reference.ts';
import type { Blame } from './scalar.ts';

/** Keys by which the API server merges the items of a built-in list, where the schema itself does not say. */
const mergeKeys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PodSpec: {
    containers: 'name',
    initContainers: 'name',
    volumes: 'name',
    imagePullSecrets: 'name',
    hostAliases: 'ip',
  },
  Container: { env: 'name', volumeMounts: 'mountPath', volumeDevices: 'devicePath' },
  ServiceAccount: { secrets: 'name' },
};

/** Lists whose items may not share a key however the object is made; the rest of the table binds only what Flux applies. */
const alwaysUnique = new Set(['containers', 'initContainers', 'volumes', 'volumeMounts', 'volumeDevices']);

/** The key of a built-in list's items; `undefined` for a list that may repeat itself. */
export function builtInKey(definition: string, field: string): string | undefined {
  return mergeKeys[definition]?.[field];
}

/** Whether the items of a built-in list may not share their key even where no merge needs it: in what a release makes. */
export function isAlwaysUnique(field: string): boolean {
  return alwaysUnique.has(field);
}

/** What repeats in a list, with the index of the repetition. A list without keys is a set. */
export function blameRepetition(
  schema: Schema,
  value: readonly unknown[],
  keys: readonly string[],
  definitions: Definitions,
): { readonly index: number; readonly blame: Blame } | undefined {
  const isSet = keys.length === 0;
  const defaults = isSet || !schema.items ? {} : (resolve(schema.items, definitions).properties ?? {});
  const seen = new Map<string, number>();
  for (const [index, item] of value.entries()) {
    const identity = isSet ? scalarText(item) : keyText(record(item), keys, defaults);
    if (identity === undefined) continue;
    const first = seen.get(identity);
    if (first === undefined) {
      seen.set(identity, index);
      continue;
    }
    const name = isSet
      ? quoted(item)
      : keys.map((key) => `${key} ${quoted(keyValue(record(item), key, defaults))}`).join(', ');
    const blame = {
      code: 'schema-duplicate',
      message: `${name} is there twice, first as item ${first}: ${REFUSED}`,
      hint: 'Remove one of the two, or give it another name.',
    };
    return { index, blame };
  }
  return undefined;
}

function scalarText(value: unknown): string | undefined {
  return value === null || typeof value === 'object' ? undefined : `${typeof value}:${value}`;
}

/** A key that is left out has its default; a port is TCP. */
function keyValue(
  item: Readonly<Record<string, unknown>>,
  key: string,
  properties: Readonly<Record<string, Schema>>,
): unknown {
  return item[key] ?? properties[key]?.default ?? (key === 'protocol' ? 'TCP' : undefined);
}

/** Where a key is missing and has no default, the lack is told and not a repetition. */
function keyText(
  item: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  properties: Readonly<Record<string, Schema>>,
): string | undefined {
  const texts: string[] = [];
  for (const key of keys) {
    const text = scalarText(keyValue(item, key, properties) ?? null);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts.join('\n');
}

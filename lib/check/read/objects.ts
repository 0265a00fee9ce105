import type { Manifest } from '../../core/manifest.ts';
import { nearest } from '../../values/nearest.ts';
import { pathText, type Step } from '../path.ts';
import { record } from '../pods.ts';

/** Why a document, or an item of a list, is no object. */
export interface Shapeless {
  readonly path: string;
  readonly message: string;
  readonly hint: string;
  /** Whether it has nothing of an object at all, and so was perhaps never meant to be one. */
  readonly isForeign: boolean;
}

/** Objects of a document, those of a List one by one. */
export interface Objects {
  readonly manifests: readonly Manifest[];
  readonly shapeless: readonly Shapeless[];
}

/** A value that waits to be looked at, and the way to it. */
interface Waiting {
  readonly value: unknown;
  readonly path: readonly Step[];
}

const IDENTITY = ['apiVersion', 'kind', 'metadata'] as const;
/** Suffix in place of the five characters that the API server makes for `generateName`. */
const GENERATED = 'xxxxx';

/** The objects in the value of a document. */
export function objectsIn(value: unknown): Objects {
  const manifests: Manifest[] = [];
  const shapeless: Shapeless[] = [];
  const waiting: Waiting[] = [{ value, path: [] }];
  for (let at = 0; at < waiting.length; at += 1) {
    const { value: one, path } = waiting[at]!;
    const items = itemsOf(one);
    if (items) {
      for (const [i, item] of items.entries()) waiting.push({ value: item, path: [...path, 'items', i] });
      continue;
    }
    const fault = faultOf(one);
    if (fault) shapeless.push({ ...fault, path: pathText([...path, ...fault.steps]) });
    else manifests.push(named(one as Manifest));
  }
  return { manifests, shapeless };
}

/** Takes off what SOPS adds to a file; `undefined` for a value that it did not encrypt. */
export function withoutSops(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const { sops, ...rest } = record(value);
  const { mac, version, lastmodified } = record(sops);
  return mac !== undefined || version !== undefined || lastmodified !== undefined ? rest : undefined;
}

/** Items of a `List`, or of what `kubectl get` writes: a `PodList`, whose items do not say what they are. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  const { apiVersion, kind, items } = record(value);
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return undefined;
  if (kind === 'List') return items;
  return items.map((item) =>
    item !== null && typeof item === 'object' && !('kind' in item)
      ? { apiVersion, kind: kind.slice(0, -'List'.length), ...item }
      : item,
  );
}

function faultOf(value: unknown): (Omit<Shapeless, 'path'> & { readonly steps: readonly Step[] }) | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    const message = `this is ${Array.isArray(value) ? 'a list' : `the value \`${String(value).slice(0, 40)}\``}, not an object: kubectl and Flux refuse it`;
    const hint = 'Begin with apiVersion, kind and metadata; put --- between two objects.';
    return { steps: [], message, hint, isForeign: true };
  }
  const own = value as Readonly<Record<string, unknown>>;
  for (const key of IDENTITY.slice(0, 2)) {
    if (typeof own[key] === 'string' && own[key] !== '') continue;
    return { ...lacking(own, key, [key]), isForeign: IDENTITY.every((one) => own[one] === undefined) };
  }
  const { metadata } = own;
  if (metadata === null || typeof metadata !== 'object' || Array.isArray(metadata)) {
    return { ...lacking(own, 'metadata', ['metadata']), isForeign: false };
  }
  const { name, generateName, namespace } = record(metadata);
  if (namespace !== undefined && namespace !== null && typeof namespace !== 'string') {
    return { ...lacking(record(metadata), 'namespace', ['metadata', 'namespace']), isForeign: false };
  }
  const isNamed = (typeof name === 'string' && name !== '') || (name === undefined && typeof generateName === 'string');
  return isNamed ? undefined : { ...lacking(record(metadata), 'name', ['metadata', 'name']), isForeign: false };
}

function lacking(holder: Readonly<Record<string, unknown>>, key: string, steps: readonly Step[]) {
  const given = holder[key];
  const place = pathText(steps);
  if (given !== undefined && given !== null && given !== '') {
    const form = key === 'metadata' ? 'a map' : 'text';
    const shown = JSON.stringify(given).slice(0, 40);
    const hint =
      key === 'metadata'
        ? 'Write the name below it: `metadata: {name: web}`.'
        : typeof given === 'object'
          ? `Write text: ${key}: web.`
          : `Put it in quotes: ${key}: "${given}".`;
    return { steps, message: `${place} must be ${form}, not ${shown}: kubectl and Flux refuse the object`, hint };
  }
  const near = nearest(key, Object.keys(holder));
  const hint = near ? `Did you mean ${key} where it says \`${near}\`?` : `Add ${place}.`;
  return {
    steps: [],
    message: `${place} is missing: without it this is no object, and kubectl and Flux refuse it`,
    hint,
  };
}

/** An object whose name the API server makes gets one as the API server would. */
function named(manifest: Manifest): Manifest {
  const { name, generateName } = manifest.metadata as Manifest['metadata'] & { readonly generateName?: string };
  if (name !== undefined) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, name: `${generateName}${GENERATED}` } };
}

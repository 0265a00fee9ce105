import { parseAllDocuments } from 'yaml';
import type { Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';
import type { SecretFile } from '../world.ts';

/** One document of a file in `secrets/`, encrypted or not. Values are never kept, only judged. */
export interface SecretDocument {
  readonly file: string;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Keys under `data` and `stringData`. */
  readonly keys: readonly string[];
  /** Whether SOPS left its metadata. */
  readonly isEncrypted: boolean;
  /** Whether the metadata has the seal over the whole file, without which it cannot be decrypted. */
  readonly isSealed: boolean;
  /** Public keys of age that can decrypt. */
  readonly recipients: readonly string[];
  /** Whether keys of another kind can decrypt, too. */
  readonly hasOthers: boolean;
  /** Where values stand that anybody can read. */
  readonly plain: readonly (readonly Step[])[];
  /** Fields that Kubernetes must read, and that were encrypted. */
  readonly hidden: readonly (readonly Step[])[];
}

/** What a file in `secrets/` holds; `error` when it cannot be read. */
export interface ReadSecretFile {
  readonly file: string;
  readonly documents: readonly SecretDocument[];
  readonly error: string | undefined;
}

const OTHERS = ['pgp', 'kms', 'gcp_kms', 'hckms', 'azure_kv', 'hc_vault'];
const VISIBLE: readonly (readonly Step[])[] = [
  ['apiVersion'],
  ['kind'],
  ['metadata', 'name'],
  ['metadata', 'namespace'],
];

/** Reads a file of `secrets/`, YAML or JSON. Total: it never throws, and no message of it has a value in it. */
export function readSecretFile({ file, text: content }: SecretFile): ReadSecretFile {
  try {
    const documents = parseAllDocuments(content);
    const broken = documents.find(({ errors }) => errors.length > 0);
    if (broken) {
      const [first] = broken.errors;
      const place = first!.linePos?.[0];
      return { file, documents: [], error: `${first!.code}${place ? ` in line ${place.line}` : ''}` };
    }
    const values = documents
      .map((document) => document.toJS() as unknown)
      .filter((value) => value !== null && value !== undefined);
    return { file, documents: values.map((value) => documentOf(file, record(value))), error: undefined };
  } catch {
    return { file, documents: [], error: 'its anchors cannot be resolved' };
  }
}

function documentOf(file: string, value: Readonly<Record<string, unknown>>): SecretDocument {
  const metadata = record(value['metadata']);
  const sops = record(value['sops']);
  const groups = [sops, ...list(sops['key_groups']).map(record)];
  const entries = ['data', 'stringData'].flatMap((part) =>
    Object.entries(record(value[part])).map(([key, entry]) => ({ path: [part, key], key, entry })),
  );
  const at = (path: readonly Step[]): unknown => path.reduce<unknown>((inner, step) => record(inner)[step], value);
  return {
    file,
    kind: text(value['kind']),
    name: text(metadata['name']),
    namespace: text(metadata['namespace']),
    keys: [...new Set(entries.map(({ key }) => key))],
    isEncrypted: Object.keys(sops).length > 0,
    isSealed: isCipher(sops['mac']),
    recipients: groups
      .flatMap((group) => list(group['age']))
      .flatMap((entry) => text(record(entry)['recipient']) ?? []),
    hasOthers: groups.some((group) => OTHERS.some((key) => list(group[key]).length > 0)),
    plain: entries.filter(({ entry }) => isPlain(entry)).map(({ path }) => path),
    hidden: VISIBLE.filter((path) => isCipher(at(path))),
  };
}

function isCipher(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('ENC[');
}

/** Whether there is something to read. SOPS leaves empty texts as they are. */
function isPlain(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '' && !isCipher(value);
}

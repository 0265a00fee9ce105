import { type Document, parseAllDocuments, Scalar } from 'yaml';
import { record } from '../check/pods.ts';
import type { NeededSecret } from '../core/cluster.ts';
import { SecretsError } from './secrets-error.ts';

/** Characters that a text in YAML cannot hold as they are. */
const NO_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;

/** An entry of a Secret: as text where it is one, so that `edit` shows it; else as base64. */
function entryOf(value: Buffer): { part: 'stringData' | 'data'; text: string } {
  const text = value.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(value) && !NO_TEXT.test(text);
  return isText ? { part: 'stringData', text } : { part: 'data', text: value.toString('base64') };
}

/**
 * A Secret with one entry, in the clear, as JSON: in YAML a password such as 1_000 would become a number.
 *
 * @param before what is known of it without a key: the encrypted document, whose metadata is kept
 */
export function secretText(
  { name, namespace }: NeededSecret,
  key: string,
  value: Buffer,
  before?: Readonly<Record<string, unknown>>,
): string {
  const { sops: _sops, data: _data, stringData: _stringData, ...kept } = before ?? {};
  const bare = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } };
  const { part, text } = entryOf(value);
  return `${JSON.stringify({ ...bare, ...kept, [part]: { [key]: text } })}\n`;
}

/** A file in the clear with one entry of one of its documents put in place; all else stays, comments too. */
export function withEntry(
  file: string,
  plain: string,
  { name, namespace }: NeededSecret,
  key: string,
  value: Buffer,
): string {
  const documents = parseAllDocuments(plain) as Document[];
  const document = documents.find((each) => {
    const metadata = record(record(each.toJS())['metadata']);
    return metadata['name'] === name && metadata['namespace'] === namespace;
  });
  if (!document) {
    throw new SecretsError(2, `${file}: Secret ${namespace}/${name} is no longer in it`, 'Run the command again.');
  }
  const { part, text } = entryOf(value);
  const other = part === 'data' ? 'stringData' : 'data';
  if (document.hasIn([other, key])) document.deleteIn([other, key]);
  if (Object.keys(record(record(document.toJS())[other])).length === 0) document.delete(other);
  const scalar = new Scalar(text);
  scalar.type = Scalar.QUOTE_DOUBLE;
  document.setIn([part, key], scalar);
  if (file.endsWith('.json')) return `${JSON.stringify(document.toJS())}\n`;
  return documents.map((each) => each.toString({ lineWidth: 0 })).join('---\n');
}

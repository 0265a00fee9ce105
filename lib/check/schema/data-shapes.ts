import { judgeQuantity, judgeStorageSize } from '../../values/quantity.ts';
import { quoted } from '../../values/value-error.ts';
import { list, record } from '../pods.ts';
import { type Place, REFUSED } from './fault.ts';
import type { Shape } from './shapes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Most bytes that the values of a ConfigMap or a Secret have together. */
const MOST_BYTES = 1024 * 1024;

const configMap: Shape = (value, place) => {
  const data = record(value['data']);
  const binary = record(value['binaryData']);
  keys(data, 'data', place);
  keys(binary, 'binaryData', place);
  for (const key of Object.keys(binary)) {
    if (!Object.hasOwn(data, key)) continue;
    const message = `${quoted(key)} stands in data, too: ${REFUSED}`;
    place.tell('schema-conflict', ['binaryData', key], message, 'Give one of the two another name.');
  }
  size(bytesOf(data) + bytesOf(binary) * 0.75, place);
};

const secret: Shape = (value, place) => {
  const data = record(value['data']);
  const plain = record(value['stringData']);
  keys(data, 'data', place);
  keys(plain, 'stringData', place);
  size(bytesOf(data) * 0.75 + bytesOf(plain), place);
  const { type } = value;
  const wanted = typeof type === 'string' && Object.hasOwn(secretKeys, type) ? (secretKeys[type] ?? []) : [];
  for (const key of wanted) {
    if (Object.hasOwn(data, key) || Object.hasOwn(plain, key)) continue;
    const message = `A Secret of type ${quoted(type)} has no key ${key}: ${REFUSED}`;
    place.tell('schema-required', ['data', key], message, `Write ${key}, or use type: Opaque.`);
  }
};

/** Keys that the API server wants in secrets of its own types. */
const secretKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function keys(data: Fields, field: string, place: Place): void {
  for (const key of Object.keys(data)) {
    if (/^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..')) continue;
    const message = `${quoted(key)} is no key of a file or a variable: ${REFUSED}`;
    const hint = 'Write letters, digits, hyphens, underscores and dots, such as app.conf.';
    place.tell('schema-name', [field, key], message, hint);
  }
}

function bytesOf(data: Fields): number {
  let bytes = 0;
  for (const text of Object.values(data)) if (typeof text === 'string') bytes += Buffer.byteLength(text);
  return bytes;
}

function size(bytes: number, place: Place): void {
  if (bytes <= MOST_BYTES) return;
  const message = `The values have ${Math.round(bytes)} bytes together, ${MOST_BYTES} are the most: ${REFUSED}`;
  place.tell('schema-size', ['data'], message, 'Spread the keys over several objects.');
}

const claim: Shape = (value, place) => {
  if (list(value['accessModes']).length === 0) {
    const message = `The claim has no access mode: ${REFUSED}`;
    place.tell('schema-required', ['accessModes'], message, 'Write accessModes: [ReadWriteOnce].');
  }
  const storage = record(record(value['resources'])['requests'])['storage'];
  const steps = ['resources', 'requests', 'storage'];
  if (storage === undefined || storage === null) {
    const message = `The claim asks for no storage: ${REFUSED}`;
    place.tell('schema-required', steps, message, 'Write its size, such as 10Gi.');
    return;
  }
  const refusal = judgeQuantity(storage) ? undefined : judgeStorageSize(storage);
  if (!refusal) return;
  const message = `${quoted(storage)} is not ${refusal.expected}: no volume of that size is made`;
  place.tell('schema-quantity', steps, message, refusal.fix);
};

const definition: Shape = (value, place) => {
  const { name } = record(value['metadata']);
  const { group, names } = record(value['spec']);
  const { plural } = record(names);
  if (typeof group !== 'string' || typeof plural !== 'string' || name === `${plural}.${group}`) return;
  const message = `${quoted(name)} is not the plural and the group, ${plural}.${group}: ${REFUSED}`;
  place.tell('schema-name', ['metadata', 'name'], message, `Write ${plural}.${group}.`);
};

/** Shapes of what holds data. */
export const dataShapes: Readonly<Record<string, Shape>> = {
  ConfigMap: configMap,
  CustomResourceDefinition: definition,
  PersistentVolumeClaimSpec: claim,
  Secret: secret,
};

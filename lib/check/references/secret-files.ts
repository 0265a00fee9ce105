import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../core/manifest.ts';
import { record } from '../pods.ts';
import type { SecretFile } from '../world.ts';
import { textOf } from './scope.ts';

/** Encrypted files are small; what is larger is no secret and would only cost time. */
const LARGEST = 1 << 20;

/** Objects in the files of `secrets/`. SOPS leaves names and keys readable, and that is all that is read. */
export function objectsOf(files: readonly SecretFile[]): Manifest[] {
  return files.flatMap(({ text }) => (text.length > LARGEST ? [] : parsed(text))).filter(isObject);
}

function parsed(text: string): unknown[] {
  try {
    return parseAllDocuments(text, { logLevel: 'silent' }).map((document) => document.toJS({ maxAliasCount: 100 }));
  } catch {
    return [];
  }
}

function isObject(value: unknown): value is Manifest {
  const { kind, metadata } = record(value);
  return textOf(kind) !== undefined && textOf(record(metadata)['name']) !== undefined;
}

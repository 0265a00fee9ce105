import type { Step } from './path.ts';
import { record } from './pods.ts';
import type { Subject } from './subject.ts';

/** One entry of a ConfigMap or Secret, as whoever mounts it reads it. */
export interface DataEntry {
  readonly path: readonly Step[];
  readonly key: string;
  readonly value: string;
}

/** The entries of a ConfigMap or Secret with base64 undone. What SOPS encrypted stays as it is. */
export function decoded({ manifest }: Subject): DataEntry[] {
  const plain = manifest.kind === 'Secret' ? 'stringData' : 'data';
  const entries = entriesOf(manifest[plain], plain);
  if (manifest.kind !== 'Secret') return entries;
  const coded = entriesOf(manifest['data'], 'data').map(({ path, key, value }) => ({
    path,
    key,
    value: value.startsWith('ENC[') ? value : Buffer.from(value, 'base64').toString('utf8'),
  }));
  return [...entries, ...coded];
}

function entriesOf(value: unknown, part: string): DataEntry[] {
  return Object.entries(record(value)).flatMap(([key, entry]) =>
    typeof entry === 'string' ? [{ path: [part, key], key, value: entry }] : [],
  );
}

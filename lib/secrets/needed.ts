import type { NeededSecret } from '../core/cluster.ts';
import { nearest } from '../values/nearest.ts';
import { SecretsError } from './secrets-error.ts';

/** `monitoring/grafana-admin` */
export function fullName({ namespace, name }: Pick<NeededSecret, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/**
 * The secret of the lab that a name means: its own name, or namespace and name.
 *
 * @throws SecretsError with what was meant
 */
export function neededSecret(name: string, needed: readonly NeededSecret[]): NeededSecret {
  const found = needed.filter((secret) => secret.name === name || fullName(secret) === name);
  if (found.length === 1) return found[0]!;
  const all = needed.map(fullName);
  if (found.length > 1) {
    const hint = `Name it with its namespace: ${found.map(fullName).join(' or ')}.`;
    throw new SecretsError(1, `'${name}' is in ${found.length} namespaces`, hint);
  }
  const names = name.includes('/') ? all : needed.map((secret) => secret.name);
  const meant = nearest(name, names);
  const there = all.length > 0 ? `The lab needs ${all.join(', ')}.` : 'The lab needs no secret: declare it first.';
  throw new SecretsError(
    1,
    `the lab needs no secret '${name}'`,
    meant === undefined ? there : `Did you mean '${meant}'?`,
  );
}

/**
 * The key of a secret that is set: the one that is named, else the only one there is.
 *
 * @throws SecretsError with what was meant
 */
export function neededKey(key: string | undefined, secret: NeededSecret): string {
  const { keys } = secret;
  if (key === undefined) {
    if (keys.length === 1) return keys[0]!;
    throw new SecretsError(
      1,
      `Secret ${fullName(secret)} has ${keys.length} keys: ${keys.join(', ')}`,
      'Name one with --key, and set one after the other.',
    );
  }
  if (keys.includes(key)) return key;
  const meant = nearest(key, keys) ?? (keys.length === 1 ? keys[0] : undefined);
  const hint = meant === undefined ? `Its keys are ${keys.join(', ')}.` : `Did you mean '${meant}'?`;
  throw new SecretsError(1, `nobody reads a key '${key}' of Secret ${fullName(secret)}`, hint);
}

import { randomBytes } from 'node:crypto';
import type { NeededSecret } from '../core/cluster.ts';
import { AGE_SECRET, FLUX_NAMESPACE } from '../core/flux-objects.ts';
import type { Manifest } from '../core/manifest.ts';
import { toYaml } from '../core/yaml.ts';
import { runProgram } from '../tools/run-program.ts';
import type { Files } from './tree.ts';

/** A throw-away key, and the files that it opens. */
export interface MadeUpSecrets {
  /** Secret with the key, as Flux reads it. */
  readonly key: Manifest;
  /** The same with a key that opens nothing. */
  readonly other: Manifest;
  readonly files: Files;
}

/**
 * Makes up a value for every key of every secret that the lab needs, and encrypts them with SOPS to a key that lives as long as the run.
 *
 * @throws Error with what the program says when one of them fails
 */
export async function madeUpSecrets(
  needed: readonly NeededSecret[],
  sops: string,
  ageKeygen: string,
): Promise<MadeUpSecrets> {
  const identity = await output(ageKeygen, [], '');
  const recipient = /public key: (age1\w+)/.exec(identity)?.[1];
  if (recipient === undefined) throw new Error(`${ageKeygen} made no key`);
  const files = await Promise.all(
    needed.map(async ({ name, namespace, keys }): Promise<[string, string]> => {
      const stringData = Object.fromEntries(keys.map((key) => [key, randomBytes(12).toString('hex')]));
      const secret = toYaml({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData });
      const args = ['encrypt', '--age', recipient, '--encrypted-regex', '^(data|stringData)$'];
      const types = ['--input-type', 'yaml', '--output-type', 'yaml', '--filename-override', 'secret.yaml'];
      return [`secrets/${namespace}-${name}.yaml`, await output(sops, [...args, ...types], secret)];
    }),
  );
  return { key: keySecret(identity), other: keySecret(await output(ageKeygen, [], '')), files: new Map(files) };
}

/** The secret that Flux takes the key from. */
function keySecret(identity: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: AGE_SECRET, namespace: FLUX_NAMESPACE },
    stringData: { 'age.agekey': identity },
  };
}

async function output(program: string, args: readonly string[], input: string): Promise<string> {
  const { code, output, errors } = await runProgram(program, args, {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
    input,
  });
  if (code !== 0) throw new Error(`${program} failed: ${errors.trim()}`);
  return output;
}

import { randomInt } from 'node:crypto';
import type { OpenFact } from '../core/facts-judge.ts';
import type { SecretMaker } from '../core/secret-maker.ts';
import { toYaml } from '../core/yaml.ts';
import { SecretsError } from './secrets-error.ts';
import { serviceAccount } from './service-account.ts';

/** What the owner gave, and where it came from. */
export interface Given {
  readonly bytes: Buffer;
  /** `standard input`, or the path of a file. */
  readonly from: string;
  /** Whether the line end was typed, or written by a command such as echo, and belongs to no value. */
  readonly isTyped: boolean;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 32;

/** A password of 32 letters and digits: 190 bits. */
export function newPassword(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Whether a value is one that can be made up. */
export function canGenerate(maker: SecretMaker | undefined): boolean {
  return maker === undefined || maker.kind === 'password';
}

/**
 * The value of a secret from what was given.
 *
 * @throws SecretsError when it is not what the maker needs
 */
export function secretValue(maker: SecretMaker | undefined, given: Given, openFacts: readonly OpenFact[]): Buffer {
  if (given.bytes.length === 0) {
    throw new SecretsError(1, `${given.from}: there is nothing in it`, 'Give a value.');
  }
  switch (maker?.kind) {
    case 'google-service-account': {
      expectOwnFact(maker.fact, openFacts);
      const { json, project } = serviceAccount(given.bytes.toString('utf8'), given.from);
      if (project === maker.project) return Buffer.from(json);
      throw new SecretsError(
        1,
        `${given.from}: project_id is '${project}', the wrong project; expected '${maker.project}', which ${maker.fact} in main.ts names`,
        `Give a key of an account in '${maker.project}', or correct ${maker.fact}.`,
      );
    }
    case 'google-object-storage': {
      expectOwnFact(maker.fact, openFacts);
      const { json } = serviceAccount(given.bytes.toString('utf8'), given.from);
      const config = { bucket: maker.bucket, service_account: JSON.stringify(JSON.parse(json)) };
      return Buffer.from(toYaml({ type: 'GCS', config }));
    }
    case 'password':
      return withoutLineEnd(given);
    case undefined:
      return given.isTyped ? withoutLineEnd(given) : given.bytes;
  }
}

/** A secret for an example project or bucket is wrong as soon as the fact is written. */
function expectOwnFact(fact: string, openFacts: readonly OpenFact[]): void {
  const open = openFacts.find(({ path }) => path === fact);
  if (!open) return;
  throw new SecretsError(
    1,
    `main.ts: ${fact} is still the example '${open.value}', and the secret depends on it`,
    `Write your own value for ${fact} in main.ts, then set the secret.`,
  );
}

/** The line end of a text of one line is that of the command that printed it. */
function withoutLineEnd({ bytes, from }: Given): Buffer {
  const text = bytes.toString('latin1');
  const line = text.replace(/\r?\n$/, '');
  if (line === '') throw new SecretsError(1, `${from}: there is nothing but a line end`, 'Give a value.');
  return line.includes('\n') ? bytes : Buffer.from(line, 'latin1');
}

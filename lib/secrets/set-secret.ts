import { parse } from 'yaml';
import { record } from '../check/pods.ts';
import type { NeededSecret } from '../core/cluster.ts';
import { fullName } from './needed.ts';
import type { SecretFolder } from './secret-folder.ts';
import { secretText, withEntry } from './secret-text.ts';
import { SecretsError } from './secrets-error.ts';
import type { Sops } from './sops-program.ts';
import { writeTogether } from './write-together.ts';

/** What is set, and where to. */
export interface SetProps {
  readonly folder: SecretFolder;
  readonly secret: NeededSecret;
  readonly key: string;
  readonly value: Buffer;
  readonly sops: Sops;
  /** Where the private key lies: needed only when a file holds more than what is set. */
  readonly keyFile: () => string;
}

/** What was written. */
export interface WasSet {
  readonly file: string;
  readonly recipients: number;
}

/**
 * Sets one key of one secret. What else is in its file stays. The file is replaced in one step.
 *
 * @throws SecretsError when it was not done
 */
export async function setSecret(props: SetProps): Promise<WasSet> {
  const { folder, secret, sops } = props;
  const file = folder.fileOf(secret);
  const { recipients } = folder.ruleOf(file);
  const plain = await plainText(file, props);
  const encrypted = await sops.encrypt(file, plain);
  writeTogether(folder.project, new Map([[file, encrypted]]));
  return { file, recipients: recipients.length };
}

async function plainText(file: string, { folder, secret, key, value, sops, keyFile }: SetProps): Promise<string> {
  const found = folder.find(secret);
  if (!found) return secretText(secret, key, value);
  const { documents, text } = found.file;
  if (!found.document.isEncrypted) {
    throw new SecretsError(
      1,
      `${file} is not encrypted: what it holds can be read by all`,
      `Encrypt it first (sops encrypt --in-place ${file}), or remove it; what was pushed once must be changed.`,
    );
  }
  const others = found.document.keys.filter((each) => each !== key);
  if (documents.length === 1 && others.length === 0) return secretText(secret, key, value, record(parse(text)));
  try {
    return withEntry(file, await sops.decrypt(file, text, keyFile()), secret, key, value);
  } catch (error) {
    if (!(error instanceof SecretsError) || error.code !== 2) throw error;
    const more = others.length > 0 ? `keys ${others.join(', ')} of ${fullName(secret)}` : 'other secrets';
    throw new SecretsError(2, `${error.message}; that is needed to keep ${more}`, error.hint);
  }
}

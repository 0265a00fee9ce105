import { existsSync } from 'node:fs';
import { ruleFor } from '../check/sops/creation-rules.ts';
import { makeKey, recipientsOfKey, workTreeOf } from './key-file.ts';
import { expectRecipients } from './recipient.ts';
import { expectKey, reencrypt } from './reencrypt.ts';
import { ANY_FILE, soundRules, withRecipients, withSecretsRule } from './rules-text.ts';
import { RULES, type SecretFolder } from './secret-folder.ts';
import { SecretsError } from './secrets-error.ts';
import { KEY_LOST, type Sops } from './sops-program.ts';

/** What `secrets/` begins with. */
export interface InitProps {
  readonly folder: SecretFolder;
  readonly keyFile: string;
  /** Further public keys, such as that of a backup. */
  readonly recipients: readonly string[];
  readonly sops: Sops;
  /** Path of age-keygen. */
  readonly ageKeygen: string;
}

/** What was done. */
export interface WasInit {
  readonly keyMade: boolean;
  readonly rulesWritten: boolean;
  /** For whom files are encrypted now. */
  readonly recipients: readonly string[];
  /** Files that were encrypted anew. */
  readonly files: readonly string[];
}

/**
 * Makes the key and the rules where they are missing. What is there stays: a second run changes nothing.
 *
 * @throws SecretsError when it was not done
 */
export async function initSecrets(props: InitProps): Promise<WasInit> {
  const { folder, keyFile, recipients, sops, ageKeygen } = props;
  await expectRecipients(recipients, sops);
  const hasKey = existsSync(keyFile);
  const rule = folder.rules === undefined ? undefined : ruleFor(ANY_FILE, laxRules(folder.rules));
  if (!hasKey && rule) {
    throw new SecretsError(
      2,
      `${RULES} names ${rule.recipients.join(', ')}, and there is no age key at ${keyFile}: a new one could not open what is there`,
      KEY_LOST,
    );
  }
  if (!hasKey && folder.encrypted.length > 0) expectKey(keyFile, folder.encrypted);
  const tree = hasKey ? workTreeOf(keyFile, folder.project) : undefined;
  if (tree !== undefined) {
    throw new SecretsError(
      1,
      `the key lies at ${keyFile}, inside the repository ${tree}: sooner or later it is committed`,
      'Move it out, and name its new place: --age-key FILE.',
    );
  }
  if (!hasKey) await makeKey(keyFile, folder.project, ageKeygen);
  const own = await recipientsOfKey(keyFile, ageKeygen);
  if (rule && !own.some((recipient) => rule.recipients.includes(recipient))) {
    throw new SecretsError(
      1,
      `${RULES} names ${rule.recipients.join(', ')}; the key at ${keyFile} is ${own.join(', ')}, which is not among them`,
      `Name the right key: --age-key FILE. To add this one, with the right key: npx hensteeth secrets rotate --recipient ${own[0]}`,
    );
  }
  const base = rule ? folder.rules! : withSecretsRule(folder.rules, own);
  const files = folder.encrypted.map(({ file }) => file);
  const rules = withRecipients(base, files, { add: recipients, remove: [] });
  const written = await reencrypt({ folder, rules, sops, keyFile });
  return {
    keyMade: !hasKey,
    rulesWritten: rules !== folder.rules,
    recipients: ruleFor(ANY_FILE, soundRules(rules))!.recipients,
    files: written,
  };
}

/** Rules that may still be empty, as a file that was just made is; all else that is wrong is told. */
function laxRules(text: string): ReturnType<typeof soundRules> {
  return text.replace(/^\s*#.*$/gm, '').trim() === '' ? { rules: [], faults: [] } : soundRules(text);
}

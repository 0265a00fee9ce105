import { ruleFor } from '../check/sops/creation-rules.ts';
import { nearest } from '../values/nearest.ts';
import { expectRecipients } from './recipient.ts';
import { expectKey, reencrypt } from './reencrypt.ts';
import { ANY_FILE, soundRules, withRecipients } from './rules-text.ts';
import { RULES, type SecretFolder } from './secret-folder.ts';
import { SecretsError } from './secrets-error.ts';
import type { Sops } from './sops-program.ts';

/** Who comes and who goes. With neither, files are brought in line with `.sops.yaml`. */
export interface RotateProps {
  readonly folder: SecretFolder;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly sops: Sops;
  readonly keyFile: string;
}

/** What was done. */
export interface WasRotated {
  readonly files: readonly string[];
  readonly rulesWritten: boolean;
  readonly recipients: readonly string[];
}

/**
 * Encrypts all files for other recipients: all of them or none.
 *
 * @throws SecretsError when it was not done
 */
export async function rotateSecrets({ folder, add, remove, sops, keyFile }: RotateProps): Promise<WasRotated> {
  folder.ruleOf(ANY_FILE);
  await expectRecipients(add, sops);
  const text = folder.rules!;
  const files = folder.encrypted.map(({ file }) => file);
  expectKnown(remove, text, add);
  expectKey(keyFile, files.length > 0 ? folder.encrypted : [{ file: 'what will be in secrets/' }]);
  const rules = withRecipients(text, files, { add, remove });
  const written = await reencrypt({ folder, rules, sops, keyFile });
  const { recipients } = ruleFor(ANY_FILE, soundRules(rules))!;
  return { files: written, rulesWritten: rules !== text, recipients };
}

/** One that is gone already is fine where the new one is there: the run is repeated. */
function expectKnown(remove: readonly string[], text: string, add: readonly string[]): void {
  const known = [...new Set(soundRules(text).rules.flatMap(({ recipients }) => recipients))];
  const isRepeated = add.length > 0 && add.every((each) => known.includes(each));
  for (const recipient of remove) {
    if (known.includes(recipient) || isRepeated) continue;
    const meant = nearest(recipient, known);
    throw new SecretsError(
      1,
      `--remove: ${RULES} does not name '${recipient}'`,
      meant === undefined ? `It names ${known.join(', ')}.` : `Did you mean '${meant}'?`,
    );
  }
}

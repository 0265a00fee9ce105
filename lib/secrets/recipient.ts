import { SECRET_KEY } from '../check/sops/creation-rules.ts';
import { SecretsError } from './secrets-error.ts';
import type { Sops } from './sops-program.ts';

/** @throws SecretsError for what SOPS cannot encrypt to; a secret key is not repeated */
export async function expectRecipients(recipients: readonly string[], sops: Sops): Promise<void> {
  for (const recipient of recipients) {
    if (recipient.includes(SECRET_KEY)) {
      throw new SecretsError(
        1,
        '--recipient: this is a secret key; expected the public one, age1...',
        'Make a new key: this one stands in the history of your shell. age-keygen -y FILE prints the public one.',
      );
    }
    if (await sops.takes(recipient)) continue;
    throw new SecretsError(
      1,
      `--recipient: '${recipient}' is no public key of age: a character is missing or wrong`,
      'Copy it whole: age1 and 58 letters and digits. age-keygen -y FILE prints it.',
    );
  }
}

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleFor } from '../check/sops/creation-rules.ts';
import { readSecretFile } from '../check/sops/secret-document.ts';
import { toYaml } from '../core/yaml.ts';
import { ANY_FILE, soundRules } from './rules-text.ts';
import { RULES, type SecretFolder, type SecretsFile } from './secret-folder.ts';
import { SecretsError } from './secrets-error.ts';
import { KEY_LOST, type Sops } from './sops-program.ts';
import { partialOf, writeTogether } from './write-together.ts';

/** What brings `secrets/` in line with rules. */
export interface ReencryptProps {
  readonly folder: SecretFolder;
  /** Text that `.sops.yaml` is to have. */
  readonly rules: string;
  readonly sops: Sops;
  readonly keyFile: string;
}

const PROBE = toYaml({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'probe', namespace: 'probe' },
  stringData: { probe: 'probe' },
});

/**
 * Encrypts every file that is not for whom the rules name anew, with a new data key, and writes the rules: all of it or nothing.
 * The rules come last, so that a run that is cut is continued by the next.
 *
 * @returns files that were encrypted anew
 * @throws SecretsError when one of them cannot be decrypted, or the rules would leave something readable
 */
export async function reencrypt({ folder, rules, sops, keyFile }: ReencryptProps): Promise<string[]> {
  const stale = folder.encrypted.filter((file) => !fits(file, wantedBy(rules, file.file)));
  if (stale.length === 0 && rules === folder.rules) return [];
  if (stale.length > 0) expectKey(keyFile, stale);
  const plain = await Promise.all(
    stale.map(async (file) => [file.file, await sops.decrypt(file.file, file.text, keyFile)] as const),
  );
  const config = partialOf(RULES);
  const files = new Map<string, string>();
  try {
    writeFileSync(join(folder.project, config), rules);
    await sops.encrypt(ANY_FILE, PROBE, config);
    for (const [file, text] of plain) {
      const made = await sops.encrypt(file, text, config);
      if (!fits(readSecretFile({ file, text: made }), wantedBy(rules, file))) {
        throw new SecretsError(
          2,
          `${file}: sops encrypted it for others than ${RULES} names`,
          'See that sops is the real one.',
        );
      }
      files.set(file, made);
    }
  } finally {
    rmSync(join(folder.project, config), { force: true });
  }
  writeTogether(folder.project, rules === folder.rules ? files : files.set(RULES, rules));
  return stale.map(({ file }) => file);
}

/** @throws SecretsError when no key is there to decrypt with */
export function expectKey(keyFile: string, files: readonly Pick<SecretsFile, 'file'>[]): void {
  if (existsSync(keyFile)) return;
  const what = files.map(({ file }) => file).join(', ');
  throw new SecretsError(2, `no age key at ${keyFile}: ${what} cannot be decrypted`, KEY_LOST);
}

function wantedBy(rules: string, file: string): readonly string[] {
  const rule = ruleFor(file, soundRules(rules));
  if (rule) return rule.recipients;
  throw new SecretsError(1, `${RULES}: no rule has a path_regex that fits '${file}'`, 'Add one for it.');
}

function fits({ documents }: Pick<SecretsFile, 'documents'>, wanted: readonly string[]): boolean {
  return documents
    .filter(({ isEncrypted }) => isEncrypted)
    .every(
      ({ recipients }) => recipients.length === wanted.length && wanted.every((each) => recipients.includes(each)),
    );
}

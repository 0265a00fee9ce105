import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretFiles } from '../check/lab-world.ts';
import { type CreationRule, parseCreationRules, ruleFor } from '../check/sops/creation-rules.ts';
import { type ReadSecretFile, readSecretFile, type SecretDocument } from '../check/sops/secret-document.ts';
import type { NeededSecret } from '../core/cluster.ts';
import { fullName } from './needed.ts';
import { SecretsError } from './secrets-error.ts';

/** Where SOPS reads for whom a file is encrypted. */
export const RULES = '.sops.yaml';

/** A file of `secrets/`, as it lies there and as it is read. */
export interface SecretsFile extends ReadSecretFile {
  readonly text: string;
}

/** `secrets/` and `.sops.yaml` of a project, as they are now. */
export class SecretFolder {
  readonly project: string;
  readonly files: readonly SecretsFile[];
  /** Text of `.sops.yaml`; `undefined` without it. */
  readonly rules: string | undefined;

  constructor(project: string) {
    this.project = project;
    this.files = secretFiles(project).map((file) => ({ ...readSecretFile(file), text: file.text }));
    const path = join(project, RULES);
    this.rules = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }

  /** Files that SOPS has encrypted. */
  get encrypted(): readonly SecretsFile[] {
    return this.files.filter(({ documents }) => documents.some(({ isEncrypted }) => isEncrypted));
  }

  /** The document of a secret, and the file that it is in. */
  find({ name, namespace }: NeededSecret): { file: SecretsFile; document: SecretDocument } | undefined {
    for (const file of this.files) {
      const document = file.documents.find((each) => each.name === name && each.namespace === namespace);
      if (document) return { file, document };
    }
    return undefined;
  }

  /** The file that a secret is in, or is written to. */
  fileOf(secret: NeededSecret): string {
    const found = this.find(secret);
    if (found) return found.file.file;
    const names = [`secrets/${secret.name}.sops.yaml`, `secrets/${secret.namespace}-${secret.name}.sops.yaml`];
    const free = names.find((name) => !existsSync(join(this.project, name)));
    if (free !== undefined) return free;
    throw new SecretsError(
      1,
      `${names.join(' and ')} are there, and neither holds Secret ${fullName(secret)}`,
      'Rename the file that is in the way: the name of a file is free.',
    );
  }

  /** @throws SecretsError when nobody is named that the file could be encrypted for */
  ruleOf(file: string): CreationRule {
    if (this.rules === undefined) {
      throw new SecretsError(
        2,
        `${RULES} is missing: for whom ${file} would be encrypted is not known`,
        'npx hensteeth secrets init',
      );
    }
    const { rules, faults } = parseCreationRules(this.rules);
    const [fault] = faults;
    if (fault) throw new SecretsError(1, `${RULES}${fault.path && ` ${fault.path}`}: ${fault.message}`, fault.hint);
    const rule = ruleFor(file, { rules, faults });
    if (rule) return rule;
    throw new SecretsError(
      1,
      `${RULES}: no rule has a path_regex that fits '${file}'`,
      'Add one with `npx hensteeth secrets init`.',
    );
  }
}

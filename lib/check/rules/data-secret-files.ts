import { pathText } from '../path.ts';
import type { NotJudged, Report } from '../rule.ts';
import { type CreationRules, parseCreationRules, ruleFor, SECRET_KEY } from '../sops/creation-rules.ts';
import type { ReadSecretFile, SecretDocument } from '../sops/secret-document.ts';
import type { World } from '../world.ts';

const ENCRYPT = (file: string): string => `Encrypt it: sops --encrypt --in-place ${file}`;

/** Files in `secrets/`: encrypted at all, wholly, and for whom. */
export function judgeSecretFiles(
  files: readonly ReadSecretFile[],
  world: World,
): { reports: Report[]; notJudged: NotJudged[] } {
  const { sopsRules, secretFiles } = world.props;
  const rules = sopsRules === undefined ? undefined : parseCreationRules(sopsRules);
  const reports: Report[] = (rules?.faults ?? []).map((fault) => ({ code: 'sops-rule', file: '.sops.yaml', ...fault }));
  const notJudged: NotJudged[] = [];
  const leaks = new Set((secretFiles ?? []).filter(({ text }) => text.includes(SECRET_KEY)).map(({ file }) => file));
  for (const read of files) {
    reports.push(...judgeFile(read, leaks.has(read.file)));
    const encrypted = read.documents.filter(({ isEncrypted }) => isEncrypted);
    if (encrypted.length === 0) continue;
    if (rules) reports.push(...judgeRecipients(read.file, encrypted, rules));
    else
      notJudged.push({ why: 'there is no .sops.yaml: for whom the files in secrets/ must be encrypted is not known' });
  }
  return { reports, notJudged: notJudged.slice(0, 1) };
}

function* judgeFile({ file, documents, error }: ReadSecretFile, isLeak: boolean): Generator<Report> {
  if (isLeak) {
    const message = 'a secret key of age stands in the file: whoever reads the repository reads all secrets';
    yield {
      code: 'secret-unencrypted',
      file,
      message,
      hint: 'Take it out of the history, make a new key, and encrypt all files anew.',
    };
  }
  if (error !== undefined) {
    const message = `the file cannot be read (${error}): Flux applies none of the secrets`;
    yield { code: 'secret-unreadable', file, message, hint: 'Correct the YAML, with sops if it is encrypted.' };
    return;
  }
  const isNamedEncrypted = /\.sops\.(ya?ml|json)$/.test(file);
  const plain = documents.find((document) => !document.isEncrypted && (isNamedEncrypted || isPlainSecret(document)));
  if (plain) {
    const what =
      plain.plain.length > 0
        ? `${plain.plain.map((path) => path.at(-1)).join(', ')} can be read by all`
        : 'SOPS left no metadata in it';
    const message = `the file is not encrypted: ${what}`;
    yield {
      code: 'secret-unencrypted',
      file,
      ...pathOf(plain),
      message,
      hint: `${ENCRYPT(file)}. What was pushed once must be changed.`,
    };
  }
  for (const document of documents) if (document.isEncrypted) yield* judgeEncrypted(document);
}

function isPlainSecret({ kind, plain }: SecretDocument): boolean {
  return kind === 'Secret' && plain.length > 0;
}

function pathOf({ plain }: SecretDocument): { path?: string } {
  return plain[0] ? { path: pathText(plain[0]) } : {};
}

function* judgeEncrypted({ file, plain, hidden, isSealed }: SecretDocument): Generator<Report> {
  for (const path of plain) {
    const message = `${pathText(path)} is plain in an encrypted file: all can read it, and Flux refuses the file because its seal no longer fits`;
    yield {
      code: 'secret-partial',
      file,
      path: pathText(path),
      message,
      hint: `Set it with sops ${file}, and see that encrypted_regex names it.`,
    };
  }
  for (const path of hidden) {
    const message = `${pathText(path)} is encrypted: Flux cannot tell what the object is, and applies none of the secrets`;
    const hint = 'Write encrypted_regex: ^(data|stringData)$ into .sops.yaml, and encrypt the file anew.';
    yield { code: 'secret-hidden', file, path: pathText(path), message, hint };
  }
  if (!isSealed) {
    const message = 'the file has no seal (sops.mac): Flux cannot decrypt it';
    yield { code: 'secret-partial', file, path: 'sops.mac', message, hint: 'Encrypt the plain file anew with sops.' };
  }
}

function* judgeRecipients(file: string, documents: readonly SecretDocument[], rules: CreationRules): Generator<Report> {
  const rule = ruleFor(file, rules);
  if (!rule) {
    if (rules.rules.length === 0) return;
    const message = `no creation rule of .sops.yaml has a path_regex that fits '${file}': sops refuses to encrypt it again`;
    yield {
      code: 'sops-rule',
      file,
      message,
      hint: 'Add a rule for it, such as path_regex: secrets/.*\\.sops\\.yaml$.',
    };
    return;
  }
  const wanted = new Set(rule.recipients);
  for (const { recipients, hasOthers } of documents) {
    const given = new Set(recipients);
    const path = 'sops.age';
    const missing = [...wanted].filter((recipient) => !given.has(recipient));
    const extra = [...given].filter((recipient) => !wanted.has(recipient));
    const hint = 'Bring it in line with .sops.yaml: npx hensteeth secrets rotate';
    if (given.size === 0 && !hasOthers) {
      yield {
        code: 'secret-recipient',
        file,
        path,
        message: 'the file is encrypted for nobody: it cannot be decrypted',
        hint: 'Encrypt the plain file anew with sops.',
      };
    } else if (missing.length > 0) {
      const message = `the file is not encrypted for ${missing.join(', ')}, which .sops.yaml names${whose(extra)}: Flux cannot decrypt it`;
      yield { code: 'secret-recipient', file, path, message, hint };
    } else if (extra.length > 0) {
      const message = `the file is encrypted for ${extra.join(', ')}, which .sops.yaml does not name: whoever holds that key can read it`;
      yield { code: 'secret-recipient', file, path, message, hint };
    }
  }
}

function whose(extra: readonly string[]): string {
  return extra.length === 0 ? '' : `, but for ${extra.join(', ')}`;
}

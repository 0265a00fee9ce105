import { type Document, isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { type CreationRules, parseCreationRules, ruleFor } from '../check/sops/creation-rules.ts';
import { RULES } from './secret-folder.ts';
import { SecretsError } from './secrets-error.ts';

/** A file that is not there yet, as `set` would name it. */
export const ANY_FILE = 'secrets/any.sops.yaml';

const HEADER = ` For whom SOPS encrypts the files in secrets/. Public keys only: the secret one lies outside of the repository.
 npx hensteeth secrets rotate changes them, and encrypts all files anew.`;

/** Text of `.sops.yaml` with a rule for `secrets/`, beside those that are there. */
export function withSecretsRule(text: string | undefined, recipients: readonly string[]): string {
  const rule = {
    path_regex: '^secrets/.*\\.(ya?ml|json)$',
    // What Flux must read to know what an object is stays in the clear.
    encrypted_regex: '^(data|stringData)$',
    age: recipients,
  };
  const document: Document = parseDocument(text ?? '');
  if (document.contents === null) {
    document.contents = document.createNode({ creation_rules: [rule] });
    document.commentBefore ??= HEADER;
  } else if (isSeq(document.get('creation_rules'))) document.addIn(['creation_rules'], document.createNode(rule));
  else document.set('creation_rules', document.createNode([rule]));
  return document.toString({ lineWidth: 0 });
}

/** Recipients that come and go. */
export interface Change {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * Text of `.sops.yaml` with other recipients in the rules of files. Comments, and rules of other files, stay.
 *
 * @throws SecretsError for rules that cannot be changed so
 */
export function withRecipients(text: string, files: readonly string[], { add, remove }: Change): string {
  const document = parseDocument(text);
  const parsed = soundRules(text);
  let isChanged = false;
  const used = new Set([ANY_FILE, ...files].flatMap((file) => ruleFor(file, parsed) ?? []));
  for (const [i, rule] of parsed.rules.entries()) {
    if (!used.has(rule)) continue;
    const next = [...new Set([...rule.recipients, ...add])].filter((recipient) => !remove.includes(recipient));
    if (next.join() === rule.recipients.join()) continue;
    if (next.length === 0 && !rule.hasOthers) {
      throw new SecretsError(
        1,
        `${RULES} creation_rules[${i}].age: nobody would be left who can decrypt`,
        'Add the new one in the same step: --recipient NEW --remove OLD.',
      );
    }
    setRecipients(document, i, next);
    isChanged = true;
  }
  return isChanged ? document.toString({ lineWidth: 0 }) : text;
}

function setRecipients(document: Document, i: number, recipients: readonly string[]): void {
  const rule = document.getIn(['creation_rules', i]) as YAMLMap;
  if (!isMap(rule) || rule.has('key_groups')) {
    throw new SecretsError(
      1,
      `${RULES} creation_rules[${i}].key_groups: which group a recipient belongs to cannot be known`,
      `Change ${RULES} by hand, then encrypt all files for it: npx hensteeth secrets rotate.`,
    );
  }
  rule.set('age', document.createNode(recipients));
}

/** The rules of `.sops.yaml`. @throws SecretsError with the first thing that is wrong */
export function soundRules(text: string): CreationRules {
  const parsed = parseCreationRules(text);
  const [fault] = parsed.faults;
  if (!fault) return parsed;
  throw new SecretsError(1, `${RULES}${fault.path && ` ${fault.path}`}: ${fault.message}`, fault.hint);
}

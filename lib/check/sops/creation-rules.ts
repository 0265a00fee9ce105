import { parse } from 'yaml';
import { pathText, type Step } from '../path.ts';
import { list, record } from '../pods.ts';
import { text } from '../read.ts';

/** A rule of `.sops.yaml`: for whom files of a path are encrypted. */
export interface CreationRule {
  /** `undefined` takes every path. */
  readonly path: RegExp | undefined;
  /** Public keys of age that must be able to decrypt. */
  readonly recipients: readonly string[];
  /** Whether keys of another kind are given, too, which are not judged. */
  readonly hasOthers: boolean;
}

/** What is wrong in `.sops.yaml`, and where. */
export interface SopsFault {
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** The rules of `.sops.yaml`, and what is wrong with them. */
export interface CreationRules {
  readonly rules: readonly CreationRule[];
  readonly faults: readonly SopsFault[];
}

const OTHERS = [
  'pgp',
  'kms',
  'aws_profile',
  'gcp_kms',
  'hckms',
  'azure_keyvault',
  'azure_kv',
  'hc_vault',
  'hc_vault_transit_uri',
];
const AGE = /^age1[02-9ac-hj-np-z]{58}$/;
/** Recipients that no plain key of age looks like: those of plugins and of SSH. */
const OTHER_AGE = /^(?:age1[a-z0-9]+1[02-9ac-hj-np-z]+|age1pq1.+|ssh-(?:ed25519|rsa) .+)$/;
/** How every secret key of age starts. */
export const SECRET_KEY = 'AGE-SECRET-KEY-';

/** Reads `.sops.yaml`. Total: what cannot be read is a fault. */
export function parseCreationRules(yaml: string): CreationRules {
  const faults: SopsFault[] = [];
  if (yaml.includes(SECRET_KEY)) {
    const message = 'a secret key of age stands in .sops.yaml: whoever reads the repository reads all secrets';
    faults.push({ path: '', message, hint: 'Take it out of the history, make a new key, and encrypt all files anew.' });
  }
  let document: unknown;
  try {
    document = parse(yaml);
  } catch (error) {
    const cause = error instanceof Error ? error.message.split('\n')[0]!.replace(/:$/, '') : String(error);
    return {
      rules: [],
      faults: [...faults, { path: '', message: `.sops.yaml cannot be read (${cause})`, hint: 'Correct the text.' }],
    };
  }
  const given = list(record(document)['creation_rules']);
  if (given.length === 0) {
    faults.push({
      path: 'creation_rules',
      message: '.sops.yaml has no creation_rules: sops encrypts for nobody',
      hint: 'Add a rule with your public key of age.',
    });
  }
  const rules = given.map((rule, i) => ruleOf(record(rule), ['creation_rules', i], faults));
  return { rules, faults };
}

function ruleOf(rule: Readonly<Record<string, unknown>>, path: readonly Step[], faults: SopsFault[]): CreationRule {
  const groups = list(rule['key_groups']).map(record);
  const recipients = [...recipientsOf(rule['age']), ...groups.flatMap((group) => recipientsOf(group['age']))];
  for (const recipient of recipients) judgeRecipient(recipient, pathText([...path, 'age']), faults);
  const hasOthers = [rule, ...groups].some((part) => OTHERS.some((key) => isGiven(part[key])));
  if (recipients.length === 0 && !hasOthers) {
    faults.push({
      path: pathText(path),
      message: 'the rule has no recipient: sops refuses to encrypt',
      hint: 'Add age: with your public key.',
    });
  }
  return {
    path: pathOf(rule['path_regex'], [...path, 'path_regex'], faults),
    recipients: [...new Set(recipients)],
    hasOthers,
  };
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : text(value) !== undefined;
}

function judgeRecipient(recipient: string, path: string, faults: SopsFault[]): void {
  if (recipient.startsWith(SECRET_KEY) || AGE.test(recipient) || OTHER_AGE.test(recipient)) return;
  const hint = 'Write the public key that age-keygen printed: age1 and 58 letters and digits.';
  faults.push({ path, message: `'${recipient}' is no public key of age: sops refuses to encrypt`, hint });
}

function pathOf(value: unknown, path: readonly Step[], faults: SopsFault[]): RegExp | undefined {
  const pattern = text(value);
  if (pattern === undefined) return undefined;
  try {
    return new RegExp(pattern);
  } catch {
    const message = `'${pattern}' is no regular expression: sops refuses to encrypt anything`;
    faults.push({ path: pathText(path), message, hint: 'Write one such as secrets/.*\\.sops\\.yaml$.' });
    // Matches nothing.
    return /(?!)/;
  }
}

/** Keys of age: a text with commas between them, or a list. */
function recipientsOf(value: unknown): string[] {
  const texts = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [text(value) ?? ''];
  return texts
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** The rule that sops takes for a file: the first one that fits. */
export function ruleFor(file: string, { rules }: CreationRules): CreationRule | undefined {
  return rules.find(({ path }) => path === undefined || path.test(file));
}

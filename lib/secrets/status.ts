import type { Report } from '../check/rule.ts';
import { judgeSecrets } from '../check/rules/data-secrets.ts';
import type { World } from '../check/world.ts';
import type { NeededSecret } from '../core/cluster.ts';
import { daysSince, isOld, lastChange } from './last-change.ts';
import { fullName } from './needed.ts';
import type { SecretFolder, SecretsFile } from './secret-folder.ts';
import { RULES } from './secret-folder.ts';

/** How a secret of the lab, or a file that no one needs, stands. */
export type SecretState =
  | 'present'
  | 'missing'
  | 'keys missing'
  | 'wrong recipient'
  | 'not encrypted'
  | 'broken'
  | 'old'
  | 'age unknown'
  | 'unreferenced';

/** One line of the status. */
export interface SecretStatus {
  /** `monitoring/grafana-admin`; the file's name for one that cannot be read. */
  readonly secret: string;
  readonly state: SecretState;
  readonly file: string | undefined;
  /** Days since it was last encrypted. */
  readonly days: number | undefined;
  /** What is wrong; empty when it is present. */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

/** All lines, and what is wrong with the rules. */
export interface SecretsStatus {
  readonly secrets: readonly SecretStatus[];
  /** What is wrong in `.sops.yaml`. */
  readonly rules: readonly { readonly message: string; readonly hint: string }[];
  /** What could not be told. */
  readonly notJudged: readonly string[];
}

/** By code of the check's rules; the first that fits a file is its state, the worst first. */
const STATES: readonly (readonly [code: string, state: SecretState])[] = [
  ['secret-unencrypted', 'not encrypted'],
  ['secret-partial', 'not encrypted'],
  ['secret-unreadable', 'broken'],
  ['secret-hidden', 'broken'],
  ['secret-file-key', 'keys missing'],
  ['secret-recipient', 'wrong recipient'],
];

/** Tells how every secret that the lab needs stands, by the rules of the check and by age. */
export function secretsStatus(
  needed: readonly NeededSecret[],
  folder: SecretFolder,
  world: World,
  now: Date,
): SecretsStatus {
  const judged = judgeSecrets(world);
  const reports = judged.reports.filter(({ file }) => file !== undefined);
  const declared = new Set(needed.map(fullName));
  const secrets = needed.map((secret) => statusOf(secret, folder, reports, now));
  const told = new Set(secrets.flatMap(({ file }) => file ?? []));
  for (const file of folder.files) {
    const strays = file.documents.filter(
      ({ kind, name, namespace }) => kind === 'Secret' && !declared.has(`${namespace}/${name}`),
    );
    if (told.has(file.file) && strays.length === 0) continue;
    secrets.push(...strayStatus(file, reports, told.has(file.file)));
  }
  return {
    secrets,
    rules: reports
      .filter(({ file }) => file === RULES)
      .map(({ path, message, hint }) => ({
        message: path ? `${path}: ${message}` : message,
        hint,
      })),
    notJudged: [
      ...judged.notJudged.map(({ why }) => why),
      ...secrets
        .filter(({ state }) => state === 'age unknown')
        .map(({ secret }) => `the age of ${secret} is not known`),
    ],
  };
}

function statusOf(secret: NeededSecret, folder: SecretFolder, reports: readonly Report[], now: Date): SecretStatus {
  const name = fullName(secret);
  const found = folder.find(secret);
  const set = `npx hensteeth secrets set ${secret.name}`;
  if (!found) {
    return { secret: name, state: 'missing', file: undefined, days: undefined, message: secret.purpose, hint: set };
  }
  const { file, text } = found.file;
  const then = lastChange(folder.project, file, text);
  const days = then && daysSince(then, now);
  const base = { secret: name, file, days };
  const wrong = worst(file, reports, name);
  if (wrong) {
    const [state, { message, hint }] = wrong;
    if (state === 'wrong recipient') return { ...base, state, message, hint: 'npx hensteeth secrets rotate' };
    const missing = secret.keys.find((key) => !found.document.keys.includes(key));
    if (state === 'keys missing') return { ...base, state, message, hint: `${set} --key ${missing}` };
    return { ...base, state, message, hint };
  }
  if (days === undefined) {
    return {
      ...base,
      state: 'age unknown',
      message: 'neither SOPS nor git tells when it was encrypted',
      hint: 'Commit it.',
    };
  }
  if (isOld(days))
    return { ...base, state: 'old', message: 'older than a year', hint: `Make a new value, then ${set}` };
  return { ...base, state: 'present', message: '', hint: '' };
}

/** Secrets of a file that no layer declares. One that an object names is in use: only what is wrong with it is told. */
function strayStatus(file: SecretsFile, reports: readonly Report[], isTold: boolean): SecretStatus[] {
  const unused = reports.filter((report) => report.file === file.file && report.code === 'secret-unused');
  const wrong = isTold ? undefined : worst(file.file, reports, undefined);
  const rows = wrong ? [[wrong[0], wrong[1]] as const] : unused.map((report) => ['unreferenced', report] as const);
  return rows.map(([state, { message, hint }]) => {
    const names = file.documents.map(({ namespace, name }) => `${namespace}/${name}`);
    return { secret: names[0] ?? file.file, state, file: file.file, days: undefined, message, hint };
  });
}

function worst(
  file: string,
  reports: readonly Report[],
  secret: string | undefined,
): [SecretState, Report] | undefined {
  for (const [code, state] of STATES) {
    const found = reports.find(
      (report) =>
        report.file === file &&
        report.code === code &&
        // A file may hold several secrets: this code alone is of one of them.
        (code !== 'secret-file-key' || secret === undefined || report.message.includes(`Secret ${secret} `)),
    );
    if (found) return [state, found];
  }
  return undefined;
}

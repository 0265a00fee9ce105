import { existsSync } from 'node:fs';
import type { SecretsStatus } from '../secrets/status.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';

/** Version of the document. It is raised when a program that reads it would have to change. */
const JSON_VERSION = 1;
/** States that ask nothing of the owner. */
const FINE = ['present', 'age unknown'];

/** Whether the owner has something to do. */
export function hasToDo({ secrets, rules }: SecretsStatus): boolean {
  return rules.length > 0 || secrets.some(({ state }) => !FINE.includes(state));
}

/** The status for people. */
export function statusText(status: SecretsStatus, keyFile: string, style: Style): string {
  const rows = status.secrets.map(({ secret, state, file, days }) => [
    secret,
    state,
    file ?? '-',
    days === undefined ? '-' : `${Math.max(0, days)} d`,
  ]);
  const [head, ...lines] = tableLines(['secret', 'state', 'file', 'age'], rows);
  const told = [
    ...status.rules.map(({ message, hint }) => ({ name: '.sops.yaml', message, hint })),
    ...status.secrets
      .filter(({ message }) => message !== '')
      .map(({ secret, message, hint }) => ({ name: secret, message, hint })),
  ];
  const text = [
    style('dim', head!),
    ...lines,
    '',
    ...told.flatMap(({ name, message, hint }) => [`${name}: ${message}`, `  ${style('green', 'fix:')} ${hint}`]),
    ...status.notJudged.map((why) => `not told: ${why}`),
    existsSync(keyFile) ? `key: ${keyFile}` : `key: none at ${keyFile}; without it, rotate and edit are not possible`,
  ];
  return `${text.join('\n')}\n`;
}

/** The status for machines. */
export function statusJson({ secrets, rules, notJudged }: SecretsStatus): string {
  return `${JSON.stringify({ version: JSON_VERSION, secrets, rules, notJudged }, undefined, 2)}\n`;
}

import { spawnSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import { record } from '../check/pods.ts';

const DAY = 24 * 3600 * 1000;
const DAYS_OF_A_YEAR = 365;

/** When a file of `secrets/` was last encrypted: as SOPS notes it, else as git has it; `undefined` when neither tells. */
export function lastChange(project: string, file: string, text: string): Date | undefined {
  const noted = parseAllDocuments(text).flatMap((document) => {
    const value = document.errors.length > 0 ? undefined : record(record(document.toJS())['sops'])['lastmodified'];
    return typeof value === 'string' ? (dateOf(value) ?? []) : [];
  });
  return noted[0] ?? committed(project, file);
}

/** Whole days since then. */
export function daysSince(then: Date, now: Date): number {
  return Math.floor((now.getTime() - then.getTime()) / DAY);
}

/** Whether a secret is due to be replaced: a key or password that never changes has been seen by more and more. */
export function isOld(days: number): boolean {
  return days > DAYS_OF_A_YEAR;
}

function committed(project: string, file: string): Date | undefined {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%cI', '--', file], {
    cwd: project,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? dateOf(stdout.trim()) : undefined;
}

function dateOf(text: string): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

import { judgeBucketName } from '../values/google-cloud.ts';
import { integerBetween } from '../values/integer.ts';
import type { Judge } from '../values/refusal.ts';
import { judgeUrl } from '../values/url.ts';
import type { BackupFacts, BackupPlace, ResolvedBackup } from './backup-facts.ts';
import type { OpenFact, Tell } from './facts-judge.ts';
import { factText, isPlaceholder } from './placeholder.ts';

const KEEP = { last: 3, daily: 7, weekly: 8 } as const;
const MOST_KEPT = 1000;
/** Folders that a backup would not outlive. */
const LOST = /^\/(?:proc|sys|dev|run|tmp|var\/tmp|var\/snap|snap)(?:\/|$)/;

/** Judges the backup of a lab, and gives it with defaults resolved; `undefined` when the owner wants none. */
export function judgeBackup(
  facts: BackupFacts | false | undefined,
  lab: { readonly name: string; readonly bucket: string },
  tell: Tell,
  open: OpenFact[],
): ResolvedBackup | undefined {
  if (facts === false) return undefined;
  if (facts !== undefined && (typeof facts !== 'object' || facts === null)) {
    tell('backup', facts, () => ({
      expected: '{ to, keep }, or false for none',
      fix: 'Leave it out for the default.',
    }));
    return undefined;
  }
  const { to = [{ bucket: lab.bucket }], keep = {} } = facts ?? {};
  tell('backup.to', to, atLeastOne);
  const given = Array.isArray(to) ? (to as NonNullable<BackupFacts['to']>) : [];
  const places = given.flatMap((place, i): BackupPlace[] => {
    const at = `backup.to[${i}]`;
    tell(at, place, oneKind);
    if (oneKind(place)) return [];
    if ('folder' in place) {
      tell(`${at}.folder`, place.folder, judgeBackupFolder);
      const { folder, mounted = true } = place;
      tell(`${at}.mounted`, mounted, trueOrFalse);
      return [{ folder, mounted }];
    }
    const { bucket, prefix = `backups/${lab.name}`, endpoint } = place;
    const name = factText(bucket);
    // Without `to`, the bucket is that of objectStorage, which is judged and listed there.
    if (facts?.to) {
      tell(`${at}.bucket`, name, judgeBucketName);
      if (isPlaceholder(bucket)) open.push({ path: `${at}.bucket`, value: name });
    }
    tell(`${at}.prefix`, prefix, judgePrefix);
    if (endpoint !== undefined) tell(`${at}.endpoint`, endpoint, judgeUrl);
    return [{ bucket: name, prefix, ...(endpoint === undefined ? {} : { endpoint }) }];
  });
  const kept = { ...KEEP, ...keep };
  tell('backup.keep.last', kept.last, integerBetween(1, MOST_KEPT));
  tell('backup.keep.daily', kept.daily, integerBetween(0, MOST_KEPT));
  tell('backup.keep.weekly', kept.weekly, integerBetween(0, MOST_KEPT));
  return { places, keep: kept };
}

const atLeastOne: Judge = (value) =>
  Array.isArray(value) && value.length > 0
    ? undefined
    : { expected: 'a list with at least one place', fix: 'Leave it out for the bucket of objectStorage.' };

const oneKind: Judge = (value) => {
  const keys = typeof value === 'object' && value !== null ? ['bucket', 'folder'].filter((key) => key in value) : [];
  return keys.length === 1
    ? undefined
    : { expected: 'either a bucket or a folder', fix: "Write { bucket: 'my-backups' } or { folder: '/mnt/nas' }." };
};

const trueOrFalse: Judge = (value) =>
  typeof value === 'boolean' ? undefined : { expected: 'true or false', fix: 'Leave it out for true.' };

const judgeBackupFolder: Judge = (value) =>
  typeof value === 'string' && /^(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/.test(value) && !LOST.test(value)
    ? undefined
    : {
        expected: 'an absolute path of plain names, not in a folder that goes with MicroK8s or at the next start',
        fix: "Write where another disk or a NAS is mounted: '/mnt/nas/hensteeth'.",
      };

const judgePrefix: Judge = (value) =>
  typeof value === 'string' && /^[A-Za-z0-9_][\w.-]*(?:\/[A-Za-z0-9_][\w.-]*)*$/.test(value)
    ? undefined
    : { expected: 'a folder in the bucket, with no slash in front or behind', fix: "Write 'backups/home'." };

import type { Judge } from './refusal.ts';

/** Google Cloud project id: 6 to 30 lower-case letters, digits and hyphens, a letter first. */
export const judgeProjectId: Judge = (value) =>
  typeof value === 'string' && /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(value)
    ? undefined
    : {
        expected: 'a project id of 6 to 30 lower-case letters, digits and hyphens that begins with a letter',
        fix: 'Write the id that `gcloud projects list` prints, not the display name.',
      };

/** Managed zone of Cloud DNS: 1 to 63 lower-case letters, digits and hyphens, a letter first. */
export const judgeManagedZone: Judge = (value) => {
  if (typeof value === 'string' && /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)) return undefined;
  const expected = 'the name of a managed zone: lower-case letters, digits and hyphens';
  return typeof value === 'string' && value.includes('.')
    ? { expected, fix: `Write the zone's name, not its domain: mostly ${value.replaceAll('.', '-').toLowerCase()}.` }
    : { expected, fix: 'Write the name that `gcloud dns managed-zones list` prints.' };
};

/** Bucket of Cloud Storage: 3 to 63 characters, lower-case letters, digits, `-`, `_`, `.`. */
export const judgeBucketName: Judge = (value) => {
  if (typeof value === 'string' && /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(value)) return undefined;
  const expected = 'a bucket name of 3 to 63 lower-case letters, digits, hyphens, underscores and dots';
  return typeof value === 'string' && value.startsWith('gs://')
    ? { expected, fix: `Write the name alone: ${value.slice(5).split('/')[0]}.` }
    : { expected, fix: 'Write the name that `gcloud storage ls` prints after gs://.' };
};

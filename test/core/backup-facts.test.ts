import type { BackupFacts } from '../../lib/core/backup-facts.ts';
import { placeholder } from '../../lib/core/placeholder.ts';
import { emptyLab } from '../fixtures/labs.ts';

const refused = (backup: unknown) =>
  emptyLab({ backup: backup as BackupFacts }).findings.map(({ where }) => where.path!);

test('without a word, backups go to the bucket of objectStorage, below the name of the lab', () => {
  const lab = emptyLab();
  expect(lab.findings).toEqual([]);
  expect(lab.facts.backup).toEqual({
    places: [{ bucket: 'example-bucket', prefix: 'backups/lab' }],
    keep: { last: 3, daily: 7, weekly: 8 },
  });
});

test('a lab may be without backups', () => {
  expect(emptyLab({ backup: false })).toMatchObject({ findings: [] });
  expect(emptyLab({ backup: false }).facts.backup).toBeUndefined();
});

test('several places, and a rule of which a part is said, are taken', () => {
  const to = [{ bucket: 'my-backups', prefix: 'a/b', endpoint: 'http://127.0.0.1:4443' }, { folder: '/mnt/nas' }];
  const { findings, facts } = emptyLab({ backup: { to, keep: { daily: 0 } } });
  expect(findings).toEqual([]);
  expect(facts.backup).toEqual({
    places: [to[0], { folder: '/mnt/nas', mounted: true }],
    keep: { last: 3, daily: 0, weekly: 8 },
  });
});

test('a bucket of its own that is still an example is listed as open', () => {
  expect(emptyLab({ backup: { to: [{ bucket: placeholder('example-backups') }] } }).openFacts).toContainEqual({
    path: 'backup.to[0].bucket',
    value: 'example-backups',
  });
  expect(emptyLab().openFacts.map(({ path }) => path)).not.toContain('backup.to[0].bucket');
});

test.each<[string, unknown, string]>([
  ['no place', { to: [] }, 'backup.to'],
  ['a place that is both', { to: [{ bucket: 'my-backups', folder: '/mnt/nas' }] }, 'backup.to[0]'],
  ['a place that is neither', { to: [{}] }, 'backup.to[0]'],
  ['a place that is nothing', { to: [null] }, 'backup.to[0]'],
  ['a bucket with its scheme', { to: [{ bucket: 'gs://x' }] }, 'backup.to[0].bucket'],
  ['a prefix with a slash at its end', { to: [{ bucket: 'my-backups', prefix: 'a/' }] }, 'backup.to[0].prefix'],
  ['a prefix that goes up', { to: [{ bucket: 'my-backups', prefix: '../a' }] }, 'backup.to[0].prefix'],
  ['an endpoint without a scheme', { to: [{ bucket: 'my-backups', endpoint: 'minio' }] }, 'backup.to[0].endpoint'],
  ['a folder that is relative', { to: [{ folder: 'nas' }] }, 'backup.to[0].folder'],
  ['a folder that goes with MicroK8s', { to: [{ folder: '/var/snap/microk8s/common/x' }] }, 'backup.to[0].folder'],
  ['a folder that is gone after a start', { to: [{ folder: '/tmp/backups' }] }, 'backup.to[0].folder'],
  ['a word for mounted', { to: [{ folder: '/mnt/nas', mounted: 'no' }] }, 'backup.to[0].mounted'],
  ['to keep none', { keep: { last: 0 } }, 'backup.keep.last'],
  ['to keep a half', { keep: { daily: 0.5 } }, 'backup.keep.daily'],
  ['to keep fewer than none', { keep: { weekly: -1 } }, 'backup.keep.weekly'],
  ['a text', 'daily', 'backup'],
])('%s is refused at its path', (_, backup, path) => {
  expect(refused(backup)).toEqual([path]);
});

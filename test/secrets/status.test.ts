import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SchemaCatalog } from '../../lib/check/schema-catalog.ts';
import { World } from '../../lib/check/world.ts';
import { hasToDo, statusJson, statusText } from '../../lib/cli/secrets-text.ts';
import type { NeededSecret } from '../../lib/core/cluster.ts';
import { tracks } from '../../lib/core/tracks/index.ts';
import { lastChange } from '../../lib/secrets/last-change.ts';
import { secretsStatus } from '../../lib/secrets/status.ts';
import { BUILD_TIMEOUT, describeWithSops, pair, password, SecretsLab } from './real-sops.ts';

const DAY = 24 * 3600 * 1000;
const now = new Date();

describeWithSops('secrets status', () => {
  let lab: SecretsLab;

  beforeEach(async () => {
    lab = await SecretsLab.make();
    await lab.begin();
  }, BUILD_TIMEOUT);
  afterEach(() => lab.remove());

  const status = (needed: readonly NeededSecret[] = [password, pair], at = now) => {
    const folder = lab.secrets;
    const world = new World({
      track: tracks['1.27'],
      schemas: SchemaCatalog.read('imports/schemas'),
      subjects: [],
      declaredSecrets: needed,
      secretFiles: folder.files,
      ...(folder.rules !== undefined && { sopsRules: folder.rules }),
    });
    return secretsStatus(needed, folder, world, at);
  };
  const states = (...args: Parameters<typeof status>) =>
    status(...args).secrets.map(({ secret, state, hint }) => [secret, state, hint]);

  test('a secret is missing, lacks a key, or is present', async () => {
    await lab.set(pair, 'user', 'someone');
    expect(states()).toEqual([
      ['staging/web', 'missing', 'npx hensteeth secrets set web'],
      ['staging/pair', 'keys missing', 'npx hensteeth secrets set pair --key token'],
    ]);
    await lab.set(password, 'password', 'hunter2!');
    await lab.set(pair, 'token', 't-oken');
    expect(states()).toEqual([
      ['staging/web', 'present', ''],
      ['staging/pair', 'present', ''],
    ]);
    expect(hasToDo(status())).toBe(false);
  });

  test('a file that is for others than the rules say is told with the command that mends it', async () => {
    await lab.set(password, 'password', 'hunter2!');
    const other = await lab.key(join(lab.folder, 'other.agekey'));
    lab.write('.sops.yaml', lab.read('.sops.yaml').replace(/age1\w+/, other));
    expect(states([password])).toEqual([['staging/web', 'wrong recipient', 'npx hensteeth secrets rotate']]);
  });

  test('a secret that was encrypted more than a year ago is old', async () => {
    await lab.set(password, 'password', 'hunter2!');
    const after = (days: number) => states([password], new Date(now.getTime() + days * DAY))[0]![1];
    expect([after(364), after(367)]).toEqual(['present', 'old']);
  });

  test('where sops notes no time, git tells it', async () => {
    lab.write('secrets/web.yaml', 'a: b\n');
    expect(lastChange(lab.root, 'secrets/web.yaml', 'a: b\n')).toBeUndefined();
    const git = (...args: string[]) =>
      spawnSync('git', ['-c', 'user.name=o', '-c', 'user.email=o@example.com', ...args], {
        cwd: lab.root,
        env: { ...process.env, GIT_COMMITTER_DATE: '2020-02-03T04:05:06Z' },
      });
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message=first');
    expect(lastChange(lab.root, 'secrets/web.yaml', 'a: b\n')?.toISOString()).toBe('2020-02-03T04:05:06.000Z');
  });

  test('a file in the clear, one that cannot be read, and one that nobody needs are told', async () => {
    const secret = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'staging' } });
    lab.write('secrets/web.yaml', JSON.stringify({ ...secret('web'), stringData: { password: 'hunter2!' } }));
    lab.write('secrets/odd.yaml', 'a: "b');
    await lab.set({ ...password, name: 'nobody' }, 'password', 'hunter2!');
    const found = status([password]);
    expect(found.secrets.map(({ secret, state, file }) => [secret, state, file])).toEqual([
      ['staging/web', 'not encrypted', 'secrets/web.yaml'],
      ['staging/nobody', 'unreferenced', 'secrets/nobody.sops.yaml'],
      ['secrets/odd.yaml', 'broken', 'secrets/odd.yaml'],
    ]);
    expect(statusText(found, lab.keyFile, (_name, text) => text) + statusJson(found)).not.toContain('hunter2!');
  });

  test('without rules it cannot be told for whom files are to be encrypted', async () => {
    await lab.set(password, 'password', 'hunter2!');
    const { rmSync } = await import('node:fs');
    rmSync(join(lab.root, '.sops.yaml'));
    expect(status([password])).toMatchObject({
      secrets: [{ state: 'present' }],
      notJudged: [expect.stringContaining('there is no .sops.yaml')],
    });
  });

  test('a key that is wrong in the rules is told with its place', async () => {
    lab.write('.sops.yaml', lab.read('.sops.yaml').replace(/age1\w+/, 'age1mistyped'));
    const { rules } = status([]);
    expect(rules.map(({ message }) => message)).toEqual([
      "creation_rules[0].age: 'age1mistyped' is no public key of age: sops refuses to encrypt",
    ]);
  });
});

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { editSecret } from '../../lib/secrets/edit-secret.ts';
import { BUILD_TIMEOUT, describeWithSops, filesBelow, pair, password, refusal, SecretsLab } from './real-sops.ts';

const MEMORY = '/dev/shm';
const left = () => readdirSync(MEMORY).filter((name) => name.startsWith(`hensteeth-edit-${process.pid}-`));

describeWithSops('secrets edit', () => {
  let lab: SecretsLab;
  const file = 'secrets/web.sops.yaml';
  const inMemory = existsSync(MEMORY) ? test : test.skip;

  beforeEach(async () => {
    lab = await SecretsLab.make();
    await lab.begin();
    await lab.set(password, 'password', 'hunter2!');
  }, BUILD_TIMEOUT);
  afterEach(() => lab.remove());

  const edit = (change: (path: string) => number | undefined, more: { memory?: string; keyFile?: string } = {}) =>
    editSecret({
      folder: lab.secrets,
      secret: password,
      sops: lab.sops,
      keyFile: lab.keyFile,
      editor: async (path) => change(path),
      ...more,
    });
  const writes = (from: string, to: string) => (path: string) => {
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    return 0;
  };

  inMemory(
    'what was edited is encrypted, and the file in the clear was for its owner alone, in memory, and is gone',
    async () => {
      let seen: unknown[] = [];
      const change = (path: string) => {
        const modes = [path, dirname(path)].map((each) => statSync(each).mode & 0o777);
        seen = [path.startsWith(`${MEMORY}/`), ...modes, existsSync(path)];
        return writes('hunter2!', 'changed-value')(path);
      };
      expect(await edit(change)).toBe(file);
      expect(seen).toEqual([true, 0o600, 0o700, true]);
      expect(parse(await lab.decrypt(file)).stringData).toEqual({ password: 'changed-value' });
      expect(left()).toEqual([]);
      expect(Object.values(filesBelow(lab.folder)).join('\n')).not.toMatch(/hunter2!|changed-value/);
    },
  );

  inMemory('without a change the file stays byte for byte', async () => {
    const before = lab.files();
    expect(await edit(() => 0)).toBeUndefined();
    expect(lab.files()).toEqual(before);
  });

  inMemory.each([
    ['text that is no YAML', writes('password: hunter2!', 'password: "hunter2!'), /no YAML \(\w+ in line \d+\)/],
    ['a number', writes('hunter2!', '1_000'), /stringData\.password: not a text/],
    ['another name', writes('name: web', 'name: wiki'), /kind, name or namespace changed from Secret staging\/web/],
    ['an editor that fails', () => 3, /the editor ended with 3/],
  ])('%s is told, not quoted, and nothing is changed', async (_what, change, message) => {
    const before = lab.files();
    const told = await refusal(edit(change));
    expect(told.message).toMatch(message);
    expect(told.message + told.hint).not.toContain('hunter2!');
    expect([lab.files(), left()]).toEqual([before, []]);
  });

  inMemory('what a killed run has left is removed by the next', async () => {
    const dead = join(MEMORY, 'hensteeth-edit-4194305-left');
    mkdirSync(dead, { recursive: true });
    await edit(() => 0);
    expect(existsSync(dead)).toBe(false);
  });

  test('a place on a disk, or none, is refused: nothing is decrypted', async () => {
    const gone = join(lab.folder, 'gone');
    const told = await refusal(edit(() => 0, { memory: gone }));
    expect([told.code, told.message]).toEqual([
      2,
      expect.stringContaining(`${gone} is not there: an editor needs a file`),
    ]);
    expect(told.hint).toContain('secrets set NAME');
  });

  test('a lost key, and a secret that is not there, are told', async () => {
    expect((await refusal(edit(() => 0, { keyFile: '/nowhere' }))).message).toBe(
      `no age key at /nowhere: ${file} cannot be decrypted`,
    );
    const missing = editSecret({
      folder: lab.secrets,
      secret: pair,
      sops: lab.sops,
      keyFile: lab.keyFile,
      editor: async () => 0,
    });
    expect(await refusal(missing)).toMatchObject({ code: 1, hint: 'npx hensteeth secrets set pair' });
  });
});

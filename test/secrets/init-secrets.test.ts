import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { initSecrets } from '../../lib/secrets/init-secrets.ts';
import { BUILD_TIMEOUT, describeWithSops, modeOf, password, refusal, SecretsLab } from './real-sops.ts';

describeWithSops('secrets init', () => {
  let lab: SecretsLab;

  beforeEach(async () => {
    lab = await SecretsLab.make();
  }, BUILD_TIMEOUT);
  afterEach(() => lab.remove());

  const init = (recipients: readonly string[] = [], keyFile = lab.keyFile) =>
    initSecrets({ folder: lab.secrets, keyFile, recipients, sops: lab.sops, ageKeygen: lab.programs.ageKeygen });

  test('the key is made for its owner alone, and the rules are for it', async () => {
    const done = await init();
    expect(done).toMatchObject({ keyMade: true, rulesWritten: true, files: [] });
    expect([modeOf(lab.keyFile), modeOf(dirname(lab.keyFile))]).toEqual(['600', '700']);
    expect(lab.secrets.ruleOf('secrets/any.sops.yaml').recipients).toEqual(done.recipients);
    expect(readFileSync(lab.keyFile, 'utf8')).toContain(`# public key: ${done.recipients[0]}`);
  });

  test('a second run changes nothing, and the key is never written over', async () => {
    await init();
    const before = [lab.files(), readFileSync(lab.keyFile, 'utf8')];
    expect(await init()).toMatchObject({ keyMade: false, rulesWritten: false, files: [] });
    expect([lab.files(), readFileSync(lab.keyFile, 'utf8')]).toEqual(before);
  });

  test('a further recipient opens what is there already', async () => {
    await init();
    await lab.set(password, 'password', 'hunter2!');
    const other = join(lab.folder, 'backup.agekey');
    const backup = await lab.key(other);
    expect(await init([backup])).toMatchObject({ files: ['secrets/web.sops.yaml'], rulesWritten: true });
    expect(await lab.decrypt('secrets/web.sops.yaml', other)).toContain('hunter2!');
    expect(await init([backup])).toMatchObject({ files: [], rulesWritten: false });
  });

  test('rules of other files, and comments, stay', async () => {
    const recipient = await lab.key();
    lab.write(
      '.sops.yaml',
      `creation_rules:\n  # For the laptop.\n  - path_regex: ^dotfiles/\n    age: ${recipient}\n`,
    );
    await init();
    expect(lab.read('.sops.yaml')).toMatch(/# For the laptop\.\n {2}- path_regex: \^dotfiles\/\n(.*\n)*.*\^secrets\//);
  });

  test('a key inside the repository, or another one, is refused: nothing is made', async () => {
    const inside = join(lab.root, 'lab.agekey');
    expect(await refusal(init([], inside))).toMatchObject({
      code: 1,
      message: expect.stringContaining(`the key would lie at ${inside}, inside the repository`),
      hint: expect.stringContaining('--age-key FILE'),
    });
    mkdirSync(join(lab.folder, 'dotfiles', '.git'), { recursive: true });
    const other = join(lab.folder, 'dotfiles', 'keys', 'lab.agekey');
    expect((await refusal(init([], other))).message).toContain(`inside the repository ${dirname(dirname(other))}`);
    expect([existsSync(dirname(other)), Object.keys(lab.files())]).toEqual([false, []]);
  });

  test('a lost key is told with what is still possible, and no new one is made', async () => {
    const recipient = await lab.begin();
    const elsewhere = join(lab.folder, 'elsewhere.agekey');
    const told = await refusal(init([], elsewhere));
    expect(told.message).toContain(`.sops.yaml names ${recipient}, and there is no age key at ${elsewhere}`);
    expect(told.hint).toContain('each can be set anew');
    expect([told.code, existsSync(elsewhere)]).toEqual([2, false]);
  });

  test('a key that the rules do not name is told with both', async () => {
    const recipient = await lab.begin();
    const elsewhere = join(lab.folder, 'elsewhere.agekey');
    const other = await lab.key(elsewhere);
    const told = await refusal(init([], elsewhere));
    expect(told.message).toContain(`names ${recipient}; the key at ${elsewhere} is ${other}`);
    expect(told.hint).toContain(`secrets rotate --recipient ${other}`);
  });

  test('a key that others can read is told with its mode', async () => {
    await init();
    chmodSync(lab.keyFile, 0o644);
    expect(await refusal(init())).toMatchObject({
      code: 1,
      message: expect.stringContaining('has mode 0644; expected 0600'),
      hint: `chmod 600 ${lab.keyFile}`,
    });
  });

  test('a recipient with a mistyped letter is told, and a secret key is not repeated', async () => {
    const typo = (await lab.key()).replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'));
    expect((await refusal(init([typo]))).message).toBe(
      `--recipient: '${typo}' is no public key of age: a character is missing or wrong`,
    );
    const secret = /AGE-SECRET-KEY-\w+/.exec(readFileSync(lab.keyFile, 'utf8'))![0];
    const told = await refusal(init([secret]));
    expect(told.message).toContain('this is a secret key');
    expect(told.message + told.hint).not.toContain(secret);
    expect(lab.files()).toEqual({});
  });

  test('rules that would leave values readable are refused', async () => {
    const recipient = await lab.key();
    const rules = `creation_rules:\n  - path_regex: ^secrets/\n    encrypted_regex: ^data$\n    age: ${recipient}\n`;
    lab.write('.sops.yaml', rules);
    const backup = await lab.key(join(lab.folder, 'backup.agekey'));
    expect(await refusal(init([backup]))).toMatchObject({
      code: 1,
      message: expect.stringContaining('stringData.probe would stay readable with the rule of .sops.yaml'),
      hint: expect.stringContaining('encrypted_regex: ^(data|stringData)$'),
    });
    expect(lab.files()).toEqual({ '.sops.yaml': rules });
  });
});

import { join } from 'node:path';
import { recipientsOfKey } from '../../lib/secrets/key-file.ts';
import { rotateSecrets } from '../../lib/secrets/rotate-secrets.ts';
import { BUILD_TIMEOUT, describeWithSops, pair, password, refusal, SecretsLab } from './real-sops.ts';

describeWithSops('secrets rotate', () => {
  let lab: SecretsLab;
  let old: string;
  let other: string;
  let otherFile: string;
  const files = ['secrets/pair.sops.yaml', 'secrets/web.sops.yaml'];

  beforeEach(async () => {
    lab = await SecretsLab.make();
    old = await lab.begin();
    otherFile = join(lab.folder, 'other.agekey');
    other = await lab.key(otherFile);
    await lab.set(password, 'password', 'hunter2!');
    await lab.set(pair, 'token', 't-oken');
  }, BUILD_TIMEOUT);
  afterEach(() => lab.remove());

  const rotate = (add: readonly string[], remove: readonly string[] = [], keyFile = lab.keyFile, sops = lab.sops) =>
    rotateSecrets({ folder: lab.secrets, add, remove, sops, keyFile });
  const documents = () => lab.secrets.files.map((file) => file.documents[0]!.recipients);

  test('all files are for the new key too, and so are the rules', async () => {
    expect(await rotate([other])).toEqual({ files, rulesWritten: true, recipients: [old, other] });
    expect(documents()).toEqual([
      [old, other],
      [old, other],
    ]);
    for (const keyFile of [lab.keyFile, otherFile]) expect(await lab.decrypt(files[1]!, keyFile)).toContain('hunter2!');
  });

  test('a key that is removed opens nothing, and a second run changes nothing', async () => {
    await rotate([other], [old]);
    expect(documents()).toEqual([[other], [other]]);
    expect((await refusal(lab.decrypt(files[0]!))).message).toContain(`${lab.keyFile} is not among its recipients`);
    expect(await lab.decrypt(files[0]!, otherFile)).toContain('t-oken');
    const before = lab.files();
    expect(await rotate([other], [old], otherFile)).toMatchObject({ files: [], rulesWritten: false });
    expect(lab.files()).toEqual(before);
  });

  test('a file that is not as the rules say is brought in line, and the others are left alone', async () => {
    const before = lab.files();
    lab.write('.sops.yaml', lab.read('.sops.yaml').replace(old, `${old}\n      - ${other}`));
    await rotate([]);
    lab.write(files[0]!, before[files[0]!]!);
    const web = lab.read(files[1]!);
    expect(await rotate([])).toMatchObject({ files: [files[0]], rulesWritten: false });
    expect([documents()[0], lab.read(files[1]!)]).toEqual([[old, other], web]);
  });

  test('recipients in one text with commas are read, and comments of the rules stay', async () => {
    lab.write(
      '.sops.yaml',
      `creation_rules:\n  # Of the server.\n  - encrypted_regex: ^(data|stringData)$\n    age: ${old},${other}\n`,
    );
    expect(await rotate([], [other])).toMatchObject({ files: [], rulesWritten: true, recipients: [old] });
    expect(lab.read('.sops.yaml')).toContain('# Of the server.');
  });

  test('groups of keys cannot be changed, and are told with their place', async () => {
    lab.write(
      '.sops.yaml',
      `creation_rules:\n  - encrypted_regex: ^(data|stringData)$\n    key_groups:\n      - age: [${old}]\n`,
    );
    const before = lab.files();
    expect((await refusal(rotate([other]))).message).toContain('.sops.yaml creation_rules[0].key_groups');
    expect(lab.files()).toEqual(before);
  });

  test('one file that cannot be decrypted keeps all as they were', async () => {
    const odd = lab.read(files[1]!).replace(/mac: ENC\[AES256_GCM,data:../, 'mac: ENC[AES256_GCM,data:AA');
    lab.write(files[1]!, odd);
    const before = lab.files();
    const told = await refusal(rotate([other]));
    expect([told.code, told.message]).toEqual([2, expect.stringContaining(`${files[1]} cannot be decrypted`)]);
    expect(lab.files()).toEqual(before);
  });

  test('a program that fails at the second file keeps all as they were', async () => {
    const before = lab.files();
    const real = lab.programs.sops;
    const fake = lab.fakeSops(`case "$*" in *encrypt*web*) exit 1;; esac`, `exec ${real} "$@"`);
    expect((await refusal(rotate([other], [], lab.keyFile, fake))).message).toContain(
      `${files[1]}: sops does not encrypt`,
    );
    expect(lab.files()).toEqual(before);
  });

  test('a lost key is told with the files and what is still possible', async () => {
    const before = lab.files();
    const told = await refusal(rotate([other], [], join(lab.folder, 'gone')));
    expect(told.message).toBe(`no age key at ${join(lab.folder, 'gone')}: ${files.join(', ')} cannot be decrypted`);
    expect(told.hint).toContain('When it is lost');
    expect([told.code, lab.files()]).toEqual([2, before]);
  });

  test('the key of somebody else is told', async () => {
    expect((await refusal(rotate([other], [], otherFile))).message).toBe(
      `${files[0]} cannot be decrypted: ${otherFile} is not among its recipients`,
    );
  });

  test('the last recipient is not removed, and one that is not there is told with what was meant', async () => {
    const before = lab.files();
    expect((await refusal(rotate([], [old]))).message).toBe(
      '.sops.yaml creation_rules[0].age: nobody would be left who can decrypt',
    );
    const typo = old.slice(0, -1);
    expect(await refusal(rotate([], [typo]))).toMatchObject({
      code: 1,
      message: `--remove: .sops.yaml does not name '${typo}'`,
      hint: `Did you mean '${old}'?`,
    });
    expect(lab.files()).toEqual(before);
  });

  test('a key file with several keys tells all its public ones', async () => {
    const both = join(lab.folder, 'both.agekey');
    const { readFileSync, writeFileSync } = await import('node:fs');
    writeFileSync(both, readFileSync(lab.keyFile, 'utf8') + readFileSync(otherFile, 'utf8'), { mode: 0o600 });
    expect(await recipientsOfKey(both, lab.programs.ageKeygen)).toEqual([old, other]);
  });
});

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { setSecret } from '../../lib/secrets/set-secret.ts';
import { BUILD_TIMEOUT, describeWithSops, pair, password, refusal, SecretsLab } from './real-sops.ts';

describeWithSops('secrets set', () => {
  let lab: SecretsLab;
  const file = 'secrets/web.sops.yaml';

  beforeEach(async () => {
    lab = await SecretsLab.make();
    await lab.begin();
  }, BUILD_TIMEOUT);
  afterEach(() => lab.remove());

  test.each(['1_000', 'yes', '0o14', '~', '2001-01-01', ' a: b # c', '"quoted"', 'two\nlines\n', 'ä €'])(
    'the value %j is a text again when it is decrypted',
    async (value) => {
      await lab.set(password, 'password', value);
      expect(lab.read(file)).not.toContain(value.length > 3 ? value : '\u0000');
      expect(parse(await lab.decrypt(file))).toMatchObject({
        kind: 'Secret',
        metadata: { name: 'web', namespace: 'staging' },
        stringData: { password: value },
      });
    },
  );

  test('bytes that are no text are kept as base64', async () => {
    const bytes = Buffer.from([0, 255, 10, 128]);
    await lab.set(password, 'password', bytes);
    expect(parse(await lab.decrypt(file)).data.password).toBe(bytes.toString('base64'));
  });

  test('a value is replaced without the private key, and metadata stays', async () => {
    const labelled = { apiVersion: 'v1', kind: 'Secret', metadata: { ...meta('web'), labels: { app: 'web' } } };
    const old = { ...labelled, stringData: { password: 'old-value' } };
    lab.write(file, await lab.sops.encrypt(file, JSON.stringify(old)));
    await lab.set(password, 'password', 'new-value', '/nowhere');
    expect(parse(await lab.decrypt(file))).toEqual({ ...labelled, stringData: { password: 'new-value' } });
  });

  test('the other keys of the secret stay', async () => {
    await lab.set(pair, 'user', 'someone');
    await lab.set(pair, 'token', '0123');
    await lab.set(pair, 'user', 'someone-else');
    expect(parse(await lab.decrypt('secrets/pair.sops.yaml')).stringData).toEqual({
      user: 'someone-else',
      token: '0123',
    });
  });

  test('the other keys cannot be kept without the private key: told, and nothing is changed', async () => {
    await lab.set(pair, 'user', 'someone');
    const before = lab.files();
    const told = await refusal(lab.set(pair, 'token', '0123', '/nowhere'));
    expect(told).toMatchObject({
      code: 2,
      message: expect.stringContaining('needed to keep keys user of staging/pair'),
    });
    expect(lab.files()).toEqual(before);
  });

  test('a file with several secrets keeps the others', async () => {
    const documents = ['web', 'other'].map((name) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: meta(name),
        stringData: { password: `of-${name}` },
      }),
    );
    lab.write('secrets/all.sops.yaml', await lab.sops.encrypt('secrets/all.sops.yaml', documents.join('\n---\n')));
    expect(await lab.set(password, 'password', 'replaced')).toMatchObject({ file: 'secrets/all.sops.yaml' });
    const plain = await lab.decrypt('secrets/all.sops.yaml');
    expect(plain).toContain('password: replaced');
    expect(plain).toContain('password: of-other');
  });

  test('a file of JSON stays one, with the other keys', async () => {
    const odd = 'secrets/pair.sops.json';
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: meta('pair'), stringData: { user: 'someone' } };
    lab.write(odd, await lab.sops.encrypt(odd, JSON.stringify(secret)));
    await lab.set(pair, 'token', '1_000');
    expect(JSON.parse(await lab.decrypt(odd)).stringData).toEqual({ user: 'someone', token: '1_000' });
  });

  test('a name that is taken by a file of another secret is passed over', async () => {
    lab.write(
      file,
      await lab.sops.encrypt(file, JSON.stringify({ kind: 'Secret', metadata: meta('x'), stringData: {} })),
    );
    expect(await lab.set(password, 'password', 'v-alue')).toMatchObject({ file: 'secrets/staging-web.sops.yaml' });
  });

  test('rules that would leave the value readable are refused before anything is written', async () => {
    lab.write('.sops.yaml', lab.read('.sops.yaml').replace('^(data|stringData)$', '^data$'));
    expect((await refusal(lab.set(password, 'password', 'hunter2!'))).message).toBe(
      `${file}: stringData.password would stay readable with the rule of .sops.yaml`,
    );
    expect(existsSync(join(lab.root, file))).toBe(false);
  });

  test('a program that does not encrypt is refused, and what it says of the value is not repeated', async () => {
    const folder = lab.secrets;
    const value = Buffer.from('hunter2!');
    const props = { folder, secret: password, key: 'password', value, keyFile: () => lab.keyFile };
    const lazy = await refusal(setSecret({ ...props, sops: lab.fakeSops('cat') }));
    expect(lazy.message).toContain('stringData.password would stay readable');
    const chatty = await refusal(
      setSecret({ ...props, sops: lab.fakeSops('echo "cannot read $(cat)" >&2', 'exit 1') }),
    );
    expect(chatty.message).toContain('sops does not encrypt it: cannot read');
    expect(chatty.message + chatty.hint).not.toContain('hunter2!');
    expect(Object.keys(lab.files())).toEqual(['.sops.yaml']);
  });

  test('a run that is killed while sops works leaves the old file, and nothing else', async () => {
    await lab.set(password, 'password', 'old-value');
    const before = lab.files();
    const begun = join(lab.folder, 'begun');
    lab.fakeSops(`touch ${begun}`, 'cat > /dev/null', `while [ -e ${begun} ]; do sleep 0.1; done`, 'echo half');
    const script = `
      const { setSecret } = require(${JSON.stringify(await bundled(lab))});
      setSecret(${JSON.stringify({ root: lab.root, sops: join(lab.folder, 'fake-sops') })});`;
    const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal)));
    while (!existsSync(begun)) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect(lab.files()).toEqual(before);
    expect(readdirSync(join(lab.root, 'secrets'))).toEqual(['web.sops.yaml']);
  });

  test('a file that was changed by hand is told, without the hash of its values', async () => {
    await lab.set(pair, 'user', 'someone');
    const changed = lab.read('secrets/pair.sops.yaml').replace('kind: Secret', 'kind: Secret\ntype: Opaque');
    lab.write('secrets/pair.sops.yaml', changed);
    const { message } = await refusal(lab.set(pair, 'token', '0123'));
    expect(message).toContain('secrets/pair.sops.yaml cannot be decrypted: MAC mismatch');
    expect(message).not.toMatch(/[0-9A-F]{32}/i);
  });

  test('a file in the clear is told, and not written over', async () => {
    lab.write(file, JSON.stringify({ kind: 'Secret', metadata: meta('web'), stringData: { password: 'seen-by-all' } }));
    const before = lab.files();
    expect(await refusal(lab.set(password, 'password', 'v-alue'))).toMatchObject({
      code: 1,
      message: `${file} is not encrypted: what it holds can be read by all`,
      hint: expect.stringContaining('what was pushed once must be changed'),
    });
    expect(lab.files()).toEqual(before);
  });
});

function meta(name: string): { name: string; namespace: string } {
  return { name, namespace: 'staging' };
}

/** What a process of its own runs: `setSecret` with a program that stands for SOPS. */
async function bundled(lab: SecretsLab): Promise<string> {
  const { build } = await import('esbuild');
  const outfile = join(lab.folder, 'set.cjs');
  const contents = `
    import { SecretFolder } from './lib/secrets/secret-folder.ts';
    import { setSecret as set } from './lib/secrets/set-secret.ts';
    import { Sops } from './lib/secrets/sops-program.ts';
    export const setSecret = ({ root, sops }) => set({
      folder: new SecretFolder(root), secret: ${JSON.stringify(password)}, key: 'password',
      value: Buffer.from('new-value'), sops: new Sops(sops, root), keyFile: () => '',
    });`;
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    outfile,
    logLevel: 'silent',
  });
  return outfile;
}

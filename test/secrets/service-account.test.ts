import { parse } from 'yaml';
import type { SecretMaker } from '../../lib/core/secret-maker.ts';
import { canGenerate, newPassword, secretValue } from '../../lib/secrets/secret-value.ts';
import { refusal, serviceAccountJson } from './real-sops.ts';

const dns: SecretMaker = { kind: 'google-service-account', project: 'home-lab-1', fact: 'dns.project' };
const store: SecretMaker = { kind: 'google-object-storage', bucket: 'home-metrics', fact: 'objectStorage.bucket' };
const good = serviceAccountJson('home-lab-1');

const made = (text: string, maker: SecretMaker | undefined, isTyped = false) =>
  secretValue(maker, { bytes: Buffer.from(text), from: 'key.json', isTyped }, []).toString();
const told = async (text: string, maker: SecretMaker = dns) => {
  const { code, message, hint } = await refusal(() => made(text, maker));
  expect(code).toBe(1);
  expect(hint).not.toBe('');
  return message;
};

test('a whole key of the right project is taken as it is', () => {
  expect(made(`${good}\n`, dns)).toBe(good);
});

test('a key of another project is told with both projects, and the fact that names the right one', async () => {
  expect(await told(serviceAccountJson('other-lab-2'))).toBe(
    "key.json: project_id is 'other-lab-2', the wrong project; expected 'home-lab-1', which dns.project in main.ts names",
  );
});

test.each([
  ['another kind of credentials', { type: 'authorized_user' }, "type is 'authorized_user'; expected 'service_account'"],
  ['no type', { type: undefined }, 'type is missing'],
  ['no project', { project_id: undefined }, 'project_id is missing'],
  ['no address', { client_email: 'someone' }, 'client_email is no address of a service account'],
  ['no key', { private_key: undefined }, 'private_key is missing'],
  ['a key that is cut', { private_key: '-----BEGIN PRIVATE KEY-----\nMIIE\n' }, 'private_key cannot be read as a key'],
])('%s is told with its field', async (_what, more, message) => {
  expect(await told(serviceAccountJson('home-lab-1', more))).toContain(`key.json: ${message}`);
});

test('what is no JSON is told with its line, and not quoted', async () => {
  expect(await told('{\n  "private_key": "hunter2!')).toBe(
    'key.json: this is no JSON in line 2; expected the key of a service account',
  );
  expect(await told('hunter2!')).toBe('key.json: this is no JSON; expected the key of a service account');
});

test('a secret in a field that is judged is not quoted', async () => {
  expect(await told(serviceAccountJson('home-lab-1', { type: 'AGE-SECRET-KEY-1' }))).toContain(
    'type is something else',
  );
  expect(await told(serviceAccountJson('home-lab-1', { project_id: 'S3CRET value' }))).not.toContain('S3CRET');
});

test('the configuration of the bucket is built from the fact and the key', () => {
  const config = parse(made(good, store));
  expect(config).toMatchObject({ type: 'GCS', config: { bucket: 'home-metrics' } });
  expect(JSON.parse(config.config.service_account)).toEqual(JSON.parse(good));
});

test('a fact that is still an example is told: the secret depends on it', async () => {
  const open = [{ path: 'dns.project', value: 'example-project' }];
  const given = { bytes: Buffer.from(good), from: 'key.json', isTyped: false };
  expect((await refusal(() => secretValue(dns, given, open))).message).toContain(
    "main.ts: dns.project is still the example 'example-project'",
  );
});

test('the line end of what was typed is no part of the value; that of a file is', () => {
  expect(made('hunter2!\n', undefined, true)).toBe('hunter2!');
  expect(made('hunter2!\r\n', { kind: 'password' })).toBe('hunter2!');
  expect(made('hunter2!\n', undefined)).toBe('hunter2!\n');
  expect(made('two\nlines\n', undefined, true)).toBe('two\nlines\n');
});

test('an empty value is refused', async () => {
  expect(await told('')).toBe('key.json: there is nothing in it');
  expect(await told('\n', { kind: 'password' })).toBe('key.json: there is nothing but a line end');
});

test('a generated password has 32 letters and digits, and only a password can be generated', () => {
  expect(newPassword()).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(newPassword()).not.toBe(newPassword());
  expect([canGenerate({ kind: 'password' }), canGenerate(undefined), canGenerate(dns), canGenerate(store)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

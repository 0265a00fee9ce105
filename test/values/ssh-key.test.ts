import { judgeSshKey } from '../../lib/values/ssh-key.ts';
import { KEYS } from '../node/keys.ts';

const { rsa1024, ...good } = KEYS;
const [type, body] = KEYS.ed25519.split(' ') as [string, string];

test.each(Object.entries(good))('a key of %s is accepted', (_, key) => {
  expect(judgeSshKey(key)).toBeUndefined();
});

test('a key needs no comment, and may have one with blanks', () => {
  expect(judgeSshKey(`${type} ${body}`)).toBeUndefined();
  expect(judgeSshKey(`${type} ${body} my old laptop`)).toBeUndefined();
});

test.each<[string, unknown, string]>([
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3B', 'private key'],
  ['two keys in one text', `${KEYS.ed25519}\n${KEYS.rsa}`, 'one key a line'],
  ['options in front', `no-pty ${KEYS.ed25519}`, 'Begin with ssh-ed25519'],
  ['DSA', 'ssh-dss AAAAB3NzaC1kc3MAAACB', 'ssh-keygen -t ed25519'],
  ['the body alone', body, '.pub file'],
  ['a fingerprint', 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU', '.pub file'],
  ['base64 that is cut', `${type} ${body.slice(0, -3)}`, 'cut or changed'],
  ['base64 that is cut at a whole byte', `${type} ${body.slice(0, -4)}`, 'ends too early'],
  ['another type in front', `ssh-rsa ${body}`, 'the key inside is ssh-ed25519'],
  ['a short RSA key', rsa1024, '2048'],
  [
    'bytes behind',
    `${type} ${Buffer.concat([Buffer.from(body, 'base64'), Buffer.alloc(3)]).toString('base64')}`,
    'bytes too many',
  ],
  ['no text', 42, 'ssh-ed25519'],
])('%s is refused with a fix', (_, key, fix) => {
  expect(judgeSshKey(key)?.fix).toContain(fix);
});

import * as fc from 'fast-check';
import { readSecretFile } from '../../../lib/check/sops/secret-document.ts';

function read(text: string) {
  return readSecretFile({ file: 'secrets/a.sops.yaml', text });
}

test('an encrypted secret is read with its keys and recipients, whole groups included', () => {
  const [document] = read(`kind: Secret
metadata: { name: a, namespace: b }
data: { x: 'ENC[AES256_GCM]' }
stringData: { y: 'ENC[AES256_GCM]', z: '' }
sops: { mac: 'ENC[AES256_GCM]', age: [{ recipient: one }], key_groups: [{ age: [{ recipient: two }], pgp: [{ fp: x }] }] }`).documents;
  expect(document).toMatchObject({
    kind: 'Secret',
    name: 'a',
    namespace: 'b',
    keys: ['x', 'y', 'z'],
    isEncrypted: true,
    isSealed: true,
    recipients: ['one', 'two'],
    hasOthers: true,
    plain: [],
    hidden: [],
  });
});

test('plain values and hidden names are found by their place', () => {
  const [document] = read(`kind: Secret
metadata: { name: 'ENC[AES256_GCM]' }
stringData: { x: plain, y: 'ENC[AES256_GCM]' }
sops: { mac: '' }`).documents;
  expect(document).toMatchObject({ plain: [['stringData', 'x']], hidden: [['metadata', 'name']], isSealed: false });
});

test('JSON is read as well, and so are several documents', () => {
  expect(read('{ "kind": "Secret", "metadata": { "name": "a" } }').documents).toMatchObject([{ name: 'a' }]);
  expect(read('kind: Secret\n---\n---\nkind: Secret\n').documents).toHaveLength(2);
});

test('what cannot be read is an error with a line and without a value', () => {
  const { error, documents } = read('stringData:\n  password: [hunter\n');
  expect(error).toMatch(/line/);
  expect(error).not.toContain('hunter');
  expect(documents).toEqual([]);
});

test('no text makes the reader throw', () => {
  const part = fc.constantFrom(
    'kind: Secret\n',
    'sops:\n',
    '  age: 1\n',
    'data: []\n',
    '- ',
    '{',
    '&a ',
    '*a ',
    '---\n',
    '<<: *a\n',
    '\t',
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
      (text) => {
        expect(read(text).file).toBe('secrets/a.sops.yaml');
      },
    ),
  );
});

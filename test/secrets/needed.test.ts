import { neededKey, neededSecret } from '../../lib/secrets/needed.ts';
import { pair, password, refusal } from './real-sops.ts';

const twin = { ...password, namespace: 'production' };
const all = [password, pair];

test('a secret is meant by its name, or by namespace and name', () => {
  expect(neededSecret('web', all)).toBe(password);
  expect(neededSecret('staging/pair', all)).toBe(pair);
  expect(neededSecret('production/web', [...all, twin])).toBe(twin);
});

test('a name that is mistyped, or in two namespaces, is told with what was meant', async () => {
  expect(await refusal(() => neededSecret('pear', all))).toMatchObject({ code: 1, hint: "Did you mean 'pair'?" });
  expect((await refusal(() => neededSecret('stagin/web', all))).hint).toBe("Did you mean 'staging/web'?");
  expect((await refusal(() => neededSecret('something-else', all))).hint).toBe(
    'The lab needs staging/web, staging/pair.',
  );
  expect(await refusal(() => neededSecret('web', [password, twin]))).toMatchObject({
    message: "'web' is in 2 namespaces",
    hint: 'Name it with its namespace: staging/web or production/web.',
  });
});

test('the only key need not be named; of several one must be', async () => {
  expect(neededKey(undefined, password)).toBe('password');
  expect(neededKey('token', pair)).toBe('token');
  expect((await refusal(() => neededKey(undefined, pair))).message).toBe('Secret staging/pair has 2 keys: user, token');
  expect(await refusal(() => neededKey('tokn', pair))).toMatchObject({
    message: "nobody reads a key 'tokn' of Secret staging/pair",
    hint: "Did you mean 'token'?",
  });
});

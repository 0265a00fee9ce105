import fc from 'fast-check';
import { judgeEmail } from '../../lib/values/email.ts';

test.each(['owner@example.org', 'a.b+home@mail.example.org', "o'hara@Example.ORG", `${'a'.repeat(64)}@b.org`])(
  '%s is an address',
  (text) => {
    expect(judgeEmail(text)).toBeUndefined();
  },
);

test.each([
  ['Owner <owner@example.org>', 'Write owner@example.org.'],
  ['mailto:owner@example.org', 'Write owner@example.org.'],
  [' owner@example.org ', 'Write owner@example.org.'],
  ['owner', 'Write a name, one @ and a domain: the @ is missing.'],
  ['a@b@example.org', 'Write a name, one @ and a domain: there is more than one @.'],
  ['a@example.org, b@example.org', 'Write one address.'],
  ['owner@localhost', 'Write a name, @ and a domain with a dot, such as owner@example.org.'],
  ['.a@example.org', 'Write a name, @ and a domain with a dot, such as owner@example.org.'],
  ['a..b@example.org', 'Write a name, @ and a domain with a dot, such as owner@example.org.'],
  ['a@10.0.0.1', 'Write a name, @ and a domain with a dot, such as owner@example.org.'],
  [`${'a'.repeat(65)}@b.org`, 'Write a name, @ and a domain with a dot, such as owner@example.org.'],
  [`a@${'b'.repeat(250)}.org`, 'Shorten it by 2 characters, to at most 254.'],
])('%p is no address: %s', (text, fix) => {
  expect(judgeEmail(text)?.fix).toBe(fix);
});

test('every common address is accepted, and none with a space in it', () => {
  fc.assert(
    fc.property(fc.emailAddress(), fc.nat(), (address, place) => {
      fc.pre(address.length <= 254 && address.indexOf('@') <= 64);
      expect(judgeEmail(address)).toBeUndefined();
      const at = place % address.length;
      expect(judgeEmail(`${address.slice(0, at)} ${address.slice(at)}`)).toBeDefined();
    }),
  );
});

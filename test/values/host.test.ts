import fc from 'fast-check';
import { covers, isWithin, judgeHost, judgeHostPattern, judgeWildcardHost } from '../../lib/values/host.ts';

test.each(['example.org', 'a.b.example.org', 'localhost', '1.example.org', 'a--b.org'])('%s is a host', (host) => {
  expect(judgeHost(host)).toBeUndefined();
});

test.each([
  ['https://App.example.org/path', 'Write app.example.org: a host has no scheme and no path.'],
  ['app.example.org/path', 'Write app.example.org: a host has no path.'],
  ['app.example.org:8443', 'Write app.example.org: a host has no port.'],
  ['app.example.org.', 'Write app.example.org: the dot at the end is not allowed.'],
  ['App.example.org', 'Write app.example.org: upper case is not allowed.'],
  ['my_app.example.org', 'Write my-app.example.org: an underscore is not allowed.'],
  ['192.168.1.10', 'Write a DNS name that resolves to this address.'],
  ['*.example.org', 'Name the host in full: a wildcard is not allowed here.'],
  ['', 'Write a host, such as app.example.org.'],
  [`${'a.'.repeat(126)}aa`, 'Shorten it by 1 character, to at most 253.'],
])('%p is no host: %s', (host, fix) => {
  expect(judgeHost(host)?.fix).toBe(fix);
});

test('no part of a host is longer than DNS takes', () => {
  expect(judgeHost(`${'a'.repeat(63)}.org`)).toBeUndefined();
  expect(judgeHost(`${'a'.repeat(64)}.org`)?.fix).toMatch(/by 1 character, to at most 63\.$/);
});

test('a wildcard is the whole first part, and the only one', () => {
  expect(judgeWildcardHost('*.example.org')).toBeUndefined();
  for (const host of ['*', '*.', 'example.org', '*example.org', 'a*.example.org', '*.*.org', 'a.*.org', '*.1.2.3.4']) {
    expect(judgeWildcardHost(host)).toBeDefined();
  }
  expect(judgeWildcardHost('*.Example.org')?.fix).toBe('Write *.example.org: upper case is not allowed.');
  expect(judgeWildcardHost('*.')?.fix).toBe('Write a host, such as app.example.org.');
});

test('a pattern is a host or a wildcard host', () => {
  expect(judgeHostPattern('example.org')).toBeUndefined();
  expect(judgeHostPattern('*.example.org')).toBeUndefined();
  expect(judgeHostPattern('a.*.org')).toBeDefined();
});

const label = fc.stringMatching(/^[a-c]{1,2}$/);
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));

test('a name is within its zone only at a label boundary', () => {
  expect(isWithin('app.example.org', 'example.org')).toBe(true);
  expect(isWithin('*.example.org', 'example.org')).toBe(true);
  expect(isWithin('App.Example.org', 'example.ORG')).toBe(true);
  expect(isWithin('myexample.org', 'example.org')).toBe(false);
  expect(isWithin('example.org', 'app.example.org')).toBe(false);
  expect(isWithin('example.org', '')).toBe(false);
});

test('within agrees with comparing labels from the right', () => {
  fc.assert(
    fc.property(host, host, (name, zone) => {
      const labels = name.split('.');
      const tail = zone.split('.');
      expect(isWithin(name, zone)).toBe(labels.slice(-tail.length).join('.') === zone && labels.length >= tail.length);
    }),
  );
});

test('within is reflexive, and transitive from a zone to its parents', () => {
  fc.assert(
    fc.property(host, label, label, (zone, a, b) => {
      expect(isWithin(zone, zone)).toBe(true);
      expect(isWithin(`${b}.${a}.${zone}`, `${a}.${zone}`)).toBe(true);
      expect(isWithin(`${b}.${a}.${zone}`, zone)).toBe(true);
    }),
  );
});

test('a wildcard certificate serves one label, not the bare domain and not two labels', () => {
  fc.assert(
    fc.property(host, label, label, (domain, a, b) => {
      expect(covers(`*.${domain}`, `${a}.${domain}`)).toBe(true);
      expect(covers(`*.${domain}`, `*.${domain}`)).toBe(true);
      expect(covers(`*.${domain}`, domain)).toBe(false);
      expect(covers(`*.${domain}`, `${b}.${a}.${domain}`)).toBe(false);
      expect(covers(`*.${domain}`, `*.${a}.${domain}`)).toBe(false);
      expect(covers(`*.${domain}`, `.${domain}`)).toBe(false);
    }),
  );
});

test('a plain certificate serves its own host only, whatever the case', () => {
  fc.assert(
    fc.property(host, host, (pattern, name) => {
      expect(covers(pattern, name)).toBe(pattern === name);
      expect(covers(pattern.toUpperCase(), pattern)).toBe(true);
    }),
  );
});

test('what a certificate serves lies within its domain', () => {
  fc.assert(
    fc.property(host, host, (domain, name) => {
      if (covers(`*.${domain}`, name)) expect(isWithin(name, domain)).toBe(true);
    }),
  );
});

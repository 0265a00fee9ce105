import fc from 'fast-check';
import { judgeLabelName, judgeServiceName, judgeSubdomainName } from '../../lib/values/dns-name.ts';
import { suggestion } from './suggestion.ts';

test.each(['a', '0', 'web', 'web-1', '123-abc', 'a--b', 'a'.repeat(63)])('%s is a label', (name) => {
  expect(judgeLabelName(name)).toBeUndefined();
});

test.each([
  ['My App', 'Write my-app: a space is not allowed.'],
  ['Web', 'Write web: upper case is not allowed.'],
  ['my_app', 'Write my-app: an underscore is not allowed.'],
  ['web.app', 'Write web-app: "." is not allowed.'],
  ['web-', 'Write web: it starts and ends with a letter or digit.'],
  ['a'.repeat(64), 'Shorten it by 1 character, to at most 63.'],
  ['a'.repeat(70), 'Shorten it by 7 characters, to at most 63.'],
  ['', 'Write a name, such as web.'],
  ['---', 'Write a name of letters and digits, such as web.'],
])('%p is no label: %s', (name, fix) => {
  expect(judgeLabelName(name)?.fix).toBe(fix);
});

test('a subdomain is labels with dots, and only the whole has a limit', () => {
  for (const name of ['web', 'web.example.org', '1.2', `${'a'.repeat(100)}.b`, 'a'.repeat(253)]) {
    expect(judgeSubdomainName(name)).toBeUndefined();
  }
  for (const name of ['a..b', '.a', 'a.', 'a.-b', 'A.b', 'a'.repeat(254)])
    expect(judgeSubdomainName(name)).toBeDefined();
});

test('a subdomain keeps its dots when it is corrected', () => {
  expect(judgeSubdomainName('My.App')?.fix).toBe('Write my.app: upper case is not allowed.');
  expect(judgeSubdomainName('a..b')?.fix).toBe('Write a.b: it starts and ends with a letter or digit.');
});

test('a service name starts with a letter', () => {
  expect(judgeServiceName('web-1')).toBeUndefined();
  expect(judgeServiceName('1web')?.fix).toBe('Start the name with a letter.');
});

test('every service name is a label, and every label a subdomain', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '0', '-', '.', 'B'), maxLength: 70 }), (name) => {
      if (judgeServiceName(name) === undefined) expect(judgeLabelName(name)).toBeUndefined();
      if (judgeLabelName(name) === undefined) expect(judgeSubdomainName(name)).toBeUndefined();
    }),
  );
});

test('the rule for labels agrees with its clauses', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'z', '0', '9', '-', '-', 'A', '.'), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(text, (name) => {
      const plain = [...name].every((character) => 'az09-'.includes(character));
      expect(judgeLabelName(name) === undefined).toBe(plain && !name.startsWith('-') && !name.endsWith('-'));
    }),
  );
});

test.each([
  ['label', judgeLabelName],
  ['subdomain', judgeSubdomainName],
  ['service', judgeServiceName],
] as const)('a %s to write in place is itself accepted', (_, judge) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '0', '-', '_', ' ', '.', '/'), maxLength: 60 }), (name) => {
      const better = suggestion(judge(name));
      if (better !== undefined) expect(judge(better)).toBeUndefined();
    }),
  );
});

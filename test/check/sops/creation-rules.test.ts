import { parseCreationRules, ruleFor } from '../../../lib/check/sops/creation-rules.ts';

const KEY = `age1${'q'.repeat(58)}`;
const OTHER = `age1${'p'.repeat(58)}`;

test('recipients are read from texts with commas, from lists, and from groups', () => {
  const { rules, faults } = parseCreationRules(`creation_rules:
  - age: "${KEY}, ${OTHER}"
  - age: [${KEY}]
  - key_groups: [{ age: [${KEY}] }, { pgp: [x], age: [${OTHER}] }]`);
  expect(faults).toEqual([]);
  expect(rules.map(({ recipients }) => recipients)).toEqual([[KEY, OTHER], [KEY], [KEY, OTHER]]);
  expect(rules.map(({ hasOthers }) => hasOthers)).toEqual([false, false, true]);
});

test('the first rule that fits is taken, and one without a path fits all', () => {
  const rules = parseCreationRules(`creation_rules:
  - { path_regex: 'secrets/.*\\.sops\\.yaml$', age: ${KEY} }
  - { age: ${OTHER} }`);
  expect(ruleFor('secrets/a.sops.yaml', rules)?.recipients).toEqual([KEY]);
  expect(ruleFor('dist/a.yaml', rules)?.recipients).toEqual([OTHER]);
});

test.each([
  ['creation_rules: []', 'creation_rules'],
  ['creation_rules: [{ age: age1short }]', 'creation_rules[0].age'],
  [`creation_rules: [{ path_regex: '(', age: ${KEY} }]`, 'creation_rules[0].path_regex'],
  ['creation_rules: [{ path_regex: x }]', 'creation_rules[0]'],
  ['creation_rules: [', ''],
  ['', 'creation_rules'],
])('%s is refused at its place', (text, path) => {
  expect(parseCreationRules(text).faults.map((fault) => fault.path)).toEqual([path]);
});

test('a secret key is told and never repeated', () => {
  const key = `AGE-SECRET-KEY-${'1'.repeat(59)}`;
  const { faults } = parseCreationRules(`creation_rules: [{ age: ${key} }]`);
  expect(faults).toHaveLength(1);
  expect(JSON.stringify(faults)).not.toContain(key);
});

test.each([`age1yubikey1${'q'.repeat(60)}`, 'ssh-ed25519 AAAA'])('%s is a recipient of another kind', (age) => {
  expect(parseCreationRules(`creation_rules: [{ age: "${age}" }]`).faults).toEqual([]);
});

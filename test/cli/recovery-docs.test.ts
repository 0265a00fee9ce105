import { existsSync, readFileSync } from 'node:fs';
import { allRules } from '../../lib/check/rule-sets.ts';
import { changeVolumeDocs } from '../../lib/check/rules/change-volumes-docs.ts';
import { dataDocs } from '../../lib/check/rules/data-docs.ts';
import { guardDocs } from '../../lib/check/rules/data-guard-docs.ts';
import { recoveryMarkdown } from '../../lib/cli/recovery-docs.ts';
import { isAllowed } from '../../lib/volumes/allowed-commands.ts';
import { modelWreck } from '../../lib/volumes/model-wreck.ts';
import { planFor } from '../../lib/volumes/plan.ts';
import { claimKey } from '../../lib/volumes/wanted-claims.ts';
import { waysOfGit, waysOfHand } from '../../lib/volumes/ways-to-lose.ts';

const ways = [...waysOfGit, ...waysOfHand];
const codes = new Set(allRules.map(({ code }) => code));
const named = new Set(ways.flatMap(({ rules = [] }) => rules));

test('every rule that the ways to lose data name exists, and so does its heading in the list of rules', () => {
  expect([...named].filter((rule) => !codes.has(rule))).toEqual([]);
  const headings = readFileSync('docs/rules.md', 'utf8');
  expect([...named].filter((rule) => !headings.includes(`(#${rule})`))).toEqual([]);
});

test('every rule that guards data is named by a way to lose it', () => {
  const elsewhere = new Set(['storage-default', 'substitute-dollar']);
  const guards = [...dataDocs, ...guardDocs, ...changeVolumeDocs].map(({ code }) => code);
  expect(guards.filter((code) => !named.has(code) && !elsewhere.has(code))).toEqual([]);
});

test('every guard that the ways to lose data name is a file of the project', () => {
  expect(ways.flatMap(({ guards = [] }) => guards).filter((file) => !existsSync(file))).toEqual([]);
});

test('every way to lose data says what protects against it', () => {
  const open = ways.filter(({ rules = [], guards = [], onlyYou }) => !onlyYou && rules.length + guards.length === 0);
  expect(open.map(({ way }) => way)).toEqual([]);
});

test('the commands that a person must not type are none that this project would run', () => {
  for (const words of [
    ['lvremove', 'vg/a'],
    ['lvreduce', '--size', '1b', 'vg/a'],
    ['mkfs', '/dev/vg/a'],
    ['wipefs', '-a', '/dev/vg/a'],
    ['dd', 'of=/dev/vg/a'],
  ])
    expect(isAllowed(words)).toBe(false);
});

test('the page has every strategy, and is the same at every call', () => {
  const page = recoveryMarkdown();
  for (const strategy of ['restore', 'adopt', 'swap', 'copy']) expect(page).toMatch(new RegExp(`\\| ${strategy} \\|`));
  expect(recoveryMarkdown()).toBe(page);
});

test('the made-up wreck has what a real one has: a claim that is certain, one that is asked, one that grows, a volume left alone', () => {
  const { evidence, wanted, now } = modelWreck();
  const plan = planFor({ evidence, wanted });
  expect(plan.volumes.map(({ claim, strategy, confidence }) => [claimKey(claim), strategy, confidence])).toEqual([
    ['media/data-pg-0', 'adopt', 'certain'],
    ['photos/photos', 'adopt', 'certain'],
  ]);
  expect(plan.volumes[1]!.steps.some(({ does }) => does.startsWith('lvextend'))).toBe(true);
  expect(plan.questions.map(({ claim }) => claim)).toEqual(['experimental/www-web-0', 'monitoring/grafana']);
  expect(plan.leftOver).toHaveLength(1);
  const again = planFor({ evidence, wanted, now });
  expect(again.volumes.find(({ claim }) => claim.namespace === 'media')?.strategy).toBe('swap');
});

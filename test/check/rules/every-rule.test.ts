import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { check } from '../../../lib/check/engine.ts';
import { mistakes } from '../../../lib/check/mistakes.ts';
import { allRules, ruleSets } from '../../../lib/check/rule-sets.ts';
import { generatedPages } from '../../../lib/cli/docs-run.ts';
import { worldOf } from '../world-of.ts';

const judged = ruleSets.flatMap(({ rules }) => rules);
/** Rules whose examples are whole objects, so that they can be run as they stand. */
const runnable = judged.filter(({ bad, good }) => bad.startsWith('apiVersion:') && good.startsWith('apiVersion:'));

/** Codes that are told of a world of just these objects. */
function codes(yaml: string): string[] {
  return check(worldOf(yaml), ruleSets).findings.map(({ code }) => code);
}

test('no two rules have one code', () => {
  const seen = allRules.map(({ code }) => code);
  expect(seen.filter((code, i) => seen.indexOf(code) !== i)).toEqual([]);
});

test.each(allRules.map((rule) => [rule.code, rule] as const))(
  '%s says what it means, in whole sentences',
  (_code, rule) => {
    expect(rule.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$|^(value|type|main|construct)$/);
    expect(rule.title).toMatch(/^(?:[A-Z`]|cert-manager|apiVersion).*[^.]$/);
    expect(rule.meaning).toMatch(/^.{40,}[.]$/s);
    expect(rule.bad).not.toBe(rule.good);
  },
);

test.each(runnable.map((rule) => [rule.code, rule] as const))(
  '%s tells its bad example and not its good one',
  (code, rule) => {
    expect(codes(rule.bad)).toContain(code);
    expect(codes(rule.good)).not.toContain(code);
  },
);

test('most examples can be run as they stand', () => {
  expect(runnable.length).toBeGreaterThan(judged.length / 2);
});

test('every rule is proven by a test that names its code', () => {
  const names = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  const texts = names.map((name) => readFileSync(`test/${name}`, 'utf8')).join('\n');
  const proven = new Set([...runnable.map(({ code }) => code)]);
  expect(allRules.filter(({ code }) => !proven.has(code) && !texts.includes(code)).map(({ code }) => code)).toEqual([]);
});

test.each(mistakes.map((row) => [row.number, row.title] as const))('mistake %i has a rule: %s', (number) => {
  expect(allRules.filter((rule) => rule.mistakes.includes(number)).length).toBeGreaterThan(0);
});

test.each([...generatedPages('.').keys()])('%s is as it was generated', (file) => {
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(generatedPages('.').get(file));
});

test('every known mistake has a test that begins with its row', () => {
  const page = generatedPages('.').get('docs/mistakes.md')!;
  const rows = page.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  expect(rows).toHaveLength(78);
  expect(rows.filter((line) => !line.includes('`test/'))).toEqual([]);
});

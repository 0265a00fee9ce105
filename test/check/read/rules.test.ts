import { readText } from '../../../lib/check/read/read-text.ts';
import { readRules } from '../../../lib/check/read/rules.ts';

const written = readRules.filter(({ bad }) => bad.includes(': '));

test.each(written.map((rule) => [rule.code, rule] as const))('the examples of %s are wrong and right', (code, rule) => {
  const codes = (text: string) => readText('a.yaml', text).reports.map((report) => report.code);
  if (rule.bad.startsWith('apiVersion')) expect(codes(rule.bad)).toEqual([code]);
  if (rule.good.startsWith('apiVersion')) expect(codes(rule.good)).toEqual([]);
});

test('all but the rules of bytes have examples that are run', () => {
  const prose = readRules.filter(({ bad }) => !bad.startsWith('apiVersion')).map(({ code }) => code);
  expect(prose).toEqual(['yaml-size', 'yaml-encoding']);
});

import { codesText, explain, unknownCode } from '../../lib/check/explain.ts';
import type { RuleDoc } from '../../lib/check/rule.ts';
import { rules } from './report/fixture.ts';

const plain = (_name: string, text: string): string => text;

test('a rule is explained with both examples and how to allow it', () => {
  expect(explain('port-range', rules, plain)).toBe(`port-range  error, family schema
port out of range

The API server refuses a port above 65535.

wrong
  port: 80800

right
  port: 8080

where it is fine, say why
  on one object, as an annotation   allow.hensteeth/port-range: reason
  on a layer, in TypeScript         layer.allow('port-range', 'reason')
`);
});

test('a long meaning is wrapped', () => {
  const long: RuleDoc = { ...rules[0]!, meaning: `${'word '.repeat(100)}${'x'.repeat(150)} end` };
  const lines = explain('port-range', [long], plain)!.split('\n');
  expect(lines.filter(({ length }) => length > 100)).toEqual(['x'.repeat(150)]);
  expect(lines.join(' ')).toContain(long.meaning);
});

test('an unknown rule is not explained, and the nearest is named', () => {
  expect(explain('port-rage', rules, plain)).toBeUndefined();
  expect(unknownCode('port-rage', rules)).toBe("there is no rule 'port-rage'; did you mean 'port-range'?");
  expect(unknownCode('nothing-alike-at-all', rules)).toBe(
    "there is no rule 'nothing-alike-at-all'; npx hensteeth explain lists all rules",
  );
});

test('all rules are listed by family, sorted', () => {
  const more = [...rules, { ...rules[0]!, code: 'a-first' }];
  const lines = codesText(more, plain).split('\n');
  expect(lines.filter((line) => /^[a-z]/.test(line)).map((line) => line.split(' ')[0])).toEqual(['schema', 'data']);
  expect(lines.filter((line) => line.startsWith('  '))).toEqual([
    '  a-first       error    port out of range',
    '  port-range    error    port out of range',
    '  image-latest  warning  image `latest` | or none',
  ]);
});

import { githubReport } from '../../../lib/check/report/github.ts';
import { chartFinding, contextOf, finding, labFinding, releaseFile, releaseYaml, verdictOf } from './fixture.ts';

const first = (...given: Parameters<typeof githubReport>): string => githubReport(...given).split('\n')[0]!;

test('an annotation stands at the owner’s source and names the rendered place', () => {
  expect(first(verdictOf([finding()]), contextOf())).toBe(
    '::error file=main.ts,line=42,title=port-range Service web/web spec.ports[0].port::port 80800 is above 65535: ' +
      'the API server refuses the Service%0Afix: Use a port from 1 to 65535.%0Adist/web/service-web.yaml:10',
  );
});

test('an object that no construct made is annotated in its file, with line and column', () => {
  const { source: _, ...where } = finding().where;
  expect(first(verdictOf([finding({ where })]), contextOf())).toMatch(
    /^::error file=dist\/web\/service-web\.yaml,line=10,col=7,title=/,
  );
});

test('percent signs, line breaks, colons and commas are escaped where they would end something', () => {
  const where = { file: 'a:b,c%d\r\n.yaml' };
  const odd = labFinding({ severity: 'warning', where, message: '100%, a: b\r\n::error::no', hint: 'none' });
  expect(first(verdictOf([odd]), contextOf())).toBe(
    '::warning file=a%3Ab%2Cc%25d%0D%0A.yaml,title=port-range::100%25, a: b%0D%0A::error::no%0Afix: none',
  );
});

test('a notice is a notice, and may have no place', () => {
  expect(first(verdictOf([labFinding({ severity: 'notice', message: 'm', hint: 'h' })]), contextOf())).toBe(
    '::notice title=port-range::m%0Afix: h',
  );
});

test('what was not judged is a notice, and the counts are the last line', () => {
  const notJudged = [{ why: 'no schema', objects: ['Foo a', 'Foo b'] }];
  expect(githubReport(verdictOf([], notJudged), contextOf())).toBe(
    '::notice title=not judged::no schema: Foo a, Foo b\n' +
      '✓ 214 objects, 532 references, 148 rules: 0 errors, 0 warnings, 0 notices; 2 allowed, 1 not judged\n',
  );
});

test('an annotation of what a chart made names the value of its release', () => {
  expect(first(verdictOf([chartFinding(true)]), contextOf({ [releaseFile]: releaseYaml }))).toMatch(
    /^::error file=main\.ts,line=42,.*%0Afollows from spec\.values\.port of .*%0Adist\/web\/helmrelease-web\.yaml:5$/,
  );
});

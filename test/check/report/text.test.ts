import { textReport } from '../../../lib/check/report/text.ts';
import { growth } from '../../growth.ts';
import { subjectsOf } from '../world-of.ts';
import {
  chartFinding,
  contextOf,
  finding,
  labFinding,
  releaseFile,
  releaseYaml,
  service,
  serviceYaml,
  verdictOf,
} from './fixture.ts';

const lines = (text: string): string[] => text.split('\n');

/** Services that differ in nothing but their name. */
function many(count: number) {
  return Array.from({ length: count }, (_, i) => {
    const [subject] = subjectsOf(serviceYaml.replace('name: web', `name: web-${i}`), { file: `dist/web/${i}.yaml` });
    return finding({
      subject: subject!,
      message: `Service web-${i} has port 80800`,
      hint: `Change the port of web-${i}.`,
    });
  });
}

test('a finding is told under its source line, with object, path, excerpt and fix', () => {
  const report = textReport(verdictOf([finding()]), contextOf());
  expect(report).toBe(`main.ts:42
  error port-range Service web/web spec.ports[0].port
    port 80800 is above 65535: the API server refuses the Service
    --> dist/web/service-web.yaml:10
       8 |   ports:
       9 |     - name: http
    > 10 |       port: 80800
      11 |   selector:
      12 |     app: web
    fix: Use a port from 1 to 65535.

npx hensteeth explain CODE tells what a rule means and how to allow a finding

✗ 214 objects, 532 references, 148 rules: 1 error, 0 warnings, 0 notices; 2 allowed, 0 not judged
`);
});

test('source lines come first in the order of their lines, then files, then the lab as a whole', () => {
  const at = (line: number) => finding({ where: { ...finding().where, source: { file: 'main.ts', line } } });
  const foreign = finding({ where: { file: 'other/a.yaml' } });
  const report = textReport(verdictOf([labFinding(), foreign, at(100), at(9)]), contextOf());
  expect(lines(report).filter((line) => /^(main|other|the lab)/.test(line))).toEqual([
    'main.ts:9',
    'main.ts:100',
    'other/a.yaml',
    'the lab',
  ]);
});

test('findings of one source line share one heading', () => {
  const report = textReport(verdictOf([finding(), finding({ code: 'other', severity: 'warning' })]), contextOf());
  expect(lines(report).filter((line) => line === 'main.ts:42')).toHaveLength(1);
});

test('a finding without a file that can be read shows the owner’s source', () => {
  const fact = labFinding({ where: { path: 'nodes[0].cores', source: { file: 'main.ts', line: 2 } } });
  const report = textReport(
    verdictOf([fact]),
    contextOf({ 'main.ts': 'new Cluster({\n  nodes: [{ cores: 0 }],\n});\n' }),
  );
  expect(report).toContain(
    '    --> main.ts:2\n      1 | new Cluster({\n    > 2 |   nodes: [{ cores: 0 }],\n      3 | });\n',
  );
});

test('the lines of a Secret and of a file in secrets/ are never shown', () => {
  const yaml = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  token: do-not-show\n';
  const [secret] = subjectsOf(yaml, { file: 'dist/s.yaml' });
  const findings = [
    finding({ subject: secret!, where: { file: 'dist/s.yaml', path: 'stringData.token' } }),
    labFinding({ where: { file: 'secrets/s.yaml', path: 'stringData.token' } }),
  ];
  const report = textReport(verdictOf(findings), contextOf({ 'dist/s.yaml': yaml, 'secrets/s.yaml': yaml }));
  expect(report).toContain('--> dist/s.yaml:5\n');
  expect(report).toContain('--> secrets/s.yaml:5\n');
  expect(report).not.toContain('do-not-show');
});

test('the same finding on many objects is shown three times, then counted and named', () => {
  const report = textReport(verdictOf(many(12)), contextOf());
  expect(report.match(/error port-range/g)).toHaveLength(3);
  expect(report).toContain(
    'the same 9 times more: Service web/web-3, Service web/web-4, Service web/web-5, Service web/web-6, Service web/web-7 and 4 more\n',
  );
});

test('findings that differ in more than the name of their object are all shown', () => {
  const findings = many(12).map((one, i) => ({ ...one, message: `port ${i} is bad` }));
  const report = textReport(verdictOf(findings), contextOf());
  expect(report.match(/error port-range/g)).toHaveLength(12);
});

test('what was not judged is said with the first names and a count', () => {
  const objects = Array.from({ length: 8 }, (_, i) => `Foo web/${i}`);
  const notJudged = [
    { why: 'there is no schema of foo.example/v1 Foo', objects },
    { why: 'no older revision was given', objects: [] },
  ];
  expect(textReport(verdictOf([], notJudged), contextOf())).toBe(`not judged
  there is no schema of foo.example/v1 Foo: Foo web/0, Foo web/1, Foo web/2, Foo web/3, Foo web/4 and 3 more
  no older revision was given

✓ 214 objects, 532 references, 148 rules: 0 errors, 0 warnings, 0 notices; 2 allowed, 2 not judged
`);
});

test('colours come from the paint alone', () => {
  const paint = (name: string, text: string): string => `<${name}>${text}</${name}>`;
  const findings = [finding(), finding({ code: 'image-latest', severity: 'warning' })];
  const report = textReport(verdictOf(findings), contextOf({}, { paint }));
  expect(report).toContain('<red>error</red> <bold>port-range</bold>');
  expect(report).toContain('<yellow>warning</yellow> <bold>image-latest</bold>');
  expect(report).toContain('<red>> 10 |       port: 80800</red>');
  expect(report).not.toContain('\u001b');
});

test('control characters of a foreign file never reach the terminal', () => {
  const yaml = `${serviceYaml.replace('80800', '"80800" # \u001b[2J')}`;
  const [subject] = subjectsOf(serviceYaml, { file: 'foreign.yaml' });
  const hostile = finding({ subject: subject!, message: 'port \u001b]0;x\u0007 is\nbad', hint: 'a\u009bb' });
  const report = textReport(verdictOf([hostile]), contextOf({ 'foreign.yaml': yaml }));
  expect(report).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$/);
  expect(report).toContain('\n    bad\n');
});

test('a very long line is cut', () => {
  const yaml = serviceYaml.replace('80800', `80800 # ${'x'.repeat(10_000)}`);
  const report = textReport(verdictOf([finding()]), contextOf({ [service.file]: yaml }));
  expect(Math.max(...lines(report).map(({ length }) => length))).toBeLessThan(200);
});

test('four times the findings in one file take no more than eight times as long to tell', () => {
  const work = (count: number) => {
    const { yaml, findings } = manyFindings(count);
    return () => textReport(verdictOf(findings), contextOf({ 'all.yaml': yaml }));
  };
  expect(growth(500, 2_000, work)).toBeLessThan(8);
  expect(work(500)()).toContain(`--> all.yaml:${499 * 13 + 10}\n`);
});

function manyFindings(count: number) {
  const yaml = Array.from({ length: count }, (_, i) => serviceYaml.replace('name: web', `name: web-${i}`)).join(
    '---\n',
  );
  const findings = Array.from({ length: count }, (_, i) =>
    finding({
      subject: { ...service, file: 'all.yaml', document: i },
      message: `port ${i}`,
      where: { file: 'all.yaml', path: 'spec.ports[0].port' },
    }),
  );
  return { yaml, findings };
}

test('what a chart made is shown at the value of its release, with the template', () => {
  const report = textReport(verdictOf([chartFinding(true)]), contextOf({ [releaseFile]: releaseYaml }));
  expect(report).toContain(`main.ts:42
  error port-range Service web/web spec.ports[0].port
    port 80800 is above 65535: the API server refuses the Service
    follows from spec.values.port of HelmRelease web/web, by web/templates/service.yaml
    --> dist/web/helmrelease-web.yaml:5
      3 | spec:
      4 |   values:
    > 5 |     port: 80800
    fix: Use a port from 1 to 65535.
`);
});

test('a value that Helm did not prove is said to be likely, and none is made up', () => {
  const told = (isProven: boolean | undefined) => lines(textReport(verdictOf([chartFinding(isProven)]), contextOf()));
  expect(told(false)).toContain(
    '    most likely from spec.values.port of HelmRelease web/web, by web/templates/service.yaml',
  );
  expect(told(undefined)).toContain(
    '    made by HelmRelease web/web in web/templates/service.yaml: by the chart itself, or of values that cannot be told apart',
  );
});

test('a value that reaches a Secret is not shown', () => {
  const secret = chartFinding(true);
  const subject = { ...secret.subject!, manifest: { ...secret.subject!.manifest, kind: 'Secret' } };
  const report = textReport(verdictOf([{ ...secret, subject }]), contextOf({ [releaseFile]: releaseYaml }));
  expect(report).toContain('--> dist/web/helmrelease-web.yaml:5\n    fix:');
});

import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { sarifReport } from '../../../lib/check/report/sarif.ts';
import {
  chartFinding,
  contextOf,
  finding,
  labFinding,
  releaseFile,
  releaseYaml,
  rules,
  service,
  serviceFile,
  serviceYaml,
  verdictOf,
} from './fixture.ts';

/** The official schema names draft 4, and uses nothing of it that later drafts read otherwise. */
const {
  $schema: _draft,
  id: _id,
  ...schema
} = JSON.parse(
  readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
) as Record<string, unknown>;
const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true });
addFormats(ajv);
const validate = ajv.compile(schema);

interface Result {
  readonly ruleIndex: number;
  readonly locations: readonly unknown[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly invocations: readonly unknown[];
  readonly results: readonly Result[];
}

function runOf(...given: Parameters<typeof sarifReport>): Run {
  return (JSON.parse(sarifReport(...given)) as { runs: [Run] }).runs[0];
}

const fingerprints = (...given: Parameters<typeof sarifReport>): (string | undefined)[] =>
  runOf(...given).results.map(({ partialFingerprints }) => partialFingerprints['finding/v1']);

const every = verdictOf(
  [
    finding(),
    finding({
      code: 'image-latest',
      severity: 'warning',
      where: { object: 'Service web/web', file: 'un known/ä.yaml' },
    }),
    labFinding({ severity: 'notice', where: { path: 'nodes[0].cores', source: { file: 'main.ts', line: 3 } } }),
    labFinding(),
  ],
  [
    { why: 'no schema', objects: ['Foo a'] },
    { why: 'no older revision', objects: [] },
  ],
);

test('the log is valid against the schema of SARIF 2.1.0', () => {
  const log: unknown = JSON.parse(sarifReport(every, contextOf()));
  expect([validate(log), validate.errors]).toEqual([true, null]);
  const empty: unknown = JSON.parse(sarifReport(verdictOf([]), contextOf({}, { rules: [] })));
  expect([validate(empty), validate.errors]).toEqual([true, null]);
});

test('the schema would tell a broken log', () => {
  const log = JSON.parse(sarifReport(every, contextOf())) as { runs: [{ results: [Record<string, unknown>] }] };
  log.runs[0].results[0].level = 'notice';
  expect(validate(log)).toBe(false);
});

test('a result stands at its line of the rendered file, and relates to the source', () => {
  expect(runOf(verdictOf([finding()]), contextOf()).results[0]).toMatchObject({
    ruleId: 'port-range',
    ruleIndex: 0,
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: serviceFile, uriBaseId: '%SRCROOT%' },
          region: { startLine: 10, startColumn: 7 },
        },
        logicalLocations: [{ name: 'web', fullyQualifiedName: 'Service web/web spec.ports[0].port' }],
      },
    ],
    relatedLocations: [{ physicalLocation: { artifactLocation: { uri: 'main.ts' }, region: { startLine: 42 } } }],
  });
});

test('notices are notes, names of files are URIs, and a finding of the lab has no location', () => {
  const { results } = runOf(every, contextOf());
  expect(results.map(({ level }) => level)).toEqual(['error', 'warning', 'note', 'error']);
  expect(JSON.stringify(results[1]!.locations)).toContain('un%20known/%C3%A4.yaml');
  expect(results[3]!.locations).toEqual([]);
});

test('every rule is described, and a result points at its own', () => {
  const run = runOf(every, contextOf());
  expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ code }) => code));
  expect(run.tool.driver.rules[run.results[1]!.ruleIndex]).toMatchObject({
    id: 'image-latest',
    shortDescription: { text: 'image `latest` | or none' },
    defaultConfiguration: { level: 'warning' },
    help: { text: expect.stringContaining('image: nginx:1.29') },
  });
});

test('a fingerprint stays when lines and wording change', () => {
  const before = fingerprints(verdictOf([finding()]), contextOf());
  const subject = { ...service, file: 'dist/moved.yaml', source: { file: 'main.ts', line: 50 } };
  const moved = finding({ subject, message: 'said otherwise', hint: 'too' });
  expect(fingerprints(verdictOf([moved]), contextOf({ 'dist/moved.yaml': `# a\n# b\n${serviceYaml}` }))).toEqual(
    before,
  );
});

test('fingerprints differ for each finding of a run', () => {
  const all = fingerprints(verdictOf([...every.findings, finding()]), contextOf());
  expect(new Set(all).size).toBe(5);
});

test('what was not judged is a notification', () => {
  expect(runOf(every, contextOf()).invocations).toEqual([
    {
      executionSuccessful: true,
      toolExecutionNotifications: [
        { level: 'note', message: { text: 'Not judged: no schema (Foo a)' } },
        { level: 'note', message: { text: 'Not judged: no older revision' } },
      ],
    },
  ]);
});

test('what a chart made stands at the value of its release, else at the source: archives are no part of a repository', () => {
  const verdict = verdictOf([chartFinding(true), chartFinding(undefined)]);
  const context = contextOf({ [releaseFile]: releaseYaml });
  expect(validate(JSON.parse(sarifReport(verdict, context)))).toBe(true);
  const { results } = runOf(verdict, context);
  const at = (uri: string, startLine: number) => [
    { physicalLocation: { artifactLocation: { uri }, region: { startLine } } },
  ];
  expect(results).toMatchObject([{ locations: at(releaseFile, 5) }, { locations: at('main.ts', 42) }]);
  expect(JSON.stringify(results[0]!['message'])).toContain('follows from spec.values.port');
});

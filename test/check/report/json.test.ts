import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { jsonReport } from '../../../lib/check/report/json.ts';
import type { Severity } from '../../../lib/core/finding.ts';
import { chartFinding, contextOf, finding, labFinding, releaseFile, releaseYaml, verdictOf } from './fixture.ts';

const schema = JSON.parse(readFileSync('docs/check-report.schema.json', 'utf8')) as Record<string, unknown>;
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

function parsed(...given: Parameters<typeof jsonReport>): Record<string, unknown> {
  return JSON.parse(jsonReport(...given)) as Record<string, unknown>;
}

test('a finding has its place in the file and in the owner’s source', () => {
  const { findings } = parsed(verdictOf([finding()]), contextOf());
  expect(findings).toEqual([
    {
      code: 'port-range',
      severity: 'error',
      message: 'port 80800 is above 65535: the API server refuses the Service',
      hint: 'Use a port from 1 to 65535.',
      where: {
        object: 'Service web/web',
        path: 'spec.ports[0].port',
        file: 'dist/web/service-web.yaml',
        line: 10,
        column: 7,
        source: { file: 'main.ts', line: 42 },
        layer: 'web',
      },
    },
  ]);
});

test('what a chart made has its template and, where it is known, the place of the value', () => {
  const verdict = verdictOf([chartFinding(true), chartFinding(undefined)]);
  const report = parsed(verdict, contextOf({ [releaseFile]: releaseYaml }));
  const made = { file: 'web-1.0.0.tgz/web/templates/service.yaml', template: 'web/templates/service.yaml' };
  const value = { path: 'spec.values.port', file: releaseFile, line: 5, column: 5, default: false, proven: true };
  expect(report['findings']).toMatchObject([
    { where: { ...made, release: 'web/web', value } },
    { where: { ...made, release: 'web/web' } },
  ]);
  expect(validate(report)).toBe(true);
});

test('keys stand in one order, whatever the order in the verdict', () => {
  const report = jsonReport(verdictOf([finding()]), contextOf());
  const { counts, notJudged, findings } = verdictOf([finding()]);
  const { objects, ...others } = counts;
  expect(jsonReport({ counts: { ...others, objects }, notJudged, findings }, contextOf())).toBe(report);
  expect(Object.keys(JSON.parse(report) as object)).toEqual([
    'version',
    'tool',
    'track',
    'counts',
    'findings',
    'notJudged',
  ]);
});

test('every report is valid against its schema', () => {
  const text = fc.string({ minLength: 1 });
  const where = fc.record(
    {
      object: text,
      path: text,
      file: text,
      source: fc.record({ file: text, line: fc.integer({ min: 1 }) }),
      template: text,
      value: fc.record({
        path: text,
        file: text,
        document: fc.nat(3),
        isDefault: fc.boolean(),
        isProven: fc.boolean(),
      }),
    },
    { requiredKeys: [] },
  );
  const severity = fc.constantFrom<Severity>('error', 'warning', 'notice');
  const given = fc.record({ where, severity, message: text, hint: text });
  const one = fc.tuple(given, fc.boolean()).map(([props, lab]) => (lab ? labFinding(props) : finding(props)));
  const unjudged = fc.record({ why: text, objects: fc.array(text) });
  fc.assert(
    fc.property(fc.array(one), fc.array(unjudged), text, (findings, notJudged, content) => {
      const context = contextOf({}, { texts: () => content });
      expect([validate(parsed(verdictOf(findings, notJudged), context)), validate.errors]).toEqual([true, null]);
    }),
  );
});

test.each([
  ['a version of tomorrow', { version: 2 }],
  ['an unknown key', { more: true }],
  ['a count below zero', { counts: { ...verdictOf([]).counts, errors: -1 } }],
  ['a finding without a place', { findings: [{ code: 'a', severity: 'error', message: 'm', hint: 'h' }] }],
  ['an unknown severity', { findings: [{ code: 'a', severity: 'fatal', message: 'm', hint: 'h', where: {} }] }],
  [
    'a line without its file',
    { findings: [{ code: 'a', severity: 'error', message: 'm', hint: 'h', where: { line: 1, column: 1 } }] },
  ],
])('the schema refuses %s', (_what, change) => {
  const good = parsed(verdictOf([]), contextOf());
  expect(validate(good)).toBe(true);
  expect(validate({ ...good, ...change })).toBe(false);
});

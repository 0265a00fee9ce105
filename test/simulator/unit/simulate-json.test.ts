import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { type Simulated, simulateJson } from '../../../lib/cli/simulate-json.ts';
import type { Outcome } from '../../../lib/live/watch.ts';
import { faults } from '../../../lib/simulator/faults/index.ts';

const schema = JSON.parse(readFileSync('docs/simulate-report.schema.json', 'utf8')) as object;
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

const OUTCOME: Outcome = {
  kind: 'blocked',
  took: 12.34,
  layers: [{ name: 'web', state: 'failed', since: 1.5, message: 'no', waitsFor: [] }],
  blocked: [{ object: 'Pod a/b', kind: 'Pod', namespace: 'a', name: 'b', reason: 'Insufficient memory' }],
  times: new Map(),
};
const CHANGES = [{ path: 'spec.replicas', before: 1, after: 2 }];
const LEAST: Simulated = {
  track: '1.27',
  programs: { kwok: '0.8.0' },
  hasRealVolumes: false,
  verdict: { outcome: OUTCOME, timeline: [], culprits: [], disagreements: [], standIns: [] },
  played: [],
};
const MOST: Simulated = {
  ...LEAST,
  verdict: {
    outcome: OUTCOME,
    timeline: [{ layer: 'web', began: 0.4, ready: undefined, isCritical: true }],
    culprits: [
      {
        layer: undefined,
        object: 'Pod a/b',
        reason: 'Insufficient memory',
        event: undefined,
        source: { file: 'main.ts', line: 3 },
        findings: [],
      },
    ],
    disagreements: [{ kind: 'check-silent', what: 'Pod a/b: Insufficient memory' }],
    standIns: [{ release: 'space/web', layer: 'web', chart: 'web', version: '1.0.0' }],
  },
  played: [
    { fault: faults[0]!, course: { recover: 3.2 }, problems: [] },
    { fault: faults[1]!, course: undefined, problems: ['lost'] },
  ],
  effect: {
    from: 'HEAD',
    before: OUTCOME,
    objects: [{ what: 'changed', object: 'Service a/b', layer: 'web', release: undefined, changes: CHANGES }],
    refused: [{ object: 'layer web', message: 'field is immutable' }],
    outages: [{ object: 'StatefulSet a/b', without: 500, replaced: 1, isBack: true }],
  },
  drift: [{ object: 'Service a/b', layer: 'web', release: undefined, isMissing: false, changes: CHANGES }],
};

test.each([
  ['the least', LEAST],
  ['the most', MOST],
])('%s that a simulation can tell is valid against the schema', (_which, simulated) => {
  const document: unknown = JSON.parse(simulateJson(simulated));
  expect(validate(document) ? [] : validate.errors).toEqual([]);
});

test('a layer that did not become ready has null for the time', () => {
  expect(JSON.parse(simulateJson(MOST))).toMatchObject({ timeline: [{ ready: null }] });
});

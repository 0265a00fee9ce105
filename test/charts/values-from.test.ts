import { givenValues } from '../../lib/charts/values-from.ts';
import type { ChartFacts } from '../../lib/check/charts-input.ts';
import { chartUses } from '../../lib/check/releases.ts';
import { worldOf } from '../check/world-of.ts';

const map = (name: string, data: string) => `
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: default }
data: ${data}`;

const facts: ChartFacts = {
  name: 'web',
  version: '1.2.3',
  values: {
    keys: {
      port: { types: ['number'] },
      auth: { keys: { on: { types: ['boolean'] }, password: { types: ['string'] } } },
    },
  },
};

function given(references: string, values = '{}', more = '') {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2beta2
kind: HelmRelease
metadata: { name: site, namespace: default }
spec:
  interval: 1h
  chart: { spec: { chart: web, version: 1.2.3, sourceRef: { kind: HelmRepository, name: charts } } }
  values: ${values}
  valuesFrom: ${references}`;
  const world = worldOf(release + more);
  return givenValues(world, chartUses(world)[0]!, facts);
}

test('config maps are merged in order, and the values of the release over them', () => {
  const maps =
    map('one', `{ values.yaml: "a: 1\\nb: { c: 1, d: 1 }\\nl: [1]" }`) + map('two', `{ more: "b: { c: 2 }\\nl: [2]" }`);
  const references = '[{ kind: ConfigMap, name: one }, { kind: ConfigMap, name: two, valuesKey: more }]';
  expect(given(references, '{ b: { d: null }, e: 5 }', maps)).toEqual({
    values: { a: 1, b: { c: 2, d: null }, l: [2], e: 5 },
    unknown: [],
  });
});

test('a targetPath sets one value, by what it looks like unless it is in quotes', () => {
  const maps = map('one', `{ port: "80", text: "'80'" }`);
  const references =
    '[{ kind: ConfigMap, name: one, valuesKey: port, targetPath: a.port }, { kind: ConfigMap, name: one, valuesKey: text, targetPath: "a.list[0]" }]';
  expect(given(references, '{}', maps)).toMatchObject({ values: { a: { port: 80, list: ['80'] } } });
});

test('placeholders of the types that the chart knows stand for a secret, and that is said', () => {
  const reference = (path: string) => `{ kind: Secret, name: key, valuesKey: k, targetPath: ${path} }`;
  expect(given(`[${reference('port')}, ${reference('auth.on')}, ${reference('auth.password')}]`)).toEqual({
    values: { port: 1, auth: { on: true, password: 'placeholder' } },
    unknown: ['port', 'auth.on', 'auth.password'].map(
      (path) => `rendered with placeholders for ${path} from the Secret default/key`,
    ),
  });
});

test('of a secret with whole values nothing is known, and that is said', () => {
  expect(given('[{ kind: Secret, name: key }]', '{ a: 1 }')).toEqual({
    values: { a: 1 },
    unknown: ['values from the Secret default/key: rendered without them'],
  });
});

test('a key that is not there is told with those that are, unless it is optional', () => {
  expect(given('[{ kind: ConfigMap, name: one }]', '{}', map('one', '{ other: x }'))).toEqual({
    message:
      "spec.valuesFrom[0]: ConfigMap default/one, key 'values.yaml': no such key; Flux does not install the release",
    hint: 'Write one of other.',
  });
  expect(given('[{ kind: ConfigMap, name: one, optional: true }]', '{}', map('one', '{ other: x }'))).toEqual({
    values: {},
    unknown: [],
  });
});

test.each([
  ['no YAML', '"a: ["'],
  ['a list', '"- a"'],
])('values that are %s are told with their place', (_, text) => {
  expect(given('[{ kind: ConfigMap, name: one }]', '{}', map('one', `{ values.yaml: ${text} }`))).toMatchObject({
    message: expect.stringMatching(/^spec\.valuesFrom\[0\]: ConfigMap default\/one, key 'values\.yaml': /),
  });
});

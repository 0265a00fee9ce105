import { schemaRules } from '../../../lib/check/rules/schema.ts';
import { configMap, deployment, door, withContainer, withPod } from '../../../lib/check/rules/schema-samples.ts';
import { subjectsOf, told, worldOf } from '../world-of.ts';

const say = (yaml: string) => told(schemaRules, worldOf(yaml));
const hintsOf = (yaml: string) => [...schemaRules.judge(worldOf(yaml)).reports].map(({ hint }) => hint);
const openOf = (yaml: string) => [...(schemaRules.judge(worldOf(yaml)).notJudged ?? [])].map(({ why }) => why);

/** A definition of Doors whose spec has the schema given, and a Door. */
const doorWith = (schema: string, spec: string) => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: doors.example.org }
spec:
  group: example.org
  names: { kind: Door, plural: doors }
  scope: Namespaced
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, properties: { spec: ${schema} } } } }]
---
apiVersion: example.org/v1
kind: Door
metadata: { name: front, namespace: web }
spec: ${spec}
`;

describe('fields', () => {
  test('a field that belongs one level deeper is told where', () => {
    expect(hintsOf(withPod('image: nginx:1.27.5\n'))).toEqual([
      'Move it into an item of containers, which has such a field.',
    ]);
  });

  test('names that every object of JavaScript has are unknown fields, too', () => {
    expect(say(withPod('constructor: x\n'))).toEqual(['Deployment/web spec.template.spec.constructor schema-field']);
  });

  test('null stands for a field that is left out, and so it is missing where one is required', () => {
    expect(say(withPod('nodeSelector:\n'))).toEqual([]);
    expect(say(deployment.replace('name: web\n          image', 'name:\n          image'))).toEqual([
      'Deployment/web spec.template.spec.containers[0].name schema-required',
    ]);
  });

  test('null in a list is of the wrong type', () => {
    expect(say(withContainer('args: [a, null]\n'))).toEqual([
      'Deployment/web spec.template.spec.containers[0].args[1] schema-type',
    ]);
  });

  test('what the server fills in is not required', () => {
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a, namespace: a }\nspec: {}\n';
    expect(say(policy)).toEqual([]);
  });

  test('an empty status is no mistake', () => {
    expect(say(`${deployment}status: { conditions: [{ type: Available }] }\n`)).toEqual([]);
  });
});

describe('custom resources', () => {
  test('an object without named fields takes none', () => {
    expect(say(doorWith('{ type: object }', '{ key: brass }'))).toEqual(['Door/front spec.key schema-field']);
    expect(say(doorWith('{ type: object, x-kubernetes-preserve-unknown-fields: true }', '{ key: 1 }'))).toEqual([]);
  });

  test('an embedded object has metadata of its own', () => {
    const schema = '{ type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true }';
    const inner = (label: string) => `{ apiVersion: v1, kind: Pod, metadata: { name: a, labels: { a: ${label} } } }`;
    expect(say(doorWith(schema, inner('b')))).toEqual([]);
    expect(say(doorWith(schema, inner('b c')))).toEqual(['Door/front spec.metadata.labels.a schema-label']);
  });

  test('metadata are judged although the definition leaves them open', () => {
    expect(say(`${door}`.replace('name: front', 'name: front\n  lables: { a: b }'))).toEqual([
      'Door/front metadata.lables schema-field',
    ]);
  });

  test('a required field with a default may be left out', () => {
    const schema = '{ type: object, required: [key], properties: { key: { type: string, default: brass } } }';
    expect(say(doorWith(schema, '{}'))).toEqual([]);
  });

  test('numbers, texts and lists keep within their bounds', () => {
    const of = (schema: string, value: string) =>
      say(doorWith(`{ type: object, properties: { x: ${schema} } }`, `{ x: ${value} }`));
    const range = ['Door/front spec.x schema-range'];
    expect(of('{ type: integer, minimum: 2, maximum: 4 }', '5')).toEqual(range);
    expect(of('{ type: integer, minimum: 2, exclusiveMinimum: true }', '2')).toEqual(range);
    expect(of('{ type: integer, format: int32 }', '2147483648')).toEqual(range);
    expect(of('{ type: number, multipleOf: 2 }', '3')).toEqual(range);
    expect(of('{ type: string, minLength: 1 }', '""')).toEqual(range);
    expect(of('{ type: string, maxLength: 1 }', '"\u{1f600}"')).toEqual([]);
    expect(of('{ type: string, minLength: 2 }', '"\u{1f600}"')).toEqual(range);
    expect(of('{ type: array, maxItems: 1, items: { type: string } }', '[a, b]')).toEqual(range);
    expect(of('{ type: object, minProperties: 1, additionalProperties: { type: string } }', '{}')).toEqual(range);
  });

  test('a number or a text is a number or a text', () => {
    const of = (value: string) =>
      say(doorWith('{ type: object, properties: { x: { x-kubernetes-int-or-string: true } } }', `{ x: ${value} }`));
    expect([of('80'), of('http')]).toEqual([[], []]);
    expect(of('1.5')).toEqual(['Door/front spec.x schema-type']);
  });

  test('sets repeat nothing, and maps no key, defaults counted', () => {
    const list = (type: string, items: string, value: string) =>
      say(
        doorWith(
          `{ type: object, properties: { x: { type: array, x-kubernetes-list-type: ${type}, items: ${items} } } }`,
          `{ x: ${value} }`,
        ),
      );
    expect(list('set', '{ type: string }', '[a, b, a]')).toEqual(['Door/front spec.x[2] schema-duplicate']);
    const keyed = 'map, x-kubernetes-list-map-keys: [port, protocol]';
    const items = '{ type: object, properties: { port: { type: integer }, protocol: { type: string, default: TCP } } }';
    expect(list(keyed, items, '[{ port: 1 }, { port: 1, protocol: TCP }]')).toEqual([
      'Door/front spec.x[1] schema-duplicate',
    ]);
    expect(list(keyed, items, '[{ port: 1 }, { port: 1, protocol: UDP }]')).toEqual([]);
  });

  test('alternatives are judged', () => {
    const either = '{ type: object, properties: { a: { type: string }, b: { type: string } }, ';
    const needs = (form: string, value: string) => say(doorWith(`${either} ${form} }`, value));
    expect(needs('anyOf: [{ required: [a] }, { required: [b] }]', '{}')).toEqual(['Door/front spec schema-form']);
    expect(needs('anyOf: [{ required: [a] }, { required: [b] }]', '{ a: x, b: x }')).toEqual([]);
    expect(needs('oneOf: [{ required: [a] }, { required: [b] }]', '{ a: x, b: x }')).toEqual([
      'Door/front spec schema-form',
    ]);
    expect(needs('not: { required: [b] }', '{ b: x }')).toEqual(['Door/front spec schema-form']);
    expect(needs('allOf: [{ properties: { a: { enum: [x] } } }]', '{ a: y }')).toEqual(['Door/front spec schema-form']);
  });

  test('a pattern of another engine is said to be not judged', () => {
    const schema = '{ type: object, properties: { x: { type: string, pattern: "^\\\\pL+$" } } }';
    expect(say(doorWith(schema, '{ x: abc }'))).toEqual([]);
    expect(openOf(doorWith(schema, '{ x: abc }'))).toEqual([expect.stringContaining('spec.x is not compared')]);
  });

  test('a CEL rule that cannot be evaluated is said to be not judged', () => {
    const schema = '{ type: object, x-kubernetes-validations: [{ rule: "nonsense(self)" }] }';
    expect(openOf(doorWith(schema, '{}'))).toEqual([expect.stringContaining('nonsense(self)')]);
  });
});

describe('who makes the object', () => {
  const twice = withContainer('env:\n  - { name: A, value: x }\n  - { name: A, value: y }\n');

  test('a variable that is there twice stops what Flux applies, not what a release makes', () => {
    expect(say(twice)).toEqual(['Deployment/web spec.template.spec.containers[0].env[1] schema-duplicate']);
    const subjects = subjectsOf(twice, { release: 'web/web' });
    expect(told(schemaRules, worldOf('', { subjects }))).toEqual([]);
  });

  test('a file encrypted by SOPS is judged as far as it can be read', () => {
    const secret = (extra: string) => `
apiVersion: v1
kind: Secret
metadata: { name: web, namespace: web }
data: { user: "ENC[AES256_GCM,data:x,type:str]" }
${extra}
`;
    expect(say(secret('sops: { mac: x }'))).toEqual([]);
    expect(say(secret(''))).toEqual(['Secret/web data.user schema-base64']);
    expect(say(configMap.concat('sops: {}\n'))).toEqual(['ConfigMap/settings sops schema-field']);
  });
});

import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { toYaml } from '../../lib/core/yaml.ts';

/** Pieces that are dangerous in one place or another of a YAML text. */
const PIECES =
  'a|e|y|Z|0|1|8|.5|e3| |  |\n|\n\n|\t|:|: |#|-|- |?|"|\'|{|}|[|]|,|&|*|!|>|%|@|`|.|/|_|=|+|~|<<|yes|NO|off|null|true|0x1|0o7|0b1|1e3|1:30|2001-01-01|---|...|\\|é|\u2028|\u0007|\r|\u0085|\u00a0|\ufeff|😀|\ud83d|__proto__|toJSON'
    .split('|')
    .concat('|');

const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
  fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), { maxLength: 5 }).map((lines) => lines.join('\n')),
);
const documents = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(null, undefined, -0, 1e21, 1e-7, 10n)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value;

const same = (document: unknown): void => expect(toYaml(document)).toBe(Yaml.stringify(document));

test('any document is written as cdk8s writes it', () => {
  fc.assert(fc.property(documents, same), { numRuns: 1000 });
});

test('every short text is written as cdk8s writes it, as a key and as a value, at any depth', () => {
  const texts = PIECES.flatMap((a) => ['', ...PIECES].map((b) => a + b));
  for (const one of texts) {
    same({ [one]: one, deeper: [{ [one]: [one] }] });
  }
});

test('a text that begins with a letter but reads as a number or boolean is quoted', () => {
  expect(toYaml({ a: 'e5', b: 'E-1', c: 'No', d: 'y', e: 'null', f: 'e5a' })).toBe(
    'a: "e5"\nb: "E-1"\nc: "No"\nd: "y"\ne: "null"\nf: e5a\n',
  );
});

test('a text of several lines is a block at the indentation of its place', () => {
  expect(toYaml({ a: [{ b: 'one\n\n  two\n' }] })).toBe('a:\n  - b: |\n      one\n\n        two\n');
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'yes'],
  ['a text of several lines', 'one\n---\ntwo'],
  ['an empty map', {}],
  ['an empty list', []],
  ['lists in lists', [[], [[1, [2]], {}], [{ a: [] }]]],
  ['a date', { at: new Date(0) }],
  ['a Map', { map: new Map([['a', 1]]) }],
  ['a Set', { set: new Set([1]) }],
  ['bytes', { bytes: new Uint8Array([1, 2]) }],
  ['a boxed text', { boxed: Object('text') as unknown }],
  ['an object with toJSON', { a: { toJSON: () => 'json' } }],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }) as unknown],
  ['a list with a hole', Array(2)],
  ['a key that is too long to be plain', { [`k${'x'.repeat(1100)}`]: { a: 1 } }],
  ['a key that looks like a document marker', { '---': { '--- a': '--- b', '%x': '%y' } }],
])('%s is written as cdk8s writes it', (_, document) => {
  same(document);
});

test('an object that occurs twice becomes an anchor and an alias', () => {
  const shared = { a: 1 };
  expect(toYaml({ one: shared, two: shared })).toBe('one: &a1\n  a: 1\ntwo: *a1\n');
  same({ one: shared, list: [shared, []] });
});

test('an object that holds itself is written as cdk8s writes it', () => {
  const self: Record<string, unknown> = {};
  self.self = self;
  same(self);
});

test('a function is refused, as cdk8s does', () => {
  expect(() => toYaml({ f: same })).toThrow('Tag not resolved for Function value');
});

test('an ordinary manifest does not go through the yaml package', () => {
  const written = jest.spyOn(Yaml, 'stringify');
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', labels: { 'app.kubernetes.io/name': 'web' }, annotations: {} },
    spec: { replicas: 2, paused: false, containers: [{ image: 'docker.io/library/nginx:1.27', args: [] }] },
  };
  expect(toYaml(manifest)).toContain('image: docker.io/library/nginx:1.27\n');
  expect(written).not.toHaveBeenCalled();
  written.mockRestore();
});

test('the form of a quoted text is worked out once', () => {
  const written = jest.spyOn(Yaml, 'stringify');
  for (let i = 0; i < 100; i++) toYaml({ list: [{ cron: '7 */3 * * 1' }] });
  expect(written).toHaveBeenCalledTimes(1);
  written.mockRestore();
});

import fc from 'fast-check';
import { record } from '../../../lib/check/pods.ts';
import { schemaRules } from '../../../lib/check/rules/schema.ts';
import { cronJob, deployment, door, helmRelease } from '../../../lib/check/rules/schema-samples.ts';
import type { Subject } from '../../../lib/check/subject.ts';
import type { Manifest } from '../../../lib/core/manifest.ts';
import { growth } from '../../growth.ts';
import { subjectsOf, worldOf } from '../world-of.ts';

const samples = subjectsOf([deployment, cronJob, helmRelease, door].join('---\n'));
const judge = (subjects: readonly Subject[]) => schemaRules.judge(worldOf('', { subjects }));

/** A copy in which the value at some place, chosen by number, is another one. */
function mutated(value: unknown, place: number, to: unknown): unknown {
  let left = place;
  const copy = (at: unknown): unknown => {
    if (left-- === 0) return to;
    if (Array.isArray(at)) return at.map(copy);
    if (at === null || typeof at !== 'object') return at;
    return Object.fromEntries(Object.entries(at).map(([key, inner]) => [key, copy(inner)]));
  };
  return copy(value);
}

/** Identity is text before an object comes to the rules: the reader refuses any other. */
const whole = (subject: Subject, value: unknown): Subject => {
  const { apiVersion, kind, metadata: own } = subject.manifest;
  const metadata = { ...record(record(value)['metadata']), name: own.name, namespace: own.namespace };
  return { ...subject, manifest: { ...record(value), apiVersion, kind, metadata } as unknown as Manifest };
};

test('whatever stands anywhere in an object, it is judged and nothing is thrown', () => {
  const json = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(
      {},
      { toString: {}, valueOf: 1 },
      [],
      [null],
      '',
      'ENC[',
      Number.POSITIVE_INFINITY,
      -1,
      1.5,
      '\u{1f600}',
    ),
  );
  fc.assert(
    fc.property(fc.nat(120), json, (place, to) => {
      const subjects = samples.map((subject) => whole(subject, mutated(subject.manifest, place, to)));
      const { reports, notJudged } = judge(subjects);
      for (const { path, message, hint } of reports) expect([path, message, hint]).not.toContain(undefined);
      expect([...(notJudged ?? [])].length).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
});

test('an object that nests 10,000 levels deep is not judged to its end, and that is said', () => {
  const subject = samples.find(({ manifest }) => manifest.kind === 'CustomResourceDefinition')!;
  let schema: unknown = {};
  for (let i = 0; i < 10_000; i++) schema = { not: schema };
  const versions = [
    { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', not: schema } } },
  ];
  const spec = { ...record(subject.manifest['spec']), versions };
  const { notJudged } = judge([{ ...subject, manifest: { ...subject.manifest, spec } }]);
  expect([...(notJudged ?? [])].map(({ why }) => why)).toEqual([expect.stringContaining('levels deep')]);
});

test('four times the objects take at most seven times as long', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => samples[i % samples.length]!);
  const work = (count: number) => {
    const subjects = many(count);
    return () => judge(subjects);
  };
  expect(growth(2000, 8000, work)).toBeLessThan(7);
});

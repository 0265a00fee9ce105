import { check } from '../../lib/check/engine.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import { World } from '../../lib/check/world.ts';
import { render } from '../../lib/core/render.ts';
import lab from '../../main.ts';

const world = labWorld('.', lab, render(lab));
const verdict = check(world, ruleSets);

test('the shipped lab has neither errors nor warnings', () => {
  expect(verdict.findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
});

test('what is still to do before a server is served is told, and nothing else', () => {
  expect([...new Set(verdict.findings.map(({ code }) => code))].sort()).toEqual(['fact-placeholder', 'secret-pending']);
});

test('what is not judged is said', () => {
  expect(verdict.notJudged.length).toBeGreaterThan(0);
  for (const { why } of verdict.notJudged) expect(why.length).toBeGreaterThan(10);
});

test('judging again gives the same verdict', () => {
  const again = check(new World(world.props), ruleSets);
  expect(JSON.stringify(again.findings.map(({ where, code }) => [where, code]))).toBe(
    JSON.stringify(verdict.findings.map(({ where, code }) => [where, code])),
  );
});

test('every object was judged against a schema of the track', () => {
  const without = world.subjects.filter(({ manifest }) => !world.schemas.find(manifest.apiVersion, manifest.kind));
  expect(without).toEqual([]);
});

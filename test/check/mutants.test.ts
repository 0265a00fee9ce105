import { check } from '../../lib/check/engine.ts';
import { labWorld } from '../../lib/check/lab-world.ts';
import { objectsIn } from '../../lib/check/read/objects.ts';
import { ruleSets } from '../../lib/check/rule-sets.ts';
import { World } from '../../lib/check/world.ts';
import { render } from '../../lib/core/render.ts';
import lab from '../../main.ts';
import { type Mutant, mutantName, mutantsOf } from './mutants.ts';
import { reasonOf, survivors } from './survivors.ts';

const world = labWorld('.', lab, render(lab));
const mutants = [...mutantsOf(world.subjects)];
const survived: Mutant[] = [];

/** Whether a mutant is told: by whoever reads the objects, or by a rule. Notices do not count. */
function isTold({ changed, subjects }: Mutant): boolean {
  if (changed && objectsIn(changed).shapeless.length > 0) return true;
  const { counts } = check(new World({ ...world.props, subjects }), ruleSets);
  return counts.errors + counts.warnings > 0;
}

beforeAll(() => {
  for (const mutant of mutants) if (!isTold(mutant)) survived.push(mutant);
});

test('there are mutants by the thousand, of every operation', () => {
  expect(mutants.length).toBeGreaterThan(1000);
  expect(new Set(mutants.map(({ operation }) => operation)).size).toBe(6);
});

test('every misspelt field is told', () => {
  expect(survived.filter(({ operation }) => operation === 'misspell key').map(mutantName)).toEqual([]);
});

test('every mutant that is not told has a reason', () => {
  expect(survived.filter((mutant) => !reasonOf(mutant)).map(mutantName)).toEqual([]);
});

test('every reason is the reason of a mutant', () => {
  const used = new Set(survived.map(reasonOf));
  expect(survivors.filter((row) => !used.has(row)).map(({ reason, path }) => `${path} ${reason}`)).toEqual([]);
});

test('most mutants are told', () => {
  process.stdout.write(
    `mutants: ${mutants.length}, told ${mutants.length - survived.length}, with a reason ${survived.length}\n`,
  );
  expect(survived.length / mutants.length).toBeLessThan(0.2);
});

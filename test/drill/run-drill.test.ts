import {
  type Clock,
  type Drill,
  done,
  failed,
  notSeen,
  type Place,
  type Step,
  waiting,
} from '../../lib/drill/drill.ts';
import type { DrillReport } from '../../lib/drill/report.ts';
import { type RunDrillProps, runDrill } from '../../lib/drill/run-drill.ts';

/** A clock that stands still but for pauses. */
function clockAt(start: string): Clock & { readonly passed: () => number } {
  let passed = 0;
  return {
    now: () => new Date(Date.parse(start) + passed),
    pause: async (milliseconds) => {
      passed += milliseconds;
    },
    passed: () => passed,
  };
}

const START = '2026-03-01T10:00:00.000Z';

function step(name: string, more: Partial<Step<Place>> = {}): Step<Place> {
  return { name, title: `step ${name}`, limit: 0, look: async () => done('so it is'), ...more };
}

async function run(drill: Partial<Drill<Place>>, more: Partial<RunDrillProps<Place>> = {}) {
  const saved: DrillReport[] = [];
  const asked: string[][] = [];
  const report = await runDrill({
    drill: { name: 'tried', proves: 'it holds', steps: [], ...drill },
    place: { memory: {} },
    clock: clockAt(START),
    where: 'a test',
    before: undefined,
    ask: async (lines) => {
      asked.push([...lines]);
    },
    save: (each) => saved.push(each),
    ...more,
  });
  return { report, saved, asked };
}

const statesOf = ({ steps }: DrillReport) => steps.map(({ name, state }) => `${name} ${state}`);

test('a drill whose every step is seen to be done has passed, and says what was seen', async () => {
  const { report } = await run({ steps: [step('a'), step('b')] });
  expect([report.verdict, ...statesOf(report)]).toEqual(['passed', 'a done', 'b done']);
  expect(report.steps[0]).toMatchObject({ told: 'so it is', began: START });
});

test('a step is looked at again until it is done, and its time is measured by the clock it was given', async () => {
  let looks = 0;
  const late = step('late', { limit: 10_000, look: async () => (++looks > 3 ? done('now') : waiting('not yet')) });
  const { report } = await run({ steps: [late] });
  expect(report.steps[0]).toMatchObject({ state: 'done', took: 3_000 });
});

test('what is not done within its time has failed, with the last that was seen, and the steps behind it are not reached', async () => {
  const never = step('never', { limit: 2_000, look: async () => waiting('the pod is not ready') });
  const { report } = await run({ steps: [never, step('b')] });
  expect([report.verdict, ...statesOf(report)]).toEqual(['failed', 'never failed', 'b not reached']);
  expect(report.steps[0]).toMatchObject({ told: 'not within 2.0 s: the pod is not ready' });
  expect(report.steps[0]?.fix).toBeDefined();
});

test('a step that stands alone may fail, and the others are still looked at', async () => {
  const alone = step('alone', { goesOn: true, look: async () => failed('no', 'mend it') });
  const { report } = await run({ steps: [alone, step('b')] });
  expect([report.verdict, ...statesOf(report)]).toEqual(['failed', 'alone failed', 'b done']);
  expect(report.steps[0]?.fix).toBe('mend it');
});

test('what cannot be looked at is told, and is no failure', async () => {
  const { report } = await run({ steps: [step('a', { look: async () => notSeen('nobody there') })] });
  expect([report.verdict, ...statesOf(report)]).toEqual(['passed', 'a not seen']);
});

test('hands are asked for once, and not where the step is seen to be done already', async () => {
  let isDone = false;
  const hand = () => ['pull the plug'];
  const open = step('open', {
    hand,
    look: async () => {
      if (isDone) return done('off');
      isDone = true;
      return waiting('on');
    },
  });
  const first = await run({ steps: [open] });
  expect([first.asked, statesOf(first.report)]).toEqual([[['pull the plug']], ['open done']]);
  const again = await run({ steps: [open] });
  expect([again.asked, statesOf(again.report)]).toEqual([[], ['open already']]);
});

test('what a step throws while it acts is its failure; while it is looked at, it is waited for', async () => {
  const act = async () => {
    throw new Error('no such pod');
  };
  const acting = await run({ steps: [step('a', { act, look: async () => waiting('no') })] });
  expect(acting.report.steps[0]).toMatchObject({ state: 'failed', told: 'no such pod' });
  let looks = 0;
  const look = async () => {
    if (++looks < 3) throw new Error('connect ECONNREFUSED');
    return done('back');
  };
  const looking = await run({ steps: [step('a', { limit: 60_000, look })] });
  expect(looking.report.steps[0]).toMatchObject({ state: 'done', told: 'back' });
});

test('whatever is saved before the end says that it was cut, and at which step', async () => {
  const { saved } = await run({ steps: [step('a'), step('b')] });
  expect(saved.map((each) => [each.verdict, ...statesOf(each)].join(', '))).toEqual([
    'cut, a cut, b not reached',
    'cut, a done, b not reached',
    'cut, a done, b cut',
    'cut, a done, b done',
    'passed, a done, b done',
  ]);
});

test('after a cut the drill goes on with what it remembered when that is still so, and says so', async () => {
  const { saved } = await run({ steps: [step('a')] }, { place: { memory: { sha256: 'abc' } } });
  const cut = { name: 'tried-2026-02-01', report: saved[0]! };
  const place: Place = { memory: {} };
  const resume: Drill<Place>['resume'] = async ({ memory }, before) => {
    Object.assign(memory, before);
    return { goesOn: true, told: 'the file is there' };
  };
  const { report } = await run({ steps: [step('a')], resume }, { cut, place });
  expect(report.resumed).toBe("goes on: tried-2026-02-01 was cut at 'step a'; the file is there");
  expect(report.memory).toEqual({ sha256: 'abc' });
});

test('after a cut the drill starts anew where nothing is left to go on with, and says why', async () => {
  const { saved } = await run({ steps: [step('a')] });
  const cut = { name: 'tried-2026-02-01', report: saved[0]! };
  const resume = async () => {
    throw new Error('no such pod');
  };
  const { report } = await run({ steps: [step('a')], resume }, { cut });
  expect(report.resumed).toBe("starts anew: tried-2026-02-01 was cut at 'step a'; no such pod");
});

test('the figure is what the drill names, and is kept of a drill that failed later', async () => {
  const figure = { what: 'until served', of: () => 90_000 };
  const { report } = await run({ steps: [step('a', { look: async () => failed('no', 'mend it') })], figure });
  expect(report.figure).toEqual({ what: 'until served', took: 90_000, before: undefined });
});

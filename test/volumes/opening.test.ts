import { apply } from '../../lib/volumes/apply.ts';
import type { PlannedVolume } from '../../lib/volumes/plan.ts';
import type { Proof } from '../../lib/volumes/sound.ts';
import type { Place } from '../../lib/volumes/way.ts';
import type { Member } from '../../lib/volumes/ways.ts';

/** A layer with two volumes, of which each lets its app run again as its last change. */
function layer() {
  const opened: string[] = [];
  const member = (name: string): Member => ({
    name,
    isChosen: true,
    planned: { uuid: name } as PlannedVolume,
    look: async () =>
      opened.includes(name)
        ? { do: 'done' }
        : { do: 'change', text: 'resume', opens: true, act: async () => void opened.push(name) },
  });
  return { opened, job: [member('media/a'), member('media/b')] };
}

const applied = (job: readonly Member[], proof: Proof, isBack = false) =>
  apply({ place: {} as Place, job, isBack, looks: 0, pause: async () => undefined, proof });

test('an app runs again once all of its volumes were looked into', async () => {
  const { opened, job } = layer();
  const looked: string[] = [];
  const outcomes = await applied(job, async ({ uuid }) => {
    expect(opened.length === 0 || looked.length >= 2).toBe(true);
    looked.push(uuid);
    return undefined;
  });
  expect([...outcomes.values()]).toEqual([{ state: 'done' }, { state: 'done' }]);
});

test('one volume that is not as it was keeps its app, and all of its layer, from running', async () => {
  const { opened, job } = layer();
  const outcomes = await applied(job, async ({ uuid }) => (uuid === 'media/b' ? 'it is damaged' : undefined));
  expect(Object.fromEntries(outcomes)).toEqual({
    'media/a': { state: 'waiting', for: 'media/b of the same layer' },
    'media/b': { state: 'stopped', why: 'it is damaged' },
  });
  expect(opened).toEqual([]);
});

test('on the way back nothing is looked into', async () => {
  const { opened, job } = layer();
  await applied(job, async () => 'it is damaged', true);
  expect(opened).toEqual(['media/a', 'media/b']);
});

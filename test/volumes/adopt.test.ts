import { type Action, adoptedName, nextStep, previousStep } from '../../lib/volumes/adopt.ts';
import type { PlannedVolume } from '../../lib/volumes/plan.ts';
import { ModelLab } from './model-lab.ts';

const GIB = 2 ** 30;
const planned: PlannedVolume = {
  uuid: 'uuid-old',
  group: 'vg',
  name: 'old',
  bytes: GIB,
  fsType: 'ext4',
  claim: {
    namespace: 'media',
    name: 'data-pg-0',
    bytes: 2 * GIB,
    storageClass: 's',
    deviceClass: 'ssd',
    groups: ['vg'],
    fsType: 'ext4',
    layer: 'media',
    pods: [],
    mountPaths: [],
  },
  confidence: 'certain',
  witnesses: [],
  strategy: 'adopt',
  conditions: [],
  steps: [],
};
const MOST = 40;

type Way = typeof nextStep;

/** Goes one way until it ends, or for so many steps. Controllers run after each one, or before the next look. */
function go(lab: ModelLab, way: Way, steps: number, isIdle: boolean): Action[] {
  const done: Action[] = [];
  for (let i = 0; i < steps; i++) {
    const action = way(planned, lab.see());
    done.push(action);
    if (action.do === 'done' || action.do === 'stop') return done;
    lab.act(action);
    if (!isIdle || action.do === 'wait') lab.settle();
    expect(lab.volumes.get('uuid-old')?.content).toBe('precious');
  }
  return done;
}

/** A layer that waits is applied by Flux in the end. */
function deploy(lab: ModelLab): void {
  lab.layer ??= { isSuspended: false };
  lab.settle();
}

const CASES = [true, false].flatMap((isDeployed) => [true, false].map((isIdle) => ({ isDeployed, isIdle })));

function newLab(isDeployed: boolean): ModelLab {
  return new ModelLab(planned, isDeployed);
}

function finish(lab: ModelLab, isIdle: boolean): void {
  for (let i = 0; i < 3; i++) {
    const last = go(lab, nextStep, MOST, isIdle).at(-1)!;
    if (last.do === 'done') break;
    expect(last.do).toBe('wait');
    deploy(lab);
  }
  expect(nextStep(planned, lab.see())).toEqual({ do: 'done' });
  expect(lab.claim).toEqual({ pv: adoptedName(planned.claim) });
  expect(lab.pv?.handle).toBe(lab.volumes.get('uuid-old')?.name);
  expect(lab.volumes.get('uuid-old')).toMatchObject({ content: 'precious', bytes: 2 * GIB });
  expect(lab.volumes.size).toBe(1);
}

test.each(CASES)('on the model, a volume is adopted with nothing lost and no empty volume made, %j', (given) => {
  finish(newLab(given.isDeployed), given.isIdle);
});

test.each(CASES)('on the model, a run killed after any step goes on to the same end, %j', ({ isDeployed, isIdle }) => {
  const steps = go(newLab(isDeployed), nextStep, MOST, isIdle).length;
  for (let at = 0; at <= steps; at++) {
    const lab = newLab(isDeployed);
    go(lab, nextStep, at, isIdle);
    // The power is gone; controllers come back before the run does.
    for (let i = 0; i < 3; i++) lab.settle();
    if (lab.claim?.pv === 'pvc-new') {
      expect(at).toBe(0);
      expect(nextStep(planned, lab.see())).toEqual({
        do: 'stop',
        why: 'media/data-pg-0 has another volume, pvc-new: plan again, for a swap',
      });
    } else finish(lab, isIdle);
  }
});

test.each(CASES)(
  'on the model, from any step it rolls back, killed at any step of that too, and goes on again, %j',
  (given) => {
    const { isDeployed, isIdle } = given;
    const steps = go(newLab(isDeployed), nextStep, MOST, isIdle).length;
    let rolledBack = 0;
    for (let at = 1; at <= steps; at++) {
      for (let back = 0; back <= MOST; back++) {
        const lab = newLab(isDeployed);
        go(lab, nextStep, at, isIdle);
        const way = go(lab, previousStep, back, isIdle);
        if (way.at(-1)?.do === 'stop') {
          expect(lab.claim?.pv).toBe(adoptedName(planned.claim));
          break;
        }
        if (way.at(-1)?.do !== 'done') {
          finish(lab, isIdle);
          continue;
        }
        rolledBack++;
        expect([lab.object, lab.pv, lab.volumes.size]).toEqual([undefined, undefined, 1]);
        expect(lab.volumes.get('uuid-old')?.name).toBe('old');
        finish(lab, isIdle);
        break;
      }
    }
    expect(rolledBack).toBeGreaterThan(4);
  },
);

const good = (): ReturnType<ModelLab['see']> => new ModelLab(planned, false).see();
const object = {
  uid: 'uid-1',
  isHeld: false,
  isBeingDeleted: false,
  bytes: 2 * GIB,
  volumeId: '',
  hasSize: false,
  failure: undefined,
};

test.each([
  ['no volume has the UUID', { volume: undefined }],
  ['the volume lies in other', { volume: { group: 'other', name: 'old', bytes: GIB } }],
  ['the volume has 1 bytes', { volume: { group: 'vg', name: 'old', bytes: 1 } }],
  ['media/data-pg-0 has another volume', { claim: { pv: 'pvc-9', isBound: true } }],
  [
    'is for media/other',
    { pv: { handle: 'uid-1', claim: 'media/other', isRetained: true, isBeingDeleted: false }, object },
  ],
  [
    'its LogicalVolume is not',
    { pv: { handle: 'uid-1', claim: 'media/data-pg-0', isRetained: true, isBeingDeleted: false } },
  ],
  [
    'the old one is called old',
    { object, pv: { handle: 'uid-1', claim: 'media/data-pg-0', isRetained: true, isBeingDeleted: false } },
  ],
])('where %s, both ways stop', (why, changed) => {
  for (const way of [nextStep, previousStep]) {
    expect(way(planned, { ...good(), ...changed })).toEqual({ do: 'stop', why: expect.stringContaining(why) });
  }
});

test('an object that TopoLVM made an empty volume for is not deleted, and not gone on with', () => {
  const volume = { group: 'vg', name: 'old', bytes: 2 * GIB };
  const seen = { ...good(), volume, object, names: new Set(['old', 'uid-1']) };
  expect(nextStep(planned, seen).do).toBe('stop');
  expect(previousStep(planned, seen).do).toBe('stop');
});

test.each([
  ['of another size than the volume is corrected while it is held', { isHeld: true, bytes: 1 }, 'old', 'resize-object'],
  ['that is not held is held before the volume is renamed', {}, 'old', 'hold-object'],
  ['that is held is let go once the volume has its name', { isHeld: true }, 'uid-1', 'release-object'],
  ['that TopoLVM has not seen is waited for', {}, 'uid-1', 'wait'],
  ['whose size TopoLVM has not told is waited for', { volumeId: 'uid-1' }, 'uid-1', 'wait'],
  ['that TopoLVM has taken gets its PersistentVolume', { volumeId: 'uid-1', hasSize: true }, 'uid-1', 'create-pv'],
  ['that TopoLVM refuses ends the run', { failure: 'no' }, 'uid-1', 'stop'],
])('an object %s', (_what, changed, name, action) => {
  const volume = { group: 'vg', name, bytes: 2 * GIB };
  const seen = { ...good(), volume, names: new Set([name]), object: { ...object, ...changed } };
  expect(nextStep(planned, seen).do).toBe(action);
});

test('an object that somebody else deletes is held at once, both ways, while its name is that of the volume', () => {
  const volume = { group: 'vg', name: 'uid-1', bytes: 2 * GIB };
  const seen = { ...good(), volume, names: new Set(['uid-1']), object: { ...object, isBeingDeleted: true } };
  for (const way of [nextStep, previousStep]) expect(way(planned, seen).do).toBe('hold-object');
});

test('on the way back, TopoLVM is held off before the volume loses the name that it looks for', () => {
  const volume = { group: 'vg', name: 'uid-1', bytes: 2 * GIB };
  const seen = { ...good(), volume, names: new Set(['uid-1']), object };
  expect(previousStep(planned, seen).do).toBe('hold-object');
});

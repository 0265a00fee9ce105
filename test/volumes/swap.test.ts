import { apply, preview } from '../../lib/volumes/apply.ts';
import type { PlannedVolume } from '../../lib/volumes/plan.ts';
import { readTags } from '../../lib/volumes/tags.ts';
import { jobsFor } from '../../lib/volumes/ways.ts';
import { FakeLvm } from './fake-lvm.ts';
import type { ModelApi } from './model-api.ts';
import { deployEmpty, newModel } from './swap-lab.ts';

const MIB = 2 ** 20;
const READS = new Set(['lvs', 'vgs', 'pvs', 'vgcfgbackup']);
const TAGS = ['k8s.pvc=media/data-pg-0', 'k8s.cluster=lost', 'mine'];

/** A lab that is deployed again: claims with empty volumes, old volumes beside them, on fakes that count every change. */
class SwapLab {
  readonly lvm = new FakeLvm();
  readonly api: ModelApi;
  readonly planned: PlannedVolume[] = [];
  /** Content that each pod started with. */
  readonly starts: string[] = [];

  constructor(sets: readonly string[], { old = 8, asked = 12, release = '' } = {}) {
    const { lvm } = this;
    this.api = newModel({
      has: (name) => lvm.named(name) !== undefined,
      make: (name) => void lvm.volume({ name, bytes: 4 * MIB }),
      remove: (name) => void lvm.volumes.splice(lvm.volumes.indexOf(lvm.named(name)!), 1),
      bytes: (name) => lvm.named(name)!.bytes,
      grow: (name, bytes) => void Object.assign(lvm.named(name)!, { bytes }),
    });
    for (const set of sets) {
      const tags = TAGS.map((tag) => tag.replace('pg', set));
      const volume = lvm.volume({ name: `old-${set}`, bytes: old * MIB, tags: [...tags], content: `precious ${set}` });
      const { uuid, name, bytes } = volume;
      const make = (uid: string) => lvm.volume({ name: uid, bytes: asked * MIB, content: 'empty' }).uuid;
      const given = { set, old: { uuid, name, bytes, tags }, bytes: asked * MIB, group: 'vg' };
      this.planned.push(deployEmpty(this.api, given, make, release || undefined));
    }
    this.api.onStart = (claim) => {
      const planned = this.planned.find((each) => each.claim.name === claim)!;
      this.starts.push(lvm.named(planned.fresh!.name)?.content ?? 'nothing');
    };
  }

  get place() {
    const { lvm, api } = this;
    return {
      machine: {
        name: 'killable',
        run: async (words: readonly string[]) => {
          const result = await lvm.run(words);
          if (!READS.has(words[0]!)) api.counted();
          return result;
        },
      },
      api,
      nodeOf: () => 'one',
      kustomization: 'kustomize.toolkit.fluxcd.io/v1',
      helmRelease: 'helm.toolkit.fluxcd.io/v2beta2',
    };
  }

  async go(isBack = false, only?: string): Promise<unknown[]> {
    const isChosen = ({ claim }: PlannedVolume) => only === undefined || claim.name === only;
    const job = jobsFor(this.planned, { isChosen })[0]!;
    const outcomes = await apply({
      place: this.place,
      job,
      isBack,
      looks: 3,
      pause: async () => this.api.settle(),
    });
    return [...outcomes.values()];
  }

  /** Goes on until it is killed, after so many changes. */
  async killed(after: number, isBack = false): Promise<boolean> {
    this.api.changes = 0;
    this.api.killedAfter = after;
    const isKilled = await this.go(isBack).then(
      () => false,
      () => true,
    );
    this.api.killedAfter = Number.POSITIVE_INFINITY;
    this.api.settle();
    return isKilled;
  }

  expectGiven(): void {
    for (const { uuid, fresh, claim } of this.planned) {
      const volume = this.lvm.volumes.find((each) => each.uuid === uuid)!;
      expect(volume).toMatchObject({ name: fresh!.name, content: `precious ${claim.name.split('-')[1]}` });
      expect(volume.bytes).toBeGreaterThanOrEqual(claim.bytes);
      expect([readTags(volume.tags).claims, volume.tags.includes('mine')]).toEqual([[`media/${claim.name}`], true]);
      const away = this.lvm.volumes.find((each) => each.uuid === fresh!.uuid)!;
      expect([away.name, readTags(away.tags).released]).toEqual([`${fresh!.name}.fresh`, [`media/${claim.name}`]]);
      expect(this.api.object('LogicalVolume', fresh!.object)).toMatchObject({
        spec: { size: String(volume.bytes) },
        status: { code: 0, currentSize: String(volume.bytes) },
      });
    }
    this.expectRunning();
  }

  expectTakenBack(): void {
    for (const { uuid, fresh, name, tags } of this.planned) {
      const volume = this.lvm.volumes.find((each) => each.uuid === uuid)!;
      expect([volume.name, [...volume.tags].sort()]).toEqual([name, [...tags!].sort()]);
      const made = this.lvm.volumes.find((each) => each.uuid === fresh!.uuid)!;
      expect([made.name, readTags(made.tags).released]).toEqual([fresh!.name, []]);
      expect(this.api.object('LogicalVolume', fresh!.object)).toMatchObject({
        status: { code: 0, currentSize: String(made.bytes) },
      });
    }
    this.expectRunning();
  }

  expectRunning(): void {
    this.api.settle();
    expect(this.api.mischief).toEqual([]);
    expect(this.lvm.volumes.length).toBe(2 * this.planned.length);
    for (const { claim, fresh } of this.planned) {
      const set = claim.name.split('-')[1]!;
      const { metadata, ...rest } = this.api.object('StatefulSet', set)!;
      expect([rest['spec'], metadata.annotations ?? {}]).toEqual([expect.objectContaining({ replicas: 1 }), {}]);
      expect(this.api.object('LogicalVolume', fresh!.object)!.metadata.annotations ?? {}).toEqual({});
    }
    expect(this.api.object('Kustomization', 'media')).toMatchObject({ spec: { suspend: false } });
  }
}

const DONE = { state: 'done' };

test.each([
  ['a smaller volume', ['pg'], {}],
  ['a larger volume', ['pg'], { old: 16 }],
  ['a workload of a HelmRelease', ['pg'], { release: 'pg' }],
  ['two volumes of one layer', ['pg', 'wal'], {}],
])(
  'on the fakes, a swap of %s is killed after any change, forward and back, and loses nothing',
  async (_what, sets, more) => {
    const done = sets.map(() => DONE);
    let forward = 0;
    let back = 0;
    for (let at = 1, isKilled = true; isKilled; at++) {
      const lab = new SwapLab(sets, more);
      isKilled = await lab.killed(at);
      expect(await lab.go()).toEqual(done);
      lab.expectGiven();
      if (isKilled) forward++;
      let isKilledToo = true;
      for (let and = 1; isKilledToo; and += isKilled ? 7 : 1) {
        const both = new SwapLab(sets, more);
        await both.killed(at);
        isKilledToo = await both.killed(and, true);
        expect(await both.go(true)).toEqual(done);
        both.expectTakenBack();
        expect(await both.go()).toEqual(done);
        both.expectGiven();
        if (isKilledToo) back++;
      }
    }
    process.stdout.write(`swap of ${_what} on fakes: ${forward} kills forward, ${back} back, 0 bytes lost\n`);
    expect([forward > 12, back > 12]).toEqual([true, true]);
  },
);

test('no app of a layer starts with one volume given back and another empty', async () => {
  const lab = new SwapLab(['pg', 'wal']);
  lab.starts.length = 0;
  expect(await lab.go()).toEqual([DONE, DONE]);
  lab.api.settle();
  expect(lab.starts.sort()).toEqual(['precious pg', 'precious wal']);
});

test('with one volume chosen alone, its layer stays closed until the other is given back too', async () => {
  const lab = new SwapLab(['pg', 'wal']);
  lab.starts.length = 0;
  expect(await lab.go(false, 'data-pg-0')).toEqual([{ state: 'waiting', for: 'media/data-wal-0 of the same layer' }]);
  lab.api.settle();
  expect(lab.starts).toEqual([]);
  expect(await lab.go()).toEqual([DONE, DONE]);
  lab.expectGiven();
});

test('a swap that is done is done again without a change, and one that was never begun is taken back without one', async () => {
  const lab = new SwapLab(['pg']);
  expect(await lab.go(true)).toEqual([DONE]);
  expect(lab.api.changes).toBe(0);
  await lab.go();
  lab.api.changes = 0;
  expect([await lab.go(), lab.api.changes]).toEqual([[DONE], 0]);
});

test('a layer that somebody resumes in the middle is suspended again, and its pods go before a name changes', async () => {
  const lab = new SwapLab(['pg'], { release: 'pg' });
  for (const at of [3, 6, 8]) {
    await lab.killed(at);
    Object.assign(lab.api.object('Kustomization', 'media')!, { spec: { suspend: false } });
    lab.api.settle();
  }
  expect(await lab.go()).toEqual([DONE]);
  lab.expectGiven();
});

test('a replica count that something brings back each time ends the run with what it is', async () => {
  const lab = new SwapLab(['pg']);
  const { merge } = lab.api;
  lab.api.merge = async (manifest) => {
    await merge.call(lab.api, manifest);
    if (manifest.kind === 'StatefulSet')
      Object.assign(lab.api.object('StatefulSet', 'pg')!['spec'] as object, { replicas: 1 });
  };
  expect(await lab.go()).toEqual([
    {
      state: 'stopped',
      why: expect.stringContaining('something undoes it each time: scale StatefulSet media/pg to 0'),
    },
  ]);
});

test('pods that do not go away are waited for and named, and no volume has been touched', async () => {
  const lab = new SwapLab(['pg']);
  lab.api.stuck.add('pg-0');
  expect(await lab.go()).toEqual([{ state: 'waiting', for: 'pod pg-0 to be gone' }]);
  expect(lab.lvm.volumes.map(({ name }) => name)).toEqual(['old-pg', lab.planned[0]!.fresh!.name]);
  lab.api.stuck.clear();
  lab.api.settle();
  expect(await lab.go()).toEqual([DONE]);
});

test('a volume that is open is not renamed', async () => {
  const lab = new SwapLab(['pg']);
  lab.lvm.named('old-pg')!.isOpen = true;
  expect(await lab.go()).toEqual([{ state: 'waiting', for: 'old-pg to be closed' }]);
  expect(lab.lvm.named('old-pg')).toBeDefined();
});

type Bad = (lab: SwapLab, planned: PlannedVolume) => void;
const without = (lab: SwapLab, uuid: string) => {
  lab.lvm.volumes.splice(
    lab.lvm.volumes.findIndex((each) => each.uuid === uuid),
    1,
  );
};
const withUuid = (lab: SwapLab, uuid: string) => lab.lvm.volumes.find((each) => each.uuid === uuid)!;

test.each<[string, Bad]>([
  ['no volume has the UUID', (lab, { uuid }) => without(lab, uuid)],
  ['the empty volume uuid-2 is gone', (lab, { fresh }) => without(lab, fresh!.uuid)],
  ['expected', (lab, { fresh }) => void Object.assign(withUuid(lab, fresh!.uuid), { name: 'odd' })],
  ['another volume is called', (lab, { fresh }) => void lab.lvm.volume({ name: `${fresh!.name}.fresh`, bytes: 1 })],
  ['the volume lies in other', (lab, { uuid }) => void Object.assign(withUuid(lab, uuid), { group: 'other' })],
  [
    'the empty volume lies in other',
    (lab, { fresh }) => void Object.assign(withUuid(lab, fresh!.uuid), { group: 'other' }),
  ],
  ['the volume has 1 bytes', (lab, { uuid }) => void Object.assign(withUuid(lab, uuid), { bytes: 1 })],
  [
    'the empty volume is thin,sparse in pool, the old one linear: copy',
    (lab, { fresh }) => void Object.assign(withUuid(lab, fresh!.uuid), { layout: 'thin,sparse', pool: 'pool' }),
  ],
  ['the volume lacks 4194304 bytes, and vg has 1024 free', (lab) => void Object.assign(lab.lvm, { free: 1024 })],
  ['LogicalVolume pvc-pg is gone', (lab) => lab.api.lose('LogicalVolume', 'pvc-pg')],
  ['PersistentVolume pvc-pg is gone', (lab) => lab.api.lose('PersistentVolume', 'pvc-pg')],
  ['has no volume; expected pvc-pg', (lab) => lab.api.lose('PersistentVolumeClaim', 'data-pg-0')],
  [
    'has pvc-2; expected pvc-pg',
    (lab) =>
      void Object.assign(lab.api.object('PersistentVolumeClaim', 'data-pg-0')!, { spec: { volumeName: 'pvc-2' } }),
  ],
])('where %s, it stops, and the old volume is as it was', async (why, spoil) => {
  const lab = new SwapLab(['pg']);
  spoil(lab, lab.planned[0]!);
  expect(await lab.go()).toEqual([{ state: 'stopped', why: expect.stringContaining(why) }]);
  expect(lab.lvm.volumes.filter(({ content }) => content === 'precious pg').map(({ name }) => name)).toEqual(
    why.includes('no volume has the UUID') ? [] : ['old-pg'],
  );
});

test('the way back stops where another volume has the old name', async () => {
  const lab = new SwapLab(['pg']);
  await lab.go();
  lab.lvm.volume({ name: 'old-pg', bytes: 1 });
  expect(await lab.go(true)).toEqual([{ state: 'stopped', why: 'another volume is called old-pg now' }]);
});

test.each([false, true])(
  'a LogicalVolume that somebody deletes is held, and the old volume loses its name, back: %s',
  async (isBack) => {
    const lab = new SwapLab(['pg']);
    await lab.go();
    const object = lab.api.object('LogicalVolume', 'pvc-pg')! as unknown as { metadata: object };
    Object.assign(object.metadata, { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x'] });
    expect(await lab.go(isBack)).toEqual([{ state: 'stopped', why: expect.stringContaining('is being deleted') }]);
    lab.api.settle();
    expect(lab.lvm.named('old-pg')!.content).toBe('precious pg');
  },
);

test('without --yes, what would be next is told for each volume, and nothing is done', async () => {
  const lab = new SwapLab(['pg', 'wal']);
  const told = await preview({ place: lab.place, job: jobsFor(lab.planned)[0]!, isBack: false });
  expect([...told]).toEqual([
    ['media/data-pg-0', { state: 'next', text: 'suspend layer media' }],
    ['media/data-wal-0', { state: 'next', text: 'suspend layer media' }],
  ]);
  expect(lab.api.changes).toBe(0);
});

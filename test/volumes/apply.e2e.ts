import { apply } from '../../lib/volumes/apply.ts';
import { volumesIn } from '../../lib/volumes/lvm-report.ts';
import { type Machine, runLvm } from '../../lib/volumes/machine.ts';
import type { PlannedVolume } from '../../lib/volumes/plan.ts';
import { readTags } from '../../lib/volumes/tags.ts';
import { jobsFor } from '../../lib/volumes/ways.ts';
import { whyNoLoopDisks } from '../node/loop-disks.ts';
import { describeUnless, removeScratch } from '../node/programs.ts';
import { LoopMachine } from './loop-machine.ts';
import { ModelApi } from './model-api.ts';
import { deployEmpty, newModel } from './swap-lab.ts';

// Real LVM on files is slow where the machine has other work.
jest.setTimeout(900_000);

const GROUP = 'hensteeth-adopt';
const MIB = 2 ** 20;
const READS = new Set(['lvs', 'vgs', 'pvs']);

afterAll(removeScratch);

describeUnless(whyNoLoopDisks(), 'adopting on real LVM, with a model of the API server and TopoLVM', () => {
  const machine = new LoopMachine();
  let count = 0;

  beforeAll(() => machine.group(GROUP, 2));
  afterAll(() => machine.remove());

  /** A run of `volumes apply` that may be killed after any change. */
  function goOn(api: ModelApi, planned: PlannedVolume) {
    const killable: Machine = {
      hasDeviceMapper: false,
      name: 'killable',
      run: async (words) => {
        const result = await machine.run(words);
        if (!READS.has(words[0]!)) api.counted();
        return result;
      },
    };
    const place = {
      machine: killable,
      api,
      nodeOf: () => 'one',
      kustomization: 'kustomize.toolkit.fluxcd.io/v1',
      helmRelease: 'helm.toolkit.fluxcd.io/v2beta2',
    };
    return async (isBack: boolean) => {
      const pause = async () => api.settle();
      const outcomes = await apply({ place, job: jobsFor([planned])[0]!, isBack, looks: 3, pause });
      return outcomes.get(`media/${planned.claim.name}`);
    };
  }

  /** An old volume with content, the plan for it, and a cluster that may be killed. */
  async function wreck() {
    const name = `old-${++count}`;
    machine.volume(GROUP, name, 8, `precious ${count}`, '/data');
    const found = volumesIn(await runLvm(machine, { do: 'list-volumes' })).find((volume) => volume.name === name)!;
    const claim = {
      namespace: 'media',
      name: `data-${count}`,
      bytes: 12 * MIB,
      storageClass: 's',
      deviceClass: 'ssd',
      groups: [GROUP],
      fsType: 'ext4',
      layer: 'media',
      pods: [],
      mountPaths: [],
    };
    const { uuid, bytes } = found;
    const plan = { confidence: 'owner', witnesses: [], strategy: 'adopt', conditions: [], steps: [] } as const;
    const planned: PlannedVolume = { uuid, group: GROUP, name, bytes, fsType: 'ext4', claim, ...plan };
    const api = new ModelApi(
      {
        has: (volume) => machine.disks.volumes().includes(volume),
        make: (volume) => machine.disks.volume(GROUP, volume, 4),
        remove: (volume) => void machine.disks.must('lvremove', '-f', `${GROUP}/${volume}`),
      },
      claim,
    );
    api.deploy('media');
    const go = goOn(api, planned);
    return { planned, api, go, content: `precious ${count}` };
  }

  /** The same, where the app runs on an empty volume already. */
  async function deployed(set: string) {
    machine.volume(GROUP, `old-${set}`, 8, `precious ${set}`, '/data');
    const found = async (name: string) =>
      volumesIn(await runLvm(machine, { do: 'list-volumes' })).find((volume) => volume.name === name)!;
    const { uuid, name, bytes } = await found(`old-${set}`);
    const api = newModel({
      has: (volume) => machine.disks.volumes().includes(volume),
      make: (volume) => machine.disks.volume(GROUP, volume, 4),
      remove: (volume) => void machine.disks.must('lvremove', '-f', `${GROUP}/${volume}`),
      bytes: () => 8 * MIB,
    });
    const make = (uid: string) => {
      machine.disks.volume(GROUP, uid, 8);
      const [made] = machine.disks.must('lvs', '--noheadings', '-o', 'lv_uuid', `${GROUP}/${uid}`).trim().split(' ');
      return made!;
    };
    const given = { set, old: { uuid, name, bytes, tags: [] }, bytes: 8 * MIB, group: GROUP };
    const planned = deployEmpty(api, given, make, 'app');
    return { planned, api, go: goOn(api, planned) };
  }

  async function nowOf({ uuid }: PlannedVolume) {
    return volumesIn(await runLvm(machine, { do: 'list-volumes' })).find((volume) => volume.uuid === uuid)!;
  }

  test('a run killed after any change goes on, and the volume comes to its claim with its content and its tags', async () => {
    const kills: number[] = [];
    for (let after = 1; after < 30; after++) {
      const { planned, api, go, content } = await wreck();
      api.killedAfter = after;
      const first = await go(false).catch(() => undefined);
      api.killedAfter = Number.POSITIVE_INFINITY;
      api.settle();
      expect(await go(false)).toEqual({ state: 'done' });
      const volume = await nowOf(planned);
      expect(machine.content(GROUP, volume.name)).toBe(content);
      expect([volume.bytes, readTags(volume.tags).claims]).toEqual([12 * MIB, [`media/${planned.claim.name}`]]);
      expect(api.mischief).toEqual([]);
      if (first) break;
      kills.push(after);
    }
    process.stdout.write(`adopting on real LVM: killed after each of ${kills.length} changes, and finished\n`);
    expect(kills.length).toBeGreaterThan(9);
  });

  test('a run killed after any change is taken back, and the volume has its old name, until its claim is bound', async () => {
    const ends = { back: 0, bound: 0 };
    for (let after = 1, isKilled = true; isKilled; after++) {
      const { planned, api, go, content } = await wreck();
      api.killedAfter = after;
      isKilled = (await go(false).catch(() => undefined)) === undefined;
      api.killedAfter = Number.POSITIVE_INFINITY;
      api.settle();
      const end = await go(true);
      const volume = await nowOf(planned);
      expect([machine.content(GROUP, volume.name), api.mischief]).toEqual([content, []]);
      if (end?.state === 'done') {
        expect(volume.name).toBe(planned.name);
        ends.back++;
      } else {
        expect(end).toMatchObject({ state: 'stopped', why: expect.stringContaining('the claim is bound to it') });
        ends.bound++;
      }
    }
    process.stdout.write(`adopting on real LVM: taken back after ${ends.back} kills, bound after ${ends.bound}\n`);
    expect([ends.back > 6, ends.bound > 0]).toEqual([true, true]);
  });

  test('a swap killed after any change goes on, and back, and again, with its content as it was', async () => {
    const kills = { forward: 0, back: 0 };
    const { planned, api, go } = await deployed('sw');
    const killed = async (after: number, isBack: boolean) => {
      api.changes = 0;
      api.killedAfter = after;
      const isKilled = await go(isBack).then(
        () => false,
        () => true,
      );
      api.killedAfter = Number.POSITIVE_INFINITY;
      api.settle();
      expect(await go(isBack)).toEqual({ state: 'done' });
      const { name, bytes } = await nowOf(planned);
      expect([name, machine.content(GROUP, name)]).toEqual([
        isBack ? planned.name : planned.fresh!.name,
        'precious sw',
      ]);
      expect([bytes, api.mischief]).toEqual([8 * MIB, []]);
      return isKilled;
    };
    let isKilled = true;
    for (let after = 1; isKilled; after++) {
      const [forward, back] = [await killed(after, false), await killed(after, true)];
      if (forward) kills.forward++;
      if (back) kills.back++;
      isKilled = forward || back;
    }
    process.stdout.write(
      `swapping on real LVM: killed after each of ${kills.forward} changes, and of ${kills.back} on the way back, and finished\n`,
    );
    expect([kills.forward > 12, kills.back > 12]).toEqual([true, true]);
  });
});

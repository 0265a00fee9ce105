import { apply } from '../../lib/volumes/apply.ts';
import { volumesIn } from '../../lib/volumes/lvm-report.ts';
import { type Machine, runLvm } from '../../lib/volumes/machine.ts';
import type { PlannedVolume } from '../../lib/volumes/plan.ts';
import { readTags } from '../../lib/volumes/tags.ts';
import { jobsFor } from '../../lib/volumes/ways.ts';
import { describeUnless, removeScratch } from '../node/programs.ts';
import { LoopMachine } from './loop-machine.ts';
import { ModelApi } from './model-api.ts';
import { deployEmpty, newModel } from './swap-lab.ts';
import { ThinGroup, whyNoThinPools } from './thin-group.ts';

// Real LVM on files is slow where the machine has other work.
jest.setTimeout(900_000);

const [GROUP, THICK] = ['hensteeth-thin', 'hensteeth-thick'];
const MIB = 2 ** 20;
const READS = new Set(['lvs', 'vgs', 'pvs', 'vgcfgbackup']);

afterAll(removeScratch);

describeUnless(whyNoThinPools(), 'giving back thin volumes on real LVM, beside a thick group', () => {
  let machine: LoopMachine;
  let thin: ThinGroup;

  beforeEach(() => {
    machine = new LoopMachine();
    thin = new ThinGroup(machine, GROUP, { old: 'precious', fresh: 'empty' });
    // A volume of the same name in another group is another volume.
    machine.group(THICK, 1);
    machine.volume(THICK, 'old', 16, 'another');
  });
  afterEach(() => machine.remove());

  const found = async () => volumesIn(await runLvm(machine, { do: 'list-volumes' }));
  const named = async (name: string) => (await found()).find((each) => each.group === GROUP && each.name === name)!;

  function goOn(api: ModelApi, planned: PlannedVolume) {
    const killable: Machine = {
      name: 'killable',
      hasDeviceMapper: false,
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
    const go = async (isBack: boolean) => {
      const pause = async () => api.settle();
      const outcomes = await apply({ place, job: jobsFor([planned])[0]!, isBack, looks: 3, pause });
      return [...outcomes.values()][0];
    };
    return async (after: number, isBack: boolean) => {
      api.changes = 0;
      api.killedAfter = after;
      const isKilled = await go(isBack).then(
        () => false,
        () => true,
      );
      api.killedAfter = Number.POSITIVE_INFINITY;
      api.settle();
      expect(await go(isBack)).toEqual({ state: 'done' });
      expect(api.mischief).toEqual([]);
      return isKilled;
    };
  }

  const volumes = {
    has: (name: string) => machine.disks.volumes().includes(name),
    make: () => undefined,
    remove: () => undefined,
    bytes: () => 16 * MIB,
  };

  test('a swap in a thin pool is killed after any change, forward and back, and its content is as it was', async () => {
    const api = newModel(volumes);
    const { uuid, name, bytes } = await named('old');
    const empty = await named('fresh');
    const make = (uid: string) => {
      machine.disks.must('lvm', 'lvrename', '--driverloaded', 'n', GROUP, 'fresh', uid);
      return empty.uuid;
    };
    const given = { set: 'thin', old: { uuid, name, bytes, tags: [] }, bytes: 16 * MIB, group: GROUP };
    const planned = deployEmpty(api, given, make);
    const run = goOn(api, planned);
    const kills = { forward: 0, back: 0 };
    let isKilled = true;
    for (let after = 1; isKilled; after++) {
      const forward = await run(after, false);
      expect(thin.content(planned.fresh!.name)).toBe('precious');
      expect(thin.content(`${planned.fresh!.name}.fresh`)).toBe('empty');
      const back = await run(after, true);
      expect([thin.content('old'), thin.content(planned.fresh!.name)]).toEqual(['precious', 'empty']);
      if (forward) kills.forward++;
      if (back) kills.back++;
      isKilled = forward || back;
    }
    expect(machine.content(THICK, 'old')).toBe('another');
    process.stdout.write(
      `swapping in a thin pool: killed after each of ${kills.forward} changes, and of ${kills.back} on the way back, and finished\n`,
    );
    expect([kills.forward > 12, kills.back > 12]).toEqual([true, true]);
  });

  test('a thin volume is adopted, and grows in its pool where the claim asks for more', async () => {
    const { uuid, name, bytes } = await named('old');
    const claim = {
      namespace: 'media',
      name: 'data',
      bytes: 20 * MIB,
      storageClass: 's',
      deviceClass: 'ssd',
      groups: [GROUP],
      pools: [`${GROUP}/pool`],
      fsType: 'ext4',
      layer: 'media',
      pods: [],
      mountPaths: [],
    };
    const plan = { confidence: 'owner', witnesses: [], strategy: 'adopt', conditions: [], steps: [] } as const;
    const planned: PlannedVolume = { uuid, group: GROUP, name, bytes, fsType: 'ext4', claim, ...plan };
    const api = new ModelApi({ ...volumes, bytes: () => 20 * MIB }, claim);
    api.deploy('media');
    const run = goOn(api, planned);
    expect(await run(4, false)).toBe(true);
    const volume = (await found()).find((each) => each.uuid === uuid)!;
    expect([volume.bytes, volume.layout, thin.content(volume.name)]).toEqual([20 * MIB, 'thin,sparse', 'precious']);
    expect(readTags(volume.tags).claims).toEqual(['media/data']);
    expect(machine.content(THICK, 'old')).toBe('another');
  });
});

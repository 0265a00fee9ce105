import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { MOUNTS } from '../../lib/volumes/allowed-commands.ts';
import { apply } from '../../lib/volumes/apply.ts';
import { contentDifference } from '../../lib/volumes/content.ts';
import { copyTag } from '../../lib/volumes/copy-tags.ts';
import { copyWay } from '../../lib/volumes/copy-way.ts';
import { volumesIn } from '../../lib/volumes/lvm-report.ts';
import { type HowToRun, type Machine, runLvm } from '../../lib/volumes/machine.ts';
import type { PlannedVolume } from '../../lib/volumes/plan.ts';
import { readTags } from '../../lib/volumes/tags.ts';
import { isUsersChange } from '../../lib/volumes/users.ts';
import { contentOn } from '../../lib/volumes/volume-content.ts';
import { jobsFor } from '../../lib/volumes/ways.ts';
import { whyNoLoopDisks } from '../node/loop-disks.ts';
import { describeUnless, ran, removeScratch } from '../node/programs.ts';
import { FakeLvm } from './fake-lvm.ts';
import { TREE, whyNoFileSystem, whyNoRsync } from './file-systems.ts';
import { LoopMachine } from './loop-machine.ts';
import type { ModelApi } from './model-api.ts';
import { deployEmpty, newModel } from './swap-lab.ts';
import { ThinGroup, whyNoThinPools } from './thin-group.ts';

// Real LVM on files is slow where the machine has other work.
jest.setTimeout(1_800_000);

const [OLD, NEW, THIN] = ['hensteeth-copy-old', 'hensteeth-copy-new', 'hensteeth-copy-thin'];
const MIB = 2 ** 20;
const DONE = { state: 'done' };
const CHANGES = new Set(['mount', 'umount', 'rsync', 'lvchange']);
const FILES = `( ${TREE}\n ) && yes hensteeth | head -c 6000000 >"$folder/big"`;
type FsType = 'ext4' | 'xfs';
const sizeOf = (type: FsType) => (type === 'xfs' ? 320 : 24);
let count = 0;

afterAll(removeScratch);

const why = whyNoLoopDisks() ?? whyNoRsync() ?? whyNoFileSystem('ext4');

/** An old volume, the claim's new one in another group, and a run that may be killed. */
class CopyLab {
  readonly machine: LoopMachine;
  readonly api: ModelApi;
  readonly planned: PlannedVolume;
  /** Contents of the old volume, byte by byte, before anything was done. */
  readonly before: string;
  /** Does something else in place of a command. */
  instead: ((words: readonly string[], how?: HowToRun) => Promise<never> | undefined) | undefined;
  #isKilled = false;

  private constructor(machine: LoopMachine, api: ModelApi, planned: PlannedVolume) {
    this.machine = machine;
    this.api = api;
    this.planned = planned;
    this.before = machine.bytes(planned.group, planned.name);
  }

  static async of(
    machine: LoopMachine,
    {
      from,
      to,
      fresh = ':',
      mib,
      groups = [OLD, NEW],
    }: {
      from: FsType;
      to?: FsType;
      /** What the app has made in the new volume, in `$folder`. */
      fresh?: string;
      mib?: number;
      groups?: readonly [string, string];
    },
  ): Promise<CopyLab> {
    const set = `pg${++count}`;
    const [group, into] = groups;
    const name = group === THIN ? 'old' : `old-${set}`;
    if (group === THIN) machine.inside(group, name, FILES);
    else machine.filled(group, name, sizeOf(from), from, FILES);
    const old = (await volumesOf(machine)).find((each) => each.group === group && each.name === name)!;
    const api = newModel({ has: () => true, make: () => undefined, remove: () => undefined });
    const make = (uid: string) => {
      if (into === THIN) {
        machine.disks.must('lvm', 'lvrename', '--driverloaded', 'n', THIN, 'fresh', uid);
        machine.inside(THIN, uid, 'rm "$folder/content"');
      } else if (to === undefined) machine.disks.volume(into, uid, 8);
      else machine.filled(into, uid, mib ?? sizeOf(to), to, fresh);
      const uuid = machine.disks.must('lvs', '--noheadings', '-o', 'lv_uuid', `${into}/${uid}`);
      return uuid.trim();
    };
    const { uuid, bytes, tags } = old;
    const given = { set, old: { uuid, name, bytes, tags }, bytes: 8 * MIB, group };
    const planned = deployEmpty(api, given, make);
    const content = await contentOn(machine, old, from);
    return new CopyLab(machine, api, { ...planned, fsType: from, content, strategy: 'copy' });
  }

  get fresh() {
    return this.planned.fresh!;
  }

  async go(isBack = false) {
    this.#isKilled = false;
    const { api } = this;
    const machine: Machine = {
      name: 'killable',
      hasDeviceMapper: false,
      run: async (words, how) => {
        // What is dead cleans up nothing.
        if (this.#isKilled) throw new Error('killed');
        const instead = this.instead?.(words, how);
        if (instead) return instead.catch((error) => this.#dies(error));
        const result = await this.machine.run(words, how);
        if (CHANGES.has(words[0]!)) this.#counted();
        return result;
      },
    };
    const place = {
      machine,
      api,
      nodeOf: () => 'one',
      kustomization: 'kustomize.toolkit.fluxcd.io/v1',
      helmRelease: 'helm.toolkit.fluxcd.io/v2beta2',
    };
    const pause = async () => api.settle();
    const outcomes = await apply({ place, job: jobsFor([this.planned])[0]!, isBack, looks: 3, pause });
    return [...outcomes.values()][0];
  }

  /** Goes on until it is killed, after so many changes. */
  async killed(after: number): Promise<boolean> {
    this.api.changes = 0;
    this.api.killedAfter = after;
    const isKilled = await this.go().then(
      () => false,
      () => true,
    );
    this.api.killedAfter = Number.POSITIVE_INFINITY;
    this.api.settle();
    return isKilled;
  }

  async volume(uuid: string) {
    return (await volumesOf(this.machine)).find((each) => each.uuid === uuid)!;
  }

  async expectCopied(type: FsType): Promise<void> {
    const { planned, machine, api } = this;
    expect(machine.bytes(planned.group, planned.name)).toBe(this.before);
    const fresh = await this.volume(this.fresh.uuid);
    expect(contentDifference(planned.content!, await contentOn(machine, fresh, type))).toBeUndefined();
    expect(readTags(fresh.tags).claims).toEqual([`media/${planned.claim.name}`]);
    expect(fresh.tags.filter((tag) => tag.startsWith('hensteeth.'))).toEqual([copyTag('same', planned.uuid)]);
    expect((await this.volume(planned.uuid)).tags).toEqual(planned.tags);
    expect(ran('findmnt', ['--noheadings', '--output', 'TARGET']).out).not.toContain(fresh.uuid);
    expect(api.object('PersistentVolume', this.fresh.pv)).toMatchObject({
      spec: { persistentVolumeReclaimPolicy: 'Retain' },
    });
    this.expectRunning();
  }

  expectRunning(): void {
    this.api.settle();
    const set = this.planned.claim.name.split('-')[1]!;
    expect(this.api.object('StatefulSet', set)).toMatchObject({ spec: { replicas: 1 } });
    expect(this.api.object('Kustomization', 'media')).toMatchObject({ spec: { suspend: false } });
    expect(this.api.mischief).toEqual([]);
  }

  #counted(): void {
    try {
      this.api.counted();
    } catch (error) {
      this.#dies(error);
    }
  }

  #dies(error: unknown): never {
    this.#isKilled = true;
    throw error;
  }
}

async function volumesOf(machine: LoopMachine) {
  return volumesIn(await runLvm(machine, { do: 'list-volumes' }));
}

test('a volume that a run of ours left mounted is unmounted, and one that something else has open is waited for', async () => {
  const lvm = new FakeLvm();
  const old = lvm.volume({ uuid: 'Abcdef-0123-4567-89ab-cdef-0123-456789', name: 'old', bytes: 8 * MIB, isOpen: true });
  const api = newModel({ has: () => true, make: () => undefined, remove: () => undefined });
  const given = { set: 'pg', old: { ...old, tags: [] }, bytes: 8 * MIB, group: 'vg' };
  const uuid = 'Zzzzzz-0123-4567-89ab-cdef-0123-456789';
  const tags = [copyTag('begun', old.uuid)];
  const make = (name: string) => lvm.volume({ uuid, name, bytes: 8 * MIB, tags }).uuid;
  const planned: PlannedVolume = { ...deployEmpty(api, given, make), strategy: 'copy' };
  let isOurs = false;
  const machine: Machine = {
    name: 'fake',
    run: async (words) => {
      if (words[0] === 'findmnt') return { code: isOurs ? 0 : 1, output: '', errors: '', stopped: undefined };
      if (words[0] === 'umount') old.isOpen = false;
      if (words[0] !== 'lsblk') return lvm.run(words);
      return { code: 0, output: '{"blockdevices":[{"mountpoints":[null]}]}', errors: '', stopped: undefined };
    },
  };
  const apis = { kustomization: 'kustomize.toolkit.fluxcd.io/v1', helmRelease: 'helm.toolkit.fluxcd.io/v2beta2' };
  const place = { machine, api, nodeOf: () => 'one', ...apis };
  const next = async () => {
    const way = copyWay([old.uuid]);
    for (;;) {
      const step = way.nextStep(planned, await way.see(place, planned));
      if (!isUsersChange(step) && step.do !== 'retain-pv') return step;
      await way.act(place, planned, step);
      api.settle();
    }
  };
  expect(await next()).toEqual({ do: 'wait', for: 'vg/old to be closed' });
  isOurs = true;
  expect(await next()).toEqual({ do: 'copy-files', byChecksum: false });
});

describeUnless(why, 'copying on real LVM, from one volume group into another', () => {
  const machine = new LoopMachine();

  beforeAll(() => {
    machine.group(OLD, 12);
    machine.group(NEW, 12);
  });
  afterAll(() => machine.remove());

  test('a copy is killed after any change and goes on, the new volume has every file, and not a byte of the old one changes', async () => {
    let kills = 0;
    for (let at = 1, isKilled = true; isKilled; at++) {
      const lab = await CopyLab.of(machine, { from: 'ext4', to: 'ext4' });
      isKilled = await lab.killed(at);
      expect(await lab.go()).toEqual(DONE);
      await lab.expectCopied('ext4');
      if (isKilled) kills++;
    }
    process.stdout.write(`copying on real LVM: killed after each of ${kills} changes, and finished\n`);
    expect(kills).toBeGreaterThan(24);
  });

  const noXfs = whyNoFileSystem('xfs');
  if (noXfs) process.stderr.write(`skipped: copies from and to xfs: ${noXfs}\n`);
  (noXfs ? test.skip.each : test.each)([
    ['ext4', 'xfs'],
    ['xfs', 'ext4'],
    ['xfs', 'xfs'],
  ] as const)('files come whole from %s to %s', async (from, to) => {
    const lab = await CopyLab.of(machine, { from, to });
    expect(await lab.go()).toEqual(DONE);
    await lab.expectCopied(to);
  });

  test('a copy that is killed in the middle of a file goes on, and leaves no piece of the first try', async () => {
    const lab = await CopyLab.of(machine, { from: 'ext4', to: 'ext4' });
    lab.instead = (words) => (words[0] === 'rsync' ? cutShort(words, lab.fresh.uuid) : undefined);
    await expect(lab.go()).rejects.toThrow('killed');
    lab.instead = undefined;
    expect(await lab.go()).toEqual(DONE);
    await lab.expectCopied('ext4');
  });

  test('while an earlier rsync is still at work, no second one is started', async () => {
    const lab = await CopyLab.of(machine, { from: 'ext4', to: 'ext4' });
    lab.instead = (words) => (words[0] === 'rsync' ? Promise.reject(new Error('killed')) : undefined);
    await expect(lab.go()).rejects.toThrow('killed');
    lab.instead = undefined;
    const folder = `${MOUNTS.write}/${lab.fresh.uuid}`;
    const held = openSync(folder, 'r');
    try {
      machine.changes.length = 0;
      await expect(lab.go()).rejects.toThrow(`Another run may still be at work in it: see fuser -vm ${folder}`);
      expect(machine.changes.filter((line) => line.startsWith('rsync'))).toEqual([]);
    } finally {
      closeSync(held);
    }
    expect(await lab.go()).toEqual(DONE);
    await lab.expectCopied('ext4');
  });

  test('what is not the same after a copy is copied once more by checksum, though size and time are the same', async () => {
    const lab = await CopyLab.of(machine, { from: 'ext4', to: 'ext4' });
    lab.instead = (words) => (words.includes('--itemize-changes') ? Promise.reject(new Error('killed')) : undefined);
    await expect(lab.go()).rejects.toThrow('killed');
    lab.instead = undefined;
    const spoil =
      'touch -r "$folder/big" "$folder/../time.$$" && printf X | dd of="$folder/big" conv=notrunc status=none';
    const back = 'touch -r "$folder/../time.$$" "$folder/big"; rm "$folder/../time.$$"';
    ran('umount', [`${MOUNTS.read}/${lab.fresh.uuid}`]);
    machine.inside(NEW, lab.fresh.name, `${spoil} && ${back}`);
    machine.changes.length = 0;
    expect(await lab.go()).toEqual(DONE);
    const runs = machine.changes.filter((line) => line.startsWith('rsync')).map((line) => line.split(' ').slice(1, 3));
    expect(runs).toEqual([
      ['-aHAXn', '--checksum'],
      ['-aHAXS', '--checksum'],
      ['-aHAXn', '--checksum'],
    ]);
    await lab.expectCopied('ext4');
  });

  test('once it was compared, nothing is ever copied again over what the app wrote since', async () => {
    const lab = await CopyLab.of(machine, { from: 'ext4', to: 'ext4' });
    expect(await lab.go()).toEqual(DONE);
    machine.inside(NEW, lab.fresh.name, 'echo new >"$folder/a/b/one"');
    machine.changes.length = 0;
    lab.api.changes = 0;
    expect([await lab.go(), machine.changes, lab.api.changes]).toEqual([DONE, [], 0]);
    expect(machine.inside(NEW, lab.fresh.name, 'cat "$folder/a/b/one"')).toBe('new\n');
    expect(await lab.go(true)).toEqual({ state: 'stopped', why: expect.stringContaining('nothing to take back') });
  });

  test('a new volume with files that the old one has not is not written to; one with files of the same names is', async () => {
    const lab = await CopyLab.of(machine, {
      from: 'ext4',
      to: 'ext4',
      fresh: 'echo app >"$folder/own"; mkdir "$folder/a"',
    });
    const was = machine.bytes(NEW, lab.fresh.name);
    const stopped = {
      state: 'stopped',
      why: expect.stringContaining('has 1 files of its own that the old volume has not: own'),
    };
    expect(await lab.go()).toEqual(stopped);
    expect(machine.bytes(NEW, lab.fresh.name)).toBe(was);
    expect(await lab.go(true)).toEqual(DONE);
    lab.expectRunning();
    machine.inside(NEW, lab.fresh.name, 'rm "$folder/own"');
    expect(await lab.go()).toEqual(DONE);
    await lab.expectCopied('ext4');
  });

  test('a new volume that is too small is told before anything is written; one that is full on the way keeps the old one as it was', async () => {
    const lab = await CopyLab.of(machine, { from: 'ext4', to: 'ext4', mib: 4 });
    expect(await lab.go()).toEqual({
      state: 'stopped',
      why: expect.stringMatching(/lacks \S+Mi for the \S+Mi of the old/),
    });
    const tag = copyTag('begun', lab.planned.uuid);
    await runLvm(machine, { do: 'add-tag', volume: { group: NEW, name: lab.fresh.name }, tag });
    await expect(lab.go()).rejects.toThrow('rsync');
    expect(machine.bytes(OLD, lab.planned.name)).toBe(lab.before);
    expect(await lab.go(true)).toEqual({
      state: 'stopped',
      why: expect.stringContaining('holds a part of the old files'),
    });
  });

  test.each<[string, string, (lab: CopyLab) => unknown]>([
    [
      'the old volume was not unmounted',
      'is not replayed: sudo mount /dev/hensteeth-copy-old/',
      ({ planned }) => machine.cutPower(OLD, planned.name, 'echo late >"$folder/late"'),
    ],
    [
      'the plan says another new volume',
      'the plan says that the new volume is other',
      ({ fresh }) => Object.assign(fresh, { uuid: 'other' }),
    ],
    [
      'the old volume is gone',
      'no volume has the UUID gone',
      ({ planned }) => Object.assign(planned, { uuid: 'gone' }),
    ],
    [
      'the new volume is tagged for another claim',
      'say that it is that of media/other',
      ({ fresh }) =>
        runLvm(machine, { do: 'add-tag', volume: { group: NEW, name: fresh.name }, tag: 'k8s.pvc=media/other' }),
    ],
    [
      'the new volume was filled from another one',
      'was filled from another volume',
      ({ fresh }) =>
        runLvm(machine, { do: 'add-tag', volume: { group: NEW, name: fresh.name }, tag: copyTag('same', 'another') }),
    ],
  ])('where %s, it stops, and neither is written to', async (_what, told, spoil) => {
    const lab = await CopyLab.of(machine, { from: 'ext4', to: 'ext4' });
    const { name } = lab.planned;
    await spoil(lab);
    const was = [machine.bytes(OLD, name), machine.bytes(NEW, lab.fresh.name)];
    expect(await lab.go()).toEqual({ state: 'stopped', why: expect.stringContaining(told) });
    expect([machine.bytes(OLD, name), machine.bytes(NEW, lab.fresh.name)]).toEqual(was);
  });

  test('a new volume without a file system waits for TopoLVM to make it, and none is made here', async () => {
    const lab = await CopyLab.of(machine, { from: 'ext4' });
    expect(await lab.go()).toEqual({
      state: 'stopped',
      why: `${NEW}/${lab.fresh.name} has no file system: TopoLVM makes it when the app's pod first starts`,
    });
  });
});

describeUnless(why ?? whyNoThinPools(), 'copying between thick and thin volumes on real LVM', () => {
  let machine: LoopMachine;

  beforeEach(() => {
    machine = new LoopMachine();
    machine.group(OLD, 2);
    new ThinGroup(machine, THIN, { old: 'precious', fresh: 'empty' });
  });
  afterEach(() => machine.remove());

  test.each([
    ['thick to thin', [OLD, THIN]],
    ['thin to thick', [THIN, OLD]],
  ] as const)('files come whole from %s, killed in the middle of a file too', async (_what, groups) => {
    const lab = await CopyLab.of(machine, { from: 'ext4', to: 'ext4', groups });
    lab.instead = (words) => (words[0] === 'rsync' ? cutShort(words, lab.fresh.uuid) : undefined);
    await expect(lab.go()).rejects.toThrow('killed');
    lab.instead = undefined;
    expect(await lab.go()).toEqual(DONE);
    await lab.expectCopied('ext4');
  });
});

/** Runs rsync slowly, and kills all of its processes once a part of the large file has come over. */
async function cutShort([program, ...words]: readonly string[], uuid: string): Promise<never> {
  const big = `${MOUNTS.write}/${uuid}/big`;
  const child = spawn(program!, ['--bwlimit=64', ...words], { detached: true, stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!(existsSync(big) && statSync(big).size > 0)) {
    if (child.exitCode !== null) throw new Error(`rsync ended with ${child.exitCode}`);
    await passed();
  }
  process.kill(-child.pid!, 'SIGKILL');
  await ended;
  // The receiver holds the folder until it is gone, too.
  while (ran('pgrep', ['--pgroup', String(child.pid)]).code === 0) await passed();
  expect(statSync(big).size).toBeLessThan(6_000_000);
  throw new Error('killed');
}

const passed = () => new Promise((resolve) => setTimeout(resolve, 20));

import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020';
import { verificationText } from '../../lib/cli/volumes-verify-run.ts';
import type { Live } from '../../lib/live/api.ts';
import { copyTag } from '../../lib/volumes/copy-tags.ts';
import { volumesIn } from '../../lib/volumes/lvm-report.ts';
import { runLvm } from '../../lib/volumes/machine.ts';
import type { Plan, PlannedVolume } from '../../lib/volumes/plan.ts';
import { proofOn } from '../../lib/volumes/sound.ts';
import { type Check, verdictOf } from '../../lib/volumes/verification.ts';
import { verify } from '../../lib/volumes/verify.ts';
import { contentOn } from '../../lib/volumes/volume-content.ts';
import { whyNoLoopDisks } from '../node/loop-disks.ts';
import { describeUnless, removeScratch } from '../node/programs.ts';
import { whyNoFileSystem } from './file-systems.ts';
import { LoopMachine } from './loop-machine.ts';

// Real LVM on files is slow where the machine has other work.
jest.setTimeout(300_000);

const GROUP = 'hensteeth-verify';
const NOW = new Date('2026-01-02T03:04:05Z');
const MIB = 2 ** 20;
let count = 0;

afterAll(removeScratch);

/** A FAKE of the API server that has a claim, bound to a PersistentVolume that names a volume. */
function fakeApi(handle: string | undefined, phase = 'Bound') {
  const objects: Readonly<Record<string, object>> =
    handle === undefined
      ? {}
      : {
          PersistentVolumeClaim: { spec: { volumeName: 'pv-1' }, status: { phase } },
          PersistentVolume: { spec: { csi: { driver: 'topolvm.io', volumeHandle: handle } } },
        };
  return { get: async (_version: string, kind: string) => objects[kind] as Live | undefined };
}

for (const type of ['ext4', 'xfs'] as const) {
  describeUnless(whyNoLoopDisks() ?? whyNoFileSystem(type), `verifying ${type} on real LVM`, () => {
    const machine = new LoopMachine();
    const mib = type === 'xfs' ? 320 : 16;

    beforeAll(() => machine.group(GROUP, 6));
    afterAll(() => machine.remove());

    async function given(change: Partial<PlannedVolume> = {}) {
      const name = `old-${++count}`;
      machine.filled(GROUP, name, mib, type, 'mkdir "$folder/base" && echo precious >"$folder/base/file"');
      const volume = volumesIn(await runLvm(machine, { do: 'list-volumes' })).find((each) => each.name === name)!;
      const claim = { namespace: 'media', name: 'data', bytes: mib * MIB, storageClass: 's', deviceClass: 'ssd' };
      const planned: PlannedVolume = {
        ...{ uuid: volume.uuid, group: GROUP, name, bytes: volume.bytes, fsType: type, confidence: 'owner' },
        content: await contentOn(machine, volume, type),
        claim: { ...claim, groups: [GROUP], fsType: type, layer: 'media', pods: [], mountPaths: [] },
        ...{ witnesses: [], strategy: 'adopt', conditions: [], steps: [], ...change },
      };
      return { name, planned };
    }

    async function verified(planned: PlannedVolume, api = fakeApi(planned.name), hasContent = true) {
      const none = { questions: [], empty: [], leftOver: [], unnamed: [], notes: [] };
      const plan: Plan = { version: 1, kind: 'hensteeth-volume-plan', evidence: '', volumes: [planned], ...none };
      const verification = await verify({ machine, api, plan, now: NOW, hasContent });
      const checks = verification.volumes[0]!.checks;
      const check = (what: Check['what']) => checks.find((each) => each.what === what);
      const told = checks.filter(({ state }) => state === 'fails' || state === 'unknown');
      expect(told.every(({ hint }) => hint !== undefined)).toBe(true);
      return { verification, check, states: checks.map(({ state }) => state), verdict: verdictOf(verification) };
    }

    test('a claim with its old volume, whole and sound, holds in all, and the report is what its schema says', async () => {
      const { planned } = await given();
      const { verification, states, verdict } = await verified(planned);
      expect([states, verdict]).toEqual([['holds', 'holds', 'holds', 'holds'], 0]);
      const schema = JSON.parse(readFileSync('docs/volume-verification.schema.json', 'utf8'));
      const validate = new Ajv({ strict: false }).compile(schema);
      expect([validate(JSON.parse(JSON.stringify(verification))), validate.errors]).toEqual([true, null]);
      const text = verificationText(verification, (_, plain) => plain);
      expect(text).toContain('  ✓ content: all 1 files and 9 bytes are the same\n');
      expect(text).toContain('1 of 1 claims hold in all; checks: 4 hold, 0 fail, 0 could not be judged, 0 skipped');
    });

    test('without --content no data is read, and that is told', async () => {
      const { planned } = await given();
      const { check, verdict } = await verified(planned, fakeApi(planned.name), false);
      expect([check('content')?.state, verdict]).toEqual(['skipped', 0]);
    });

    test('another volume behind the claim is found, with the place of the old one, and its data is looked at there', async () => {
      const { planned } = await given();
      const other = await given();
      const { check, states, verdict } = await verified(planned, fakeApi(other.name));
      expect(check('bound')?.why).toContain(`bound to ${GROUP}/${other.name} with the UUID ${other.planned.uuid}`);
      expect(check('bound')?.why).toContain(`its old volume is ${GROUP}/${planned.name}`);
      expect([states, verdict]).toEqual([['fails', 'holds', 'holds', 'holds'], 1]);
    });

    test.each([
      ['is not there', undefined, undefined, 'there is no claim media/data'],
      ['waits', 'x', 'Pending', 'media/data is Pending'],
      ['names a volume that is gone', 'gone', 'Bound', 'bound to volume gone, which the machine has not'],
    ])('a claim that %s is told with its fix', async (_what, handle, phase, why) => {
      const { planned } = await given();
      const { check, verdict } = await verified(planned, fakeApi(handle, phase));
      expect(check('bound')?.why).toContain(why);
      expect([check('content')?.state, verdict]).toEqual(['holds', 1]);
    });

    test('a copy is the volume of its claim once its tag says that it was compared, and not before', async () => {
      const { planned } = await given({ strategy: 'copy' });
      const copy = await given();
      const volume = { group: GROUP, name: copy.name };
      await runLvm(machine, { do: 'add-tag', volume, tag: copyTag('whole', planned.uuid) });
      expect((await verified(planned, fakeApi(copy.name))).check('bound')?.state).toBe('fails');
      await runLvm(machine, { do: 'add-tag', volume, tag: copyTag('same', planned.uuid) });
      const { check, verdict } = await verified(planned, fakeApi(copy.name));
      expect([check('bound')?.why, verdict]).toEqual([
        `${GROUP}/${copy.name} by PersistentVolume pv-1, a copy of ${planned.uuid}`,
        0,
      ]);
    });

    test('content that was changed is found, with where and how much', async () => {
      const { name, planned } = await given();
      machine.inside(GROUP, name, 'echo late >"$folder/late"');
      const { check, verdict } = await verified(planned);
      expect(check('content')).toMatchObject({
        state: 'fails',
        why: '2 files and 14 bytes, where 1 and 9 were; it differs in late',
      });
      expect(verdict).toBe(1);
    });

    test('before its app runs again, only a volume that is as it was passes; an open journal is no reason against it', async () => {
      const [sound, changed, cut] = [await given(), await given(), await given()];
      machine.inside(GROUP, changed.name, 'echo late >"$folder/late"');
      machine.cutPower(GROUP, cut.name, 'echo late >"$folder/late"');
      const proof = proofOn(machine);
      expect(await proof(sound.planned)).toBeUndefined();
      expect(await proof(cut.planned)).toBeUndefined();
      expect(await proof(changed.planned)).toMatch(
        new RegExp(`^${GROUP}/${changed.name} is not as it was collected: .*it differs in late`),
      );
      expect(await proof({ ...sound.planned, uuid: 'gone' })).toBe('the volume is gone');
    });

    test('in use, it is read where the app has it; what an app may have changed is not judged', async () => {
      const { name, planned } = await given();
      await machine.held(GROUP, name, async () => {
        const { check, verdict } = await verified(planned);
        expect(check('content')?.why).toContain('are the same, while an app has it in use');
        expect([check('file-system')?.state, check('content')?.state, verdict]).toEqual(['skipped', 'holds', 0]);
      });
      machine.inside(GROUP, name, 'echo more >>"$folder/base/file"');
      await machine.held(GROUP, name, async (folder) => {
        const { check, verdict } = await verified(planned);
        expect(check('content')?.why).toBe(
          `in use at ${folder}, and an app may have written: 1 files and 14 bytes, where 1 and 9 were; it differs in base`,
        );
        expect([check('content')?.state, verdict]).toEqual(['unknown', 2]);
      });
    });

    test('a volume that is smaller than it was fails', async () => {
      const { planned } = await given();
      const { check, verdict } = await verified({ ...planned, bytes: planned.bytes + 4 * MIB });
      expect([check('size')?.state, verdict]).toEqual(['fails', 1]);
    });

    test('a volume that was not unmounted fails by its file system, and its content is not judged', async () => {
      const { name, planned } = await given();
      machine.cutPower(GROUP, name, 'echo late >"$folder/late"');
      const { check, verdict } = await verified(planned);
      expect(check('file-system')?.why).toContain('its journal is not replayed');
      expect([check('content')?.state, verdict]).toEqual(['unknown', 1]);
    });

    test('a plan that does not know what was in a volume cannot be compared', async () => {
      const { content: _, ...planned } = (await given()).planned;
      const { check, verdict } = await verified(planned);
      expect([check('content')?.hint, verdict]).toEqual([expect.stringContaining('collect --hashes'), 2]);
    });

    if (type === 'ext4') {
      test('a damaged file system is found, and nothing is repaired', async () => {
        const { name, planned } = await given();
        machine.onDevice(GROUP, name, 'debugfs', '-w', '-R', 'clri base/file');
        const before = machine.bytes(GROUP, name);
        const { check, verdict } = await verified(planned);
        expect([check('file-system')?.state, verdict]).toEqual(['fails', 1]);
        expect(check('file-system')?.why).toMatch(/^ext4 is damaged: \S/);
        expect(await proofOn(machine)(planned)).toMatch(/^ext4 of .* is damaged: .* then: sudo e2fsck -f /);
        expect(machine.bytes(GROUP, name)).toBe(before);
      });
    }
  });
}

test('a claim that the plan leaves open keeps the report from being clean', () => {
  const counts = { holds: 4, fails: 0, unknown: 0, skipped: 0 };
  expect([verdictOf({ counts, open: [] }), verdictOf({ counts, open: ['media/data'] })]).toEqual([0, 1]);
});

import type { Api, Live } from '../../lib/live/api.ts';
import { type LiveCheck, type Place, runChecks } from '../../lib/live/checks/check.ts';
import * as cluster from '../../lib/live/checks/cluster.ts';
import { lastBackup } from '../../lib/live/checks/last-backup.ts';
import * as machine from '../../lib/live/checks/machine.ts';
import type { Ssh } from '../../lib/live/ssh.ts';
import lab from '../../main.ts';

/** Stands for an API server: gives what it was given. */
function fakeApi(objects: readonly Live[], answers: Readonly<Record<string, unknown>> = {}, date = new Date(0)): Api {
  const list = async (_version: string, kind: string) => objects.filter((each) => each.kind === kind);
  const get = async (_version: string, kind: string, name: string) =>
    objects.find((each) => each.kind === kind && each.metadata.name === name);
  const ask = async (path: string) => ({ body: answers[path] ?? {}, date });
  const review = async () => answers['review'] ?? { status: { allowed: false } };
  return { list, get, ask, review } as unknown as Api;
}

/** Stands for a machine: gives the output for the first word of a command. */
function fakeSsh(outputs: Readonly<Record<string, string>>, code = 0): Ssh {
  const run = async (command: string) => {
    const output = Object.entries(outputs).find(([word]) => command.includes(word))?.[1];
    return output === undefined
      ? { code: 255, output: '', errors: 'no route to host', stopped: undefined }
      : { code, output, errors: '', stopped: undefined };
  };
  return { target: 'owner@node', run } as unknown as Ssh;
}

async function saidBy(check: LiveCheck, place: Partial<Place>): Promise<string[]> {
  const whole = { lab, api: fakeApi([]), ssh: undefined, now: new Date(0), ...place };
  return (await runChecks([check], whole)).map(({ state, told }) => `${state}: ${told}`);
}

test('another minor than the track is a finding with the channel to refresh to', async () => {
  const at = (minor: string) => fakeApi([], { '/version': { major: '1', minor, gitVersion: `v1.${minor}.4` } });
  expect(await saidBy(cluster.version, { api: at('27') })).toEqual(['ok: v1.27.4, as track 1.27 has it']);
  expect(await saidBy(cluster.version, { api: at('29+') })).toEqual([
    'finding: it is v1.29+.4; the lab is made for track 1.27',
  ]);
});

test('a clock that is off by more than half a minute is a finding', async () => {
  expect(await saidBy(cluster.clock, { now: new Date(29_000) })).toEqual(["ok: within 30 s of this machine's"]);
  expect(await saidBy(cluster.clock, { now: new Date(90_000) })).toEqual([
    "finding: it differs by 90 s from this machine's",
  ]);
});

test('authorization that is off is a finding', async () => {
  const open = fakeApi([], { review: { status: { allowed: true } } });
  expect(await saidBy(cluster.rbac, { api: open })).toEqual([
    'finding: anybody may read secrets: authorization is off',
  ]);
  expect(await saidBy(cluster.rbac, {})).toEqual(['ok: who has no right is refused']);
});

test('the default class of MicroK8s beside ours is a finding', async () => {
  const marked = (name: string): Live => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  });
  const both = fakeApi([marked('topolvm-provisioner'), marked('microk8s-hostpath')]);
  expect(await saidBy(cluster.defaultClass, { api: both })).toEqual([
    "finding: microk8s-hostpath is a default class beside TopoLVM's",
  ]);
});

test('a volume group that is missing or too small is a finding; a machine that is away is not seen', async () => {
  const vgs = (name: string, gib: number) =>
    fakeSsh({
      vgs: JSON.stringify({ report: [{ vg: [{ vg_name: name, vg_size: `${gib * 2 ** 30}`, vg_free: '0' }] }] }),
    });
  expect(await saidBy(machine.volumeGroups, { ssh: vgs('ubuntu-vg', 800) })).toEqual([
    'ok: ubuntu-vg, 800 GiB, 0 free',
  ]);
  expect(await saidBy(machine.volumeGroups, { ssh: vgs('ubuntu-vg', 100) })).toEqual([
    'finding: ubuntu-vg has 100 GiB, main.ts says 800',
  ]);
  expect(await saidBy(machine.volumeGroups, { ssh: vgs('other', 800) })).toEqual([
    'finding: ubuntu-vg is not there; there is other',
  ]);
  expect(await saidBy(machine.volumeGroups, { ssh: fakeSsh({}) })).toEqual([
    'unknown: owner@node cannot be reached: no route to host',
  ]);
});

test('a MicroK8s that follows another channel, or is refreshed at any time, is a finding', async () => {
  const snap = (tracking: string, notes: string) =>
    fakeSsh({
      snap: `Name Version Rev Tracking Publisher Notes\nmicrok8s v1.27.16 7018 ${tracking} canonical ${notes}\n`,
    });
  expect(await saidBy(machine.snapChannel, { ssh: snap('1.27/stable', 'classic,held') })).toEqual([
    'ok: 1.27/stable, held',
  ]);
  expect(await saidBy(machine.snapChannel, { ssh: snap('1.27/stable', 'classic') })).toEqual([
    'finding: it is refreshed whenever the channel moves',
  ]);
  expect(await saidBy(machine.snapChannel, { ssh: snap('latest/stable', 'classic,held') })).toEqual([
    'finding: it follows latest/stable; the track has 1.27/stable',
  ]);
});

test('a unit that does not start by itself is a finding, although systemctl ends with 1', async () => {
  const states = (text: string, code: number) => ({ ssh: fakeSsh({ systemctl: text }, code) });
  expect(await saidBy(machine.units, states('enabled\nenabled\nenabled\n', 0))).toEqual([
    'ok: Kubernetes and Tailscale come up by themselves',
  ]);
  expect(await saidBy(machine.units, states('enabled\nenabled\ndisabled\n', 1))).toEqual([
    'finding: units are enabled, enabled, disabled',
  ]);
});

test('a backup that is older than a day and two hours is a finding, and so is none at all', async () => {
  const made = (at: string) => ({
    now: new Date('2026-03-02T12:00:00Z'),
    ssh: fakeSsh({ 'sudo -n cat': JSON.stringify({ success: { name: 'lab-1.tar.age', at } }) }),
  });
  expect(await saidBy(lastBackup, made('2026-03-02T03:30:00Z'))).toEqual(['ok: lab-1.tar.age, 8 h ago']);
  expect(await saidBy(lastBackup, made('2026-03-01T03:30:00Z'))).toEqual([
    'finding: lab-1.tar.age, 32 h ago: more than 26 h',
  ]);
  expect(await saidBy(lastBackup, { ssh: fakeSsh({ 'sudo -n cat': '{}' }) })).toEqual([
    'finding: the node has made none',
  ]);
});

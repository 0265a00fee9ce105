import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from '../../lib/volumes/collect.ts';
import type { Evidence } from '../../lib/volumes/evidence.ts';
import { volumesIn } from '../../lib/volumes/lvm-report.ts';
import { runLvm } from '../../lib/volumes/machine.ts';
import { mapOn } from '../../lib/volumes/machine-map.ts';
import { type Plan, planFor } from '../../lib/volumes/plan.ts';
import type { DatastoreBackup } from '../../lib/volumes/strategy.ts';
import type { VolumeMap } from '../../lib/volumes/volume-map.ts';
import { claimKey, type WantedClaim } from '../../lib/volumes/wanted-claims.ts';
import { whyNoLoopDisks } from '../node/loop-disks.ts';
import { describeUnless, newFolder, removeScratch } from '../node/programs.ts';
import { LoopMachine } from './loop-machine.ts';

// Real LVM on files is slow where the machine has other work.
jest.setTimeout(300_000);

const GROUP = 'hensteeth-wreck';
const MIB = 2 ** 20;
const NOW = new Date('2026-01-02T03:04:05Z');
/** A time that no clock of this machine has reached: 2100. */
const FUTURE = 4_102_444_800;
/** Apps with one volume each: two of them of one size. */
const APPS = [
  { app: 'pg', mib: 32, path: '/var/lib/pg' },
  { app: 'web', mib: 32, path: '/www' },
  { app: 'notes', mib: 16, path: '/notes' },
] as const;

const idOf = (i: number, kind: string) => `${kind.repeat(8)}-0000-4000-8000-${String(i).padStart(12, '0')}`;
const claims = APPS.map(
  ({ app, mib, path }): WantedClaim => ({
    namespace: 'media',
    name: `data-${app}-0`,
    bytes: mib * MIB,
    storageClass: 's',
    deviceClass: 'ssd',
    groups: [GROUP],
    fsType: 'ext4',
    layer: app,
    pods: [{ kind: 'pod', name: `${app}-0` }],
    mountPaths: [path],
  }),
);
const KEYS = claims.map(claimKey);

afterAll(removeScratch);

/** A machine whose cluster was mapped, and is gone. */
class Wreck {
  readonly machine = new LoopMachine();
  readonly folder = newFolder();
  readonly mapFile = join(this.folder, 'volumes.json');
  /** UUIDs by claim. */
  readonly truth = new Map<string, string>();

  async make(): Promise<this> {
    this.machine.group(GROUP, 1);
    mkdirSync(join(this.folder, 'logs'), { recursive: true });
    for (const [i, { app, mib, path }] of APPS.entries()) {
      this.machine.volume(GROUP, idOf(i, 'a'), mib, `precious ${app}`, path);
      const pod = idOf(i, 'b');
      const place = join(this.folder, 'kubelet/pods', pod, 'volumes/kubernetes.io~csi', `pvc-${i}`);
      mkdirSync(place, { recursive: true });
      mkdirSync(join(this.folder, 'logs', `media_${app}-0_${pod}`));
      const data = { driverName: 'topolvm.io', specVolID: `pvc-${i}`, volumeHandle: idOf(i, 'a') };
      writeFileSync(join(place, 'vol_data.json'), JSON.stringify(data));
    }
    const { map } = await mapOn(this.machine, async (found) => ({ map: mapOf(found), odd: [] }), true);
    writeFileSync(this.mapFile, JSON.stringify(map));
    for (const { claim, namespace, uuid } of map.volumes) this.truth.set(`${namespace}/${claim}`, uuid!);
    return this;
  }

  lvm(...args: readonly string[]): void {
    this.machine.disks.must('/usr/sbin/lvm', args[0]!, '--driverloaded', 'n', ...args.slice(1));
  }

  async withoutTags(): Promise<void> {
    for (const { group, name, tags } of volumesIn(await runLvm(this.machine, { do: 'list-volumes' }))) {
      for (const tag of tags) await runLvm(this.machine, { do: 'remove-tag', volume: { group, name }, tag });
    }
  }

  withoutMap(): void {
    writeFileSync(this.mapFile, 'no map');
  }

  /** LVM's own metadata with every volume made in the future. */
  fromTheFuture(): void {
    const file = join(this.folder, 'metadata');
    this.lvm('vgcfgbackup', '-f', file, GROUP);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(creation_time = )\d+(.*)/g, `$1${FUTURE}$2`));
    this.lvm('vgcfgrestore', '-f', file, GROUP);
  }

  evidence(): Promise<Evidence> {
    const folders = { kubelet: join(this.folder, 'kubelet'), logs: join(this.folder, 'logs') };
    return collect({ machine: this.machine, now: NOW, folders, mapFile: this.mapFile });
  }

  async plan(wanted: readonly WantedClaim[] = claims, backup?: DatastoreBackup): Promise<Plan> {
    const evidence = await this.evidence();
    return planFor({ evidence, wanted: { claims: wanted, unnamed: [] }, ...(backup && { backup }) });
  }

  /** Claims that were given the volume that is theirs, and those that are asked about. None may have another's. */
  judged({ volumes, questions }: Plan) {
    for (const { uuid, claim } of volumes)
      expect([claimKey(claim), uuid]).toEqual([claimKey(claim), this.uuidOf(claim)]);
    const right = volumes.map(({ claim }) => claimKey(claim)).sort();
    return { right, asked: questions.map(({ claim }) => claim).sort() };
  }

  uuidOf(claim: WantedClaim): string | undefined {
    return this.truth.get(claimKey(claim));
  }
}

function mapOf(found: readonly { readonly name: string; readonly uuid: string }[]): VolumeMap {
  const volumes = APPS.map(({ app, mib }, i) => ({
    namespace: 'media',
    claim: `data-${app}-0`,
    pv: `pvc-${i}`,
    storageClass: 's',
    logicalVolume: `pvc-${i}`,
    node: 'one',
    deviceClass: 'ssd',
    group: GROUP,
    volume: idOf(i, 'a'),
    bytes: mib * MIB,
    uuid: found.find(({ name }) => name === idOf(i, 'a'))!.uuid,
    isBound: true,
  }));
  return { version: 1, kind: 'hensteeth-volume-map', cluster: 'old', groups: [], volumes };
}

describeUnless(whyNoLoopDisks(), 'plans for wrecks of real LVM on files', () => {
  let wreck: Wreck;

  beforeEach(async () => {
    wreck = await new Wreck().make();
  });
  afterEach(() => wreck.machine.remove());

  test('with every witness, every claim gets its volume, those of one size too', async () => {
    expect(wreck.judged(await wreck.plan())).toEqual({ right: [...KEYS].sort(), asked: [] });
  });

  test('a claim whose volume is missing is asked about, and is given none of another', async () => {
    wreck.lvm('lvremove', '-f', `${GROUP}/${idOf(0, 'a')}`);
    const plan = await wreck.plan();
    expect(wreck.judged(plan)).toEqual({
      right: ['media/data-notes-0', 'media/data-web-0'],
      asked: ['media/data-pg-0'],
    });
    expect(plan.questions[0]!.why).toBe('no volume is left that could be its: it would start empty');
  });

  test('with one volume too many, which nothing speaks of, no claim is given it', async () => {
    wreck.machine.volume(GROUP, idOf(9, 'a'), 32, 'somebody else’s');
    const plan = await wreck.plan();
    expect(wreck.judged(plan)).toEqual({ right: [], asked: [...KEYS].sort() });
    expect(new Set(plan.questions.map(({ why }) => why))).toEqual(
      new Set(['witnesses may be older than the last change, and 1 more could be its volume']),
    );
  });

  test('two volumes that are both said to be a claim’s are asked about', async () => {
    wreck.machine.volume(GROUP, idOf(9, 'a'), 32, 'a copy');
    for (const tag of ['k8s.pvc=media/data-pg-0', 'k8s.cluster=old'])
      await runLvm(wreck.machine, { do: 'add-tag', volume: { group: GROUP, name: idOf(9, 'a') }, tag });
    const { right, asked } = wreck.judged(await wreck.plan());
    expect([right, asked]).toEqual([['media/data-notes-0', 'media/data-web-0'], ['media/data-pg-0']]);
  });

  test('with the map file gone, the tags are enough', async () => {
    wreck.withoutMap();
    expect(wreck.judged(await wreck.plan()).asked).toEqual([]);
  });

  test('with the tags gone, map and kubelet are enough', async () => {
    await wreck.withoutTags();
    expect(wreck.judged(await wreck.plan()).asked).toEqual([]);
  });

  test('with tags and map gone, kubelet is believed where size and mount path agree', async () => {
    wreck.withoutMap();
    await wreck.withoutTags();
    const plan = await wreck.plan();
    expect(wreck.judged(plan).asked).toEqual([]);
    expect(new Set(plan.volumes.map(({ confidence }) => confidence))).toEqual(new Set(['likely']));
  });

  test('with no witness at all, every claim is asked about', async () => {
    wreck.withoutMap();
    await wreck.withoutTags();
    for (const i of APPS.keys()) {
      const place = join(wreck.folder, 'kubelet/pods', idOf(i, 'b'), 'volumes/kubernetes.io~csi', `pvc-${i}`);
      writeFileSync(join(place, 'vol_data.json'), '{"cut by a power fai');
    }
    expect(wreck.judged(await wreck.plan())).toEqual({ right: [], asked: [...KEYS].sort() });
  });

  test('volumes that a wrong clock made in the future are given back, and no backup of the datastore is believed', async () => {
    wreck.fromTheFuture();
    const evidence = await wreck.evidence();
    expect(evidence.volumes.map(({ created }) => created)).toEqual(APPS.map(() => '2100-01-01T00:00:00.000Z'));
    const backup = { file: 'backup.tar.gz', taken: NOW.toISOString() };
    const plan = await wreck.plan(claims, backup);
    expect(wreck.judged(plan).asked).toEqual([]);
    expect(plan.volumes.map(({ strategy }) => strategy)).toEqual(['adopt', 'adopt', 'adopt']);
    expect(plan.notes).toEqual([expect.stringContaining('backup.tar.gz is not used: 3 volumes were made after it')]);
  });

  test('a volume that must grow in a full group does not do, and the plan says what is lacking', async () => {
    wreck.lvm('lvcreate', '-an', '-Zn', '-Wn', '--yes', '-n', 'full', '-l', '100%FREE', GROUP);
    const larger = claims.map((claim) => ({ ...claim, bytes: claim.bytes + 8 * MIB }));
    const plan = await wreck.plan(larger);
    const failing = plan.volumes.flatMap(({ conditions }) => conditions.filter(({ holds }) => holds !== true));
    expect(wreck.judged(plan).asked).toEqual([]);
    expect(failing.map(({ why }) => why)).toEqual(APPS.map(() => `it lacks 8Mi, and ${GROUP} has 0 free`));
    expect(plan.notes).toEqual([`${GROUP} lacks ${24 * MIB} bytes for all volumes that grow`]);
  });
});

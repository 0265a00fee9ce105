import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decrypted } from '../../lib/backup/age.ts';
import { piecesOf } from '../../lib/backup/files.ts';
import { checkBackup, textOf } from '../../lib/backup/read-backup.ts';
import { LoopDisks, whyNoLoopDisks } from '../node/loop-disks.ts';
import { describeUnless, removeScratch, whyNot } from '../node/programs.ts';
import { BackupNode } from './backup-node.ts';
import { FakeApi, type FakeObject } from './fake-api.ts';

// Real LVM on files is slow where the machine has other work.
jest.setTimeout(300_000);

const LV = '11111111-1111-4111-8111-111111111111';
const CLUSTER = 'c0ffee00-0000-4000-8000-000000000001';
const OBJECTS: readonly FakeObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: CLUSTER } },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pvc-1' },
    spec: {
      storageClassName: 'topolvm-provisioner',
      claimRef: { namespace: 'media', name: 'data-pg-0' },
      csi: { driver: 'topolvm.io', volumeHandle: LV },
    },
    status: { phase: 'Bound' },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data-pg-0', namespace: 'media' },
    spec: { volumeName: 'pvc-1' },
  },
  {
    apiVersion: 'topolvm.io/v1',
    kind: 'LogicalVolume',
    metadata: { name: 'pvc-1', uid: LV },
    spec: { nodeName: 'one', deviceClass: 'ssd' },
    status: { volumeID: LV, currentSize: '8Mi' },
  },
];

describeUnless(whyNoLoopDisks() ?? whyNot('openssl'), 'tags by the program on the node, on real LVM', () => {
  let disks: LoopDisks;
  let node: BackupNode;
  let api: FakeApi;

  beforeEach(async () => {
    disks = new LoopDisks();
    disks.must('vgcreate', 'vg0', disks.disk(1));
    disks.volume('vg0', LV, 8);
    node = await BackupNode.make();
    api = await FakeApi.start(OBJECTS);
    node.write('var/snap/microk8s/current/credentials/client.config', api.kubeconfig);
    // The real LVM, which sees these disks alone and needs no device-mapper.
    for (const name of ['lvs', 'vgs', 'lvchange']) {
      node.fakes(name, `LVM_SYSTEM_DIR=${join(disks.folder, 'sys')} exec /usr/sbin/lvm ${name} --driverloaded n "$@"`);
    }
  });
  afterEach(async () => {
    await api.stop();
    disks.run('vgremove', '-f', '-y', 'vg0');
    disks.remove();
    node.remove();
  });
  afterAll(removeScratch);

  const tags = () => disks.must('lvs', '--noheadings', '-o', 'lv_tags', `vg0/${LV}`).trim().split(',');
  const maps = () => node.names.filter((name) => name.endsWith('.volumes.age'));
  const metrics = () => node.read('var/lib/hensteeth/metrics/hensteeth-volumes.prom');

  test('the volume says whose it is, the map lies beside it, and goes encrypted to where backups are kept', async () => {
    expect(await node.run(['tag'])).toMatchObject({ code: 0, err: '' });
    expect(tags()).toEqual(expect.arrayContaining(['k8s.pvc=media/data-pg-0', `k8s.cluster=${CLUSTER}`]));
    const map = node.read('var/lib/hensteeth/volumes.json');
    expect(JSON.parse(map)).toMatchObject({
      cluster: CLUSTER,
      volumes: [{ namespace: 'media', claim: 'data-pg-0', group: 'vg0', volume: LV, isBound: true }],
    });
    const [stored] = maps();
    expect(readFileSync(join(node.stored, stored!), 'latin1')).not.toContain('data-pg-0');
    expect(await textOf(await decrypted(node.key, piecesOf(join(node.stored, stored!))))).toBe(map);
    expect(metrics()).toMatch(/^hensteeth_volumes_tagged_timestamp_seconds \d+$/m);
    expect(metrics()).toContain('hensteeth_volumes_mapped 1\n');
    expect(metrics()).toContain('hensteeth_volumes_map_stored 1\n');
  });

  test('a run that finds nothing new changes no volume and stores nothing', async () => {
    await node.run(['tag']);
    const before = [tags(), maps(), disks.must('vgs', '--noheadings', '-o', 'vg_seqno', 'vg0')];
    expect((await node.run(['tag'])).out).toContain('1 volumes, 0 tags written or removed');
    expect([tags(), maps(), disks.must('vgs', '--noheadings', '-o', 'vg_seqno', 'vg0')]).toEqual(before);
  });

  test('a place that cannot be reached is told, and tried again in the next run', async () => {
    node.settle({ places: [{ folder: join(node.root, 'etc/hensteeth/backup.json/no'), mounted: false }] });
    expect((await node.run(['tag'])).code).toBe(1);
    expect(tags()).toContain('k8s.pvc=media/data-pg-0');
    expect(metrics()).toContain('hensteeth_volumes_map_stored 0\n');
    node.settle();
    expect((await node.run(['tag'])).code).toBe(0);
    expect(maps()).toHaveLength(1);
  });

  test('an API server that does not answer is told, and nothing is changed', async () => {
    await api.stop();
    const { code, err } = await node.run(['tag']);
    expect([code, err]).toEqual([2, expect.stringContaining('ECONNREFUSED')]);
    expect(tags()).toEqual(['']);
    expect(node.has('var/lib/hensteeth/volumes.json')).toBe(false);
    api = await FakeApi.start(OBJECTS);
  });

  test('a backup holds the map as it is now', async () => {
    await node.run(['backup']);
    const file = node.names.find((name) => name.endsWith('.tar.age'))!;
    const { manifest, texts } = await checkBackup(piecesOf(join(node.stored, file)), node.key, ['volumes.json']);
    expect(manifest).toMatchObject({
      cluster: CLUSTER,
      volumes: [{ claim: 'media/data-pg-0', uuid: expect.any(String) }],
    });
    expect(JSON.parse(texts.get('volumes.json')!)).toMatchObject({ volumes: [{ volume: LV }] });
    // Looking writes nothing onto the volumes.
    expect(tags()).toEqual(['']);
  });
});

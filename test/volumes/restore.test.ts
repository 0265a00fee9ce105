import { ApiError } from '../../lib/live/api.ts';
import { apply } from '../../lib/volumes/apply.ts';
import type { PlannedVolume } from '../../lib/volumes/plan.ts';
import { jobsFor } from '../../lib/volumes/ways.ts';
import { FakeDatastore } from './fake-datastore.ts';
import { FakeLvm } from './fake-lvm.ts';
import type { ModelApi } from './model-api.ts';
import { newModel } from './swap-lab.ts';

const DONE = { state: 'done' };

/** Volumes whose objects are lost, and a datastore that has them. */
class RestoreLab {
  readonly lvm = new FakeLvm();
  readonly api: ModelApi = newModel({ has: () => true, make: () => undefined, remove: () => undefined });
  readonly datastore = new FakeDatastore(() => this.comeBack());
  readonly planned: readonly PlannedVolume[];
  /** Kinds that do not come back. */
  lacking = '';
  isDown = false;

  constructor() {
    this.planned = ['a', 'b'].map((name): PlannedVolume => {
      const { uuid } = this.lvm.volume({ name: uidOf(name), bytes: 1, content: name });
      const claim = { namespace: 'media', name, bytes: 1, storageClass: 's', deviceClass: 'ssd' };
      const more = { groups: ['vg'], fsType: 'ext4', layer: 'media', pods: [], mountPaths: [] };
      const plan = { confidence: 'certain', witnesses: [], strategy: 'restore', conditions: [], steps: [] } as const;
      return { uuid, group: 'vg', name: uidOf(name), bytes: 1, fsType: 'ext4', claim: { ...claim, ...more }, ...plan };
    });
  }

  comeBack(): void {
    for (const name of ['a', 'b']) {
      const uid = uidOf(name);
      const put = (apiVersion: string, kind: string, given: object) => {
        if (kind === this.lacking && name === 'b') return;
        this.api.has({ apiVersion, kind, metadata: { name }, ...given });
        Object.assign(this.api.object(kind, name)!.metadata, { uid, namespace: 'media' });
      };
      const csi = { volumeHandle: uid };
      put('topolvm.io/v1', 'LogicalVolume', { spec: { size: '1' }, status: { volumeID: uid, currentSize: '1' } });
      put('v1', 'PersistentVolume', { spec: { csi, claimRef: { namespace: 'media', name } } });
      put('v1', 'PersistentVolumeClaim', { spec: { volumeName: name }, status: { phase: 'Bound' } });
    }
  }

  async go(hasDatastore = true, isBack = false) {
    const { api, lvm } = this;
    const restoring = { file: 'backup.tar.gz', ...(hasDatastore && { datastore: this.datastore }) };
    const changes: string[] = [];
    const outcomes = await apply({
      place: {
        machine: lvm,
        api: {
          get: (apiVersion, kind, name) => api.get(apiVersion, kind, name),
          list: async (apiVersion, kind) => {
            if (this.isDown) throw new ApiError(0, 'connection refused');
            return api.list(apiVersion, kind);
          },
          apply: (...args) => api.apply(...args),
          merge: (...args) => api.merge(...args),
          delete: (...args) => api.delete(...args),
        },
        nodeOf: () => 'one',
        kustomization: 'kustomize.toolkit.fluxcd.io/v1',
        helmRelease: 'helm.toolkit.fluxcd.io/v2beta2',
      },
      job: jobsFor(this.planned, { restoring })[0]!,
      isBack,
      looks: 2,
      pause: async () => undefined,
      onChange: (_name, text) => changes.push(text),
    });
    return { outcome: outcomes.get('the datastore'), changes };
  }
}

function uidOf(name: string): string {
  return `${name.repeat(8)}-0000-4000-8000-000000000000`;
}

test('the datastore is restored with its layers suspended, and they are resumed once every claim has its volume', async () => {
  const lab = new RestoreLab();
  expect(await lab.go()).toEqual({
    outcome: DONE,
    changes: ['suspend layer media', 'restore the fake datastore from backup.tar.gz', 'resume layer media'],
  });
  expect(await lab.go()).toEqual({ outcome: DONE, changes: [] });
  expect(lab.lvm.volumes.map(({ name, content }) => [name, content])).toEqual([
    [uidOf('a'), 'a'],
    [uidOf('b'), 'b'],
  ]);
});

test.each([1, 2, 3])('killed after change %d, it goes on to the same end', async (after) => {
  const lab = new RestoreLab();
  const { restore } = lab.datastore;
  lab.datastore.restore = async (file) => {
    await restore.call(lab.datastore, file);
    lab.api.counted();
  };
  lab.api.killedAfter = after;
  await expect(lab.go()).rejects.toThrow('killed');
  lab.api.killedAfter = Number.POSITIVE_INFINITY;
  expect((await lab.go()).outcome).toEqual(DONE);
  expect(lab.api.object('Kustomization', 'media')).toMatchObject({ spec: { suspend: false } });
});

test.each([
  ['LogicalVolume', `no LogicalVolume has the UID ${uidOf('b')}`],
  ['PersistentVolume', `no PersistentVolume names ${uidOf('b')}`],
  ['PersistentVolumeClaim', 'the claim has no volume; expected b'],
])('where no %s comes back, it restores once, and ends with what does not fit', async (kind, why) => {
  const lab = new RestoreLab();
  lab.lacking = kind;
  const { outcome } = await lab.go();
  expect(outcome).toEqual({ state: 'waiting', for: `all to fit after the restore: media/b: ${why}` });
  expect(lab.datastore.restored.length).toBe(1);
  expect(lab.api.object('Kustomization', 'media')).toMatchObject({ spec: { suspend: true } });
});

test('a volume that is gone is told, whatever the datastore knows', async () => {
  const lab = new RestoreLab();
  lab.lvm.volumes.pop();
  expect((await lab.go()).outcome).toMatchObject({ for: expect.stringContaining('media/b: its volume is gone') });
});

test('while the API server does not answer, nothing is restored', async () => {
  const lab = new RestoreLab();
  lab.isDown = true;
  expect((await lab.go()).outcome).toEqual({ state: 'waiting', for: 'the API server to answer' });
  expect(lab.datastore.restored).toEqual([]);
});

test('without a way to restore from here, the line is told, and the result of it is looked at', async () => {
  const lab = new RestoreLab();
  expect((await lab.go(false)).outcome).toMatchObject({
    state: 'stopped',
    why: expect.stringContaining('sudo microk8s dbctl restore backup.tar.gz'),
  });
  lab.comeBack();
  expect((await lab.go(false)).outcome).toEqual(DONE);
});

test('a restore is not taken back', async () => {
  expect((await new RestoreLab().go(true, true)).outcome).toMatchObject({ state: 'stopped' });
});

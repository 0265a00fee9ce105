import type { FreshVolume, PlannedVolume } from '../../lib/volumes/plan.ts';
import { ModelApi, type VolumesOf } from './model-api.ts';

/** Names and sizes of one claim of a lab that is deployed again. */
export interface Deployed {
  readonly set: string;
  readonly old: {
    readonly uuid: string;
    readonly name: string;
    readonly bytes: number;
    readonly tags: readonly string[];
  };
  /** Bytes of the request, and of the empty volume that was made for it. */
  readonly bytes: number;
  readonly group: string;
}

/** Deploys the app of a claim with an empty volume, by the model, and plans its swap. */
export function deployEmpty(
  api: ModelApi,
  { set, old, bytes, group }: Deployed,
  make: (name: string) => string,
  release?: string,
): PlannedVolume {
  const name = `data-${set}-0`;
  const object = `pvc-${set}`;
  const size = String(bytes);
  const made = api.has({
    apiVersion: 'topolvm.io/v1',
    kind: 'LogicalVolume',
    metadata: { name: object },
    spec: { size },
  });
  const { uid } = made.metadata as unknown as { uid: string };
  Object.assign(api.object('LogicalVolume', object)!, {
    status: { volumeID: uid, code: 0, currentSize: size },
  });
  const fresh: FreshVolume = { uuid: make(uid), name: uid, object, pv: object };
  api.has({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: object },
    spec: {
      capacity: { storage: size },
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: { namespace: 'media', name },
      csi: { volumeHandle: uid, fsType: 'ext4' },
    },
  });
  api.has({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'media' },
    spec: { volumeName: object },
    ...{ status: { phase: 'Bound' } },
  });
  api.runs(set, 'data', 1, 'media', release);
  const claim = {
    namespace: 'media',
    name,
    bytes,
    storageClass: 's',
    deviceClass: 'ssd',
    groups: [group],
    fsType: 'ext4',
    layer: 'media',
    pods: [],
    mountPaths: [],
  };
  const plan = { confidence: 'owner', witnesses: [], strategy: 'swap', conditions: [], steps: [] } as const;
  return { ...old, group, fsType: 'ext4', claim, fresh, ...plan };
}

/** A model of the API server over volumes, with a layer that is deployed. */
export function newModel(volumes: VolumesOf): ModelApi {
  const api = new ModelApi(volumes, { namespace: 'media', name: 'none' });
  api.deploy('media');
  return api;
}

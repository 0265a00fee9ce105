import type { Manifest } from '../../lib/core/manifest.ts';
import type { Live } from '../../lib/live/api.ts';
import { isOfTopolvm } from '../../lib/volumes/lvm-names.ts';

type Fields = Record<string, unknown>;

/** What a real LVM lets the model of TopoLVM do. */
export interface VolumesOf {
  has(name: string): boolean;
  make(name: string): void;
  remove(name: string): void;
  /** Bytes of a volume. @default it has the 8 MiB that TopoLVM says */
  bytes?(name: string): number;
  grow?(name: string, bytes: number): void;
}

/** UIDs are never given twice, whichever cluster gives them. */
let made = 0;

/** A MODEL of the API server with TopoLVM, Flux and the binder of claims behind it, over volumes that may be real. */
export class ModelApi {
  readonly #objects = new Map<string, Live>();
  readonly #volumes: VolumesOf;
  readonly #sets = new Map<
    string,
    { template: string; replicas: number; layer: string; release?: string | undefined }
  >();
  /** Hears of each claim whose pod starts. */
  onStart: ((claim: string) => void) | undefined;
  /** Pods that do not go away. */
  readonly stuck = new Set<string>();
  readonly #claim: { readonly namespace: string; readonly name: string };
  /** Changes that were asked for. */
  changes = 0;
  /** Throws, when this many changes were done. */
  killedAfter = Number.POSITIVE_INFINITY;
  /** Volumes that TopoLVM made or removed by itself. */
  readonly mischief: string[] = [];

  constructor(volumes: VolumesOf, claim: { readonly namespace: string; readonly name: string }) {
    this.#volumes = volumes;
    this.#claim = claim;
    this.#put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } });
  }

  /** An object that is there from the start. */
  has(manifest: Manifest): Live {
    return this.#put(structuredClone(manifest));
  }

  /** Somebody changes or takes away an object. */
  object(kind: string, name: string): Live | undefined {
    return this.#objects.get(`${kind} ${name}`);
  }

  lose(kind: string, name: string): void {
    this.#objects.delete(`${kind} ${name}`);
  }

  /** A StatefulSet with one claim for each pod. Flux gives it its replicas again whenever it may. */
  runs(set: string, template: string, replicas: number, layer: string, release?: string): void {
    const labels = release && { 'helm.toolkit.fluxcd.io/name': release, 'helm.toolkit.fluxcd.io/namespace': 'media' };
    const metadata = { name: set, namespace: 'media', ...(labels && { labels }) };
    const spec = { replicas, volumeClaimTemplates: [{ metadata: { name: template } }] };
    this.#put({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec });
    if (release !== undefined && !this.#objects.has(`HelmRelease ${release}`))
      this.#put({
        apiVersion: 'helm.toolkit.fluxcd.io/v2beta2',
        kind: 'HelmRelease',
        metadata: { name: release, namespace: 'media' },
        spec: {},
      });
    this.#sets.set(set, { template, replicas, layer, release });
    this.#run();
  }

  deploy(layer: string): void {
    this.#put({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: layer, namespace: 'flux-system' },
      spec: { suspend: false },
    });
  }

  async get(_apiVersion: string, kind: string, name: string): Promise<Live | undefined> {
    const found = this.#objects.get(`${kind} ${name}`);
    return found && structuredClone(found);
  }

  async list(_apiVersion: string, kind: string): Promise<Live[]> {
    return [...this.#objects.values()].filter((object) => object.kind === kind).map((each) => structuredClone(each));
  }

  async apply(manifest: Manifest): Promise<Live> {
    const live = this.#put(structuredClone(manifest));
    this.counted();
    return live;
  }

  async merge(manifest: Manifest): Promise<void> {
    const key = `${manifest.kind} ${manifest.metadata.name}`;
    const object = this.#objects.get(key) as unknown as { metadata: Fields };
    merged(object as unknown as Fields, manifest as unknown as Fields);
    if (object.metadata['deletionTimestamp'] && !object.metadata['finalizers']) this.#objects.delete(key);
    this.counted();
  }

  async delete({ kind, metadata }: Manifest): Promise<void> {
    const key = `${kind} ${metadata.name}`;
    const object = this.#objects.get(key) as unknown as { metadata: Fields } | undefined;
    if (object?.metadata['finalizers']) object.metadata['deletionTimestamp'] = '2026-01-01T00:00:00Z';
    else this.#objects.delete(key);
    this.counted();
  }

  /** Counts a change, of LVM too, and is killed after the one that was told. */
  counted(): void {
    if (++this.changes >= this.killedAfter) throw new Error('killed');
  }

  /** What the controllers do in the meantime. */
  settle(): void {
    for (const [key, object] of this.#objects) {
      if (object.kind === 'LogicalVolume') this.#reconcile(key, object as unknown as Fields);
    }
    this.#reconcileSets();
    this.#run();
    const layer = [...this.#objects.values()].find(({ kind }) => kind === 'Kustomization');
    const { namespace, name } = this.#claim;
    if (layer && (layer['spec'] as Fields)['suspend'] !== true && !this.#objects.has(`PersistentVolumeClaim ${name}`)) {
      const volume = [...this.#objects.values()].find(({ kind }) => kind === 'PersistentVolume');
      const bound = { spec: { volumeName: volume?.metadata.name ?? 'pvc-new' }, status: { phase: 'Bound' } };
      this.#put({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { namespace, name }, ...bound });
    }
  }

  #reconcile(key: string, object: Fields): void {
    const metadata = object['metadata'] as Fields;
    const uid = String(metadata['uid']);
    const annotations = (metadata['annotations'] ?? {}) as Fields;
    if ('topolvm.io/pendingdeletion' in annotations) return;
    if (metadata['deletionTimestamp']) {
      this.mischief.push(`removed ${uid}`);
      if (this.#volumes.has(uid)) this.#volumes.remove(uid);
      this.#objects.delete(key);
      return;
    }
    metadata['finalizers'] = ['topolvm.io/logicalvolume'];
    if (object['status'] === undefined && !this.#volumes.has(uid)) {
      this.mischief.push(`made ${uid}`);
      this.#volumes.make(uid);
    }
    if (!this.#volumes.bytes) {
      object['status'] = { volumeID: uid, code: 0, currentSize: '8Mi' };
      return;
    }
    const status = (object['status'] ?? {}) as Fields;
    const wanted = (object['spec'] as Fields)['size'];
    if (status['currentSize'] === wanted) return;
    // TopoLVM before 0.36.5 refuses a size that is less than the volume's, and extends a volume that has less.
    const has = this.#volumes.bytes(uid);
    if (Number(wanted) < has) {
      object['status'] = { ...status, volumeID: uid, code: 11, message: 'shrinking volume size is not allowed' };
      return;
    }
    if (Number(wanted) > has) {
      this.mischief.push(`grew ${uid}`);
      this.#volumes.grow?.(uid, Number(wanted));
    }
    object['status'] = { volumeID: uid, code: 0, currentSize: wanted };
  }

  #reconcileSets(): void {
    for (const [name, { replicas, layer, release }] of this.#sets) {
      const by = release === undefined ? `Kustomization ${layer}` : `HelmRelease ${release}`;
      const set = this.#objects.get(`StatefulSet ${name}`);
      // A suspended release is resumed by its layer.
      const owner = this.#objects.get(`Kustomization ${layer}`);
      if (release !== undefined && owner && (owner['spec'] as Fields)['suspend'] !== true)
        (this.#objects.get(by)!['spec'] as Fields)['suspend'] = false;
      const isSuspended = (this.#objects.get(by)!['spec'] as Fields)['suspend'] === true;
      if (set && !isSuspended) (set['spec'] as Fields)['replicas'] = replicas;
    }
  }

  /** Pods come and go with the replicas of their sets. A pod that starts opens its claims' volumes. */
  #run(): void {
    for (const [name, { template }] of this.#sets) {
      const replicas = Number((this.#objects.get(`StatefulSet ${name}`)!['spec'] as Fields)['replicas']);
      for (let i = 0; i < 3; i++) {
        const pod = `${name}-${i}`;
        const volumes = [{ persistentVolumeClaim: { claimName: `${template}-${pod}` } }];
        if (i < replicas && !this.#objects.has(`Pod ${pod}`)) {
          this.onStart?.(`${template}-${pod}`);
          this.#put({ apiVersion: 'v1', kind: 'Pod', metadata: { name: pod, namespace: 'media' }, spec: { volumes } });
        } else if (i >= replicas && !this.stuck.has(pod)) this.#objects.delete(`Pod ${pod}`);
      }
    }
  }

  #put(manifest: Manifest): Live {
    const uid = `${String(++made).padStart(8, '0')}-0000-4000-8000-${String(process.pid).padStart(12, '0')}`;
    if (!isOfTopolvm(uid)) throw new Error(`${uid} is no UID`);
    const live = { ...manifest, metadata: { ...manifest.metadata, uid } } as Live;
    this.#objects.set(`${manifest.kind} ${manifest.metadata.name}`, live);
    return live;
  }
}

/** Merges as RFC 7396 says: null takes away. */
function merged(into: Fields, from: Fields): void {
  for (const [key, value] of Object.entries(from)) {
    if (value === null) delete into[key];
    else if (typeof value === 'object' && !Array.isArray(value)) {
      into[key] ??= {};
      merged(into[key] as Fields, value as Fields);
    } else into[key] = value;
  }
}

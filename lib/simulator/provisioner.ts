import type { ResolvedFacts } from '../core/facts.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Api, Live } from '../live/api.ts';
import { Quantity } from '../values/quantity.ts';
import { TOPOLOGY } from './node.ts';

/** The CSI driver that it stands in for. */
export const DRIVER = 'topolvm.io';
const SELECTED = 'volume.kubernetes.io/selected-node';
const DEVICE_CLASS = `${DRIVER}/device-class`;
const NAMESPACE = 'kube-system';
const GIB = 2 ** 30;
/** Milliseconds between looks at the claims. */
const PAUSE = 400;

interface Pool {
  readonly node: string;
  readonly deviceClass: string;
  readonly bytes: number;
}

/**
 * The simulated provisioner: makes volumes that hold nothing, within the sizes of the volume groups. It stands in for TopoLVM, whose
 * pods are simulated, and tells the scheduler how much is free as the CSI provisioner does.
 */
export class SimulatedProvisioner {
  readonly #api: Api;
  readonly #pools: readonly Pool[];
  readonly #capacities = new Map<string, number>();
  readonly #refused = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;

  constructor(api: Api, { nodes }: Pick<ResolvedFacts, 'nodes'>) {
    this.#api = api;
    this.#pools = nodes.flatMap(({ name, volumeGroups }) =>
      volumeGroups.map(({ deviceClass, sizeGiB, spareGiB }) => ({
        node: name,
        deviceClass,
        bytes: (sizeGiB - spareGiB) * GIB,
      })),
    );
  }

  start(): void {
    this.#isRunning = true;
    const look = async () => {
      try {
        await this.#look();
      } catch {
        // The API server is away, as in some faults: the next look finds what was missed.
      }
      if (this.#isRunning) this.#timer = setTimeout(look, PAUSE);
    };
    this.#timer = setTimeout(look, 0);
  }

  stop(): void {
    this.#isRunning = false;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const classes = (await this.#api.list('storage.k8s.io/v1', 'StorageClass')).filter(
      (each) => each['provisioner'] === DRIVER,
    );
    if (classes.length === 0) return;
    const [volumes, claims] = await Promise.all([
      this.#api.list('v1', 'PersistentVolume'),
      this.#api.list('v1', 'PersistentVolumeClaim'),
    ]);
    const free = new Map(this.#pools.map((pool) => [pool, pool.bytes - used(pool, volumes)]));
    for (const claim of claims) {
      const storageClass = classes.find(({ metadata }) => metadata.name === spec(claim).storageClassName);
      const node = claim.metadata.annotations?.[SELECTED];
      if (!storageClass || node === undefined || spec(claim).volumeName !== undefined) continue;
      if (volumes.some(({ metadata }) => metadata.name === volumeName(claim))) continue;
      const pool = this.#pools.find((each) => each.node === node && each.deviceClass === this.#classOf(storageClass));
      const size = Math.max(GIB, Number(Quantity.parse(spec(claim).resources.requests.storage).toNumber()));
      if (!pool || free.get(pool)! < size) await this.#refuse(claim, size, pool && free.get(pool)!);
      else {
        await this.#api.apply(volumeFor(claim, storageClass, pool, size));
        free.set(pool, free.get(pool)! - size);
      }
    }
    for (const storageClass of classes) await this.#tell(storageClass, free);
  }

  #classOf(storageClass: Live): string {
    const named = (storageClass['parameters'] as Readonly<Record<string, string>> | undefined)?.[DEVICE_CLASS];
    return named ?? this.#pools[0]!.deviceClass;
  }

  /** Says to the scheduler how much is free, when it has changed. */
  async #tell(storageClass: Live, free: ReadonlyMap<Pool, number>): Promise<void> {
    for (const [pool, bytes] of free) {
      if (pool.deviceClass !== this.#classOf(storageClass)) continue;
      const name = `${storageClass.metadata.name}-${pool.node}`;
      if (this.#capacities.get(name) === bytes) continue;
      await this.#api.apply({
        apiVersion: 'storage.k8s.io/v1',
        kind: 'CSIStorageCapacity',
        metadata: { name, namespace: NAMESPACE },
        storageClassName: storageClass.metadata.name,
        nodeTopology: { matchLabels: { [TOPOLOGY]: pool.node } },
        capacity: `${bytes}`,
        maximumVolumeSize: `${bytes}`,
      });
      this.#capacities.set(name, bytes);
    }
  }

  /** Lets the scheduler choose again, and says why. */
  async #refuse(claim: Live, size: number, free: number | undefined): Promise<void> {
    const { name, namespace = 'default' } = claim.metadata;
    const key = `${namespace}/${name}`;
    if (this.#refused.has(key)) return;
    this.#refused.add(key);
    const have = free === undefined ? 'the node has no volume group of that device class' : `${gib(free)} are free`;
    await this.#api.apply({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.simulated`, namespace },
      type: 'Warning',
      reason: 'ProvisioningFailed',
      message: `the claim asks for ${gib(size)}, ${have}`,
      involvedObject: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace },
      source: { component: 'simulated-provisioner' },
    });
  }
}

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly volumeName?: string;
  readonly accessModes: readonly string[];
  readonly resources: { readonly requests: { readonly storage: string } };
}

function spec(claim: Live): ClaimSpec {
  return claim['spec'] as ClaimSpec;
}

function volumeName({ metadata }: Live): string {
  return `pvc-${(metadata as { readonly uid?: string }).uid}`;
}

function used(pool: Pool, volumes: readonly Live[]): number {
  return volumes.reduce((sum, volume) => {
    const { csi, capacity } = volume['spec'] as {
      readonly csi?: { readonly volumeAttributes?: Readonly<Record<string, string>> };
      readonly capacity: { readonly storage: string };
    };
    const { node, deviceClass } = csi?.volumeAttributes ?? {};
    const isHere = node === pool.node && deviceClass === pool.deviceClass;
    return isHere ? sum + Number(Quantity.parse(capacity.storage).toNumber()) : sum;
  }, 0);
}

function volumeFor(claim: Live, storageClass: Live, pool: Pool, size: number): Manifest {
  const { name, namespace = 'default' } = claim.metadata;
  const { uid } = claim.metadata as { readonly uid?: string };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeName(claim), annotations: { 'pv.kubernetes.io/provisioned-by': DRIVER } },
    spec: {
      capacity: { storage: `${size}` },
      accessModes: spec(claim).accessModes,
      persistentVolumeReclaimPolicy: storageClass['reclaimPolicy'] ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
      csi: {
        driver: DRIVER,
        volumeHandle: uid,
        volumeAttributes: { node: pool.node, deviceClass: pool.deviceClass, simulated: 'true' },
      },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: TOPOLOGY, operator: 'In', values: [pool.node] }] }],
        },
      },
    },
  };
}

function gib(bytes: number): string {
  return `${Math.round((bytes / GIB) * 10) / 10} GiB`;
}

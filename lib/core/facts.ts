import type { BackupFacts, ResolvedBackup } from './backup-facts.ts';
import type { DiskFacts, MachineFacts, ResolvedMachine } from './machine-facts.ts';
import type { Fact } from './placeholder.ts';
import type { TrackName } from './tracks/index.ts';

/** One LVM volume group of a node, and the storage that TopoLVM hands out from it. */
export interface VolumeGroupFacts {
  /** Name of the volume group, as `vgs` prints it. */
  readonly name: string;
  /** Device class that claims ask for. The same class on several nodes is one pool of storage. */
  readonly deviceClass: string;
  /** Size of the volume group in GiB, without the logical volumes of the system itself. */
  readonly sizeGiB: number;
  /**
   * What TopoLVM leaves free for snapshots and repairs, in GiB.
   * @default 10
   */
  readonly spareGiB?: number;
  /**
   * Name of a thin pool in the group, as `lvs` prints it: claims become thin volumes of it. It must be there, and be of `sizeGiB`:
   * more than that is never promised.
   * @default claims become linear volumes of the group
   */
  readonly pool?: string;
  /**
   * The disk that the group has to itself. First boot makes the group on it when the disk is blank.
   * @default the system disk, beside the root volume
   */
  readonly disk?: DiskFacts;
}

/** One machine of the lab. */
export interface NodeFacts {
  /** Host name, which Kubernetes uses as the node's name. */
  readonly name: string;
  /** Processor threads. */
  readonly cores: number;
  /** Memory in GiB. */
  readonly memoryGiB: number;
  /** Root file system in GiB: images, logs and the ephemeral storage of pods. */
  readonly rootGiB: number;
  /** Volume groups for claims. The first one's class is the default. A second disk is one more line. */
  readonly volumeGroups: readonly VolumeGroupFacts[];
  /**
   * What `hensteeth node image` needs to install the machine from nothing.
   * @default the machine is installed without this project
   */
  readonly machine?: MachineFacts;
}

/** What is true of one home lab. Everything that is rendered follows from these and from the composition. */
export interface ClusterFacts {
  /** Name of the lab: the label on metrics, the context in kubeconfig. */
  readonly name: string;
  /** Tested set of versions, named by its Kubernetes minor. */
  readonly track: TrackName;
  /** The machines. One is enough; replica counts follow from the number. */
  readonly nodes: readonly NodeFacts[];
  /** Domain that all hosts of the lab are under. */
  readonly domain: Fact;
  /** The public zone of that domain in Google Cloud DNS. */
  readonly dns: {
    /** Name of the managed zone (not its domain), as `gcloud dns managed-zones list` prints it. */
    readonly zone: Fact;
    /** Google Cloud project of the zone. */
    readonly project: Fact;
  };
  /** The account at Let's Encrypt. */
  readonly acme: {
    /** Where Let's Encrypt writes to before a certificate expires. */
    readonly email: Fact;
    /**
     * `staging` has generous limits and untrusted certificates; `production` allows 50 certificates a week.
     * @default 'staging'
     */
    readonly environment?: 'staging' | 'production';
  };
  /** Google Cloud Storage for metrics older than a few hours. */
  readonly objectStorage: {
    /** Name of the bucket. */
    readonly bucket: Fact;
  };
  /**
   * The daily backup of the cluster's state, encrypted, made by the node itself; `false` for none.
   * @default to the bucket of objectStorage, three last, seven daily and eight weekly ones kept
   */
  readonly backup?: BackupFacts | false;
  /** The tailnet's DNS name; the API answers at `<node>.<tailnet>`. */
  readonly tailnet: Fact;
  /** Where Flux pulls this project from. */
  readonly git: {
    /** `ssh://` or `https://` URL of the repository. */
    readonly url: Fact;
    /** Branch that Flux follows. */
    readonly branch: string;
    /**
     * Folder of this project inside the repository.
     * @default '.'
     */
    readonly path?: string;
  };
}

/** A volume group with defaults resolved. */
export type ResolvedVolumeGroup = VolumeGroupFacts & { readonly spareGiB: number };

/** A node with defaults resolved. */
export type ResolvedNode = Omit<NodeFacts, 'volumeGroups' | 'machine'> & {
  readonly volumeGroups: readonly ResolvedVolumeGroup[];
  readonly machine?: ResolvedMachine;
};

/** The facts with placeholders and defaults resolved. */
export interface ResolvedFacts {
  readonly name: string;
  readonly nodes: readonly ResolvedNode[];
  readonly domain: string;
  readonly dns: { readonly zone: string; readonly project: string };
  readonly acme: { readonly email: string; readonly environment: 'staging' | 'production' };
  readonly objectStorage: { readonly bucket: string };
  /** Absent when the owner wants none. */
  readonly backup?: ResolvedBackup;
  readonly tailnet: string;
  readonly git: { readonly url: string; readonly branch: string; readonly path: string };
}

import type { Fact } from './placeholder.ts';

/**
 * Which disk is meant. Exactly one of `byId`, `serial` and `size`. Names such as `/dev/sda` change from start to start and are not taken.
 */
export interface DiskFacts {
  /** Its link below `/dev/disk/by-id/`, as `ls -l /dev/disk/by-id` prints it. */
  readonly byId?: Fact;
  /** Its serial number, as `lsblk -o NAME,SERIAL` prints it. */
  readonly serial?: Fact;
  /** The largest or smallest disk that is built in: for a machine with one. */
  readonly size?: 'largest' | 'smallest';
  /**
   * What it holds, in GiB, to know before the installation that the volumes fit.
   * @default not compared here; the installer compares before it writes
   */
  readonly sizeGiB?: number;
}

/** A fixed address. Without one, the machine asks DHCP. */
export interface StaticAddressFacts {
  /** Address with the length of its network's prefix: `192.168.1.10/24`. */
  readonly address: string;
  /** The router, an address in the same network. */
  readonly gateway: string;
  /** Name servers, at least one. */
  readonly dns: readonly string[];
}

/** The network that the machine is plugged into. */
export interface MachineNetworkFacts {
  /**
   * Name of the network interface, `*` stands for any letters.
   * @default 'en*', any wired one
   */
  readonly interface?: string;
  /**
   * A fixed address.
   * @default DHCP
   */
  readonly static?: StaticAddressFacts;
}

/** An uninterruptible power supply that another machine (a NAS, say) watches with NUT. Its password is no fact: first boot asks for it. */
export interface UpsFacts {
  /** Name of the supply on that machine, as `upsc -l` prints it. */
  readonly name: string;
  /** Host name or address of that machine. */
  readonly host: string;
  /** User of `upsd`. */
  readonly user: string;
}

/** What the installer needs to know to make the machine from nothing. */
export interface MachineFacts {
  /** The disk that the system is installed on. It also holds the volume group that has no `disk` of its own. */
  readonly disk: DiskFacts;
  /** Public SSH keys that may log in. There is no password. */
  readonly sshKeys: readonly Fact[];
  /**
   * The network.
   * @default DHCP on any wired interface
   */
  readonly network?: MachineNetworkFacts;
  /**
   * Name of the user who may log in and become root.
   * @default 'owner'
   */
  readonly user?: string;
  /**
   * Time zone by its name in the tz database.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;
  /**
   * A power supply to shut down in order with.
   * @default none
   */
  readonly ups?: UpsFacts;
}

/** Which disk, with placeholders resolved: how it is told, and what is looked for. */
export interface ResolvedDisk {
  readonly by: 'by-id' | 'serial' | 'size';
  readonly what: string;
  readonly sizeGiB?: number;
}

/** The machine with placeholders and defaults resolved. */
export interface ResolvedMachine {
  readonly disk: ResolvedDisk;
  readonly sshKeys: readonly string[];
  readonly network: { readonly interface: string; readonly static?: StaticAddressFacts };
  readonly user: string;
  readonly timeZone: string;
  readonly ups?: UpsFacts;
}

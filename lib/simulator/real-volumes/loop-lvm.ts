import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Guardian } from '../guardian.ts';

/** A volume group on a file of this machine, which LVM sees as its only disk. */
export interface LoopGroup {
  readonly name: string;
  readonly gib: number;
}

const GIB = 2 ** 30;
/** What LVM itself takes of a disk: labels and metadata, and the rest of an extent. */
const OWN = 64 * 2 ** 20;
const LVM = '/usr/sbin/lvm';

/** Why this machine cannot have real volumes; `undefined` when it can. */
export function whyNoLoopLvm(): string | undefined {
  if (process.getuid?.() !== 0) return 'real volumes need root: run it with sudo';
  if (!existsSync(LVM)) return 'real volumes need LVM: apt-get install lvm2';
  if (spawnSync('losetup', ['-f']).status !== 0) return 'real volumes need loop devices: losetup -f finds none';
  return undefined;
}

/**
 * Real LVM over sparse files, with a configuration of its own that sees no disk of the machine, and without device-mapper: nothing is
 * activated, so no volume ever becomes a device.
 */
export class LoopLvm {
  /** Path of the command that lvmd calls in place of `lvm`. */
  readonly wrapper: string;
  /** File with every command of LVM that was run, a line each. */
  readonly calls: string;
  readonly #folder: string;
  readonly #disks = new Map<string, string>();
  readonly #guardian: Guardian;

  /** @param folder for the files of the disks, the configuration and the backups of metadata */
  constructor(folder: string, guardian: Guardian) {
    this.#folder = folder;
    this.#guardian = guardian;
    this.wrapper = join(folder, 'lvm');
    this.calls = join(folder, 'calls');
    mkdirSync(folder, { recursive: true });
  }

  /** Makes the groups. @throws Error with what LVM says */
  make(groups: readonly LoopGroup[]): void {
    const devices = groups.map(({ name, gib }) => this.#attach(name, gib));
    this.#configure(devices);
    for (const [i, { name }] of groups.entries()) this.run('vgcreate', name, devices[i]!);
  }

  /** File with the disk of each group, by the group's name. */
  get disks(): ReadonlyMap<string, string> {
    return this.#disks;
  }

  /** Runs one command of LVM. @returns what it prints. @throws Error with what it says */
  run(...args: readonly string[]): string {
    return execFileSync(this.wrapper, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** The file below the disk of a group. */
  diskOf(group: string): string {
    return join(this.#folder, `${group}.disk`);
  }

  #attach(name: string, gib: number): string {
    const file = this.diskOf(name);
    writeFileSync(file, '');
    truncateSync(file, gib * GIB + OWN);
    this.#disks.set(name, file);
    const device = execFileSync('losetup', ['-f', '--show', file], { encoding: 'utf8' }).trim();
    this.#guardian.detach(device);
    return device;
  }

  #configure(devices: readonly string[]): void {
    const filter = [...devices.map((device) => `"a|^${device}$|"`), '"r|.*|"'].join(', ');
    const config = `devices {
  filter = [${filter}]
  global_filter = [${filter}]
  use_devicesfile = 0
  obtain_device_list_from_udev = 0
  external_device_info_source = "none"
}
activation { udev_sync = 0 udev_rules = 0 monitoring = 0 }
global { locking_dir = "${join(this.#folder, 'lock')}" use_lvmpolld = 0 event_activation = 0 }
backup { backup_dir = "${join(this.#folder, 'backup')}" archive_dir = "${join(this.#folder, 'archive')}" }
`;
    writeFileSync(join(this.#folder, 'lvm.conf'), config);
    // A new volume is not activated, so its beginning can neither be zeroed nor searched for signatures.
    const script = `#!/bin/sh
export LVM_SYSTEM_DIR='${this.#folder}' LVM_SUPPRESS_FD_WARNINGS=1
echo "$*" >>'${this.calls}'
command=$1
shift
if [ "$command" = lvcreate ]; then
  skip=
  for argument; do
    shift
    if [ -n "$skip" ]; then skip=; continue; fi
    if [ "$argument" = -W ]; then skip=1; continue; fi
    set -- "$@" "$argument"
  done
  set -- -an -Zn -Wn "$@"
fi
exec ${LVM} "$command" --driverloaded n "$@"
`;
    writeFileSync(this.wrapper, script);
    chmodSync(this.wrapper, 0o755);
  }
}

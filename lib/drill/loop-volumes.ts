import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoopLvm } from '../simulator/real-volumes/loop-lvm.ts';
import type { OldVolume } from '../volumes/evidence.ts';
import type { VolumeName } from '../volumes/lvm.ts';
import { volumesIn } from '../volumes/lvm-report.ts';
import { type Machine, runLvm, thisMachine } from '../volumes/machine.ts';

/** Programs of LVM, as a machine has them on its PATH. */
const LVM = ['lvs', 'vgs', 'pvs', 'lvrename', 'lvchange', 'lvextend', 'vgcfgbackup'];
/** Programs that are given the device of a volume. */
const ON_DEVICES = ['blkid', 'dumpe2fs', 'e2fsck', 'xfs_repair', 'xfs_logprint', 'lsblk', 'mount'];
const FOLDERS = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];
/** What `blkid --probe` ends with when it finds nothing. */
const NOTHING_FOUND = 2;

/**
 * Volumes of a rehearsal, as the machine of a lab would have them. Without device-mapper no volume is a device: programs before the
 * real ones on PATH put, in the place of `/dev/GROUP/NAME`, a loop at the volume's place on its disk.
 */
export class LoopVolumes {
  /** What commands on the machine of the rehearsal are run with. */
  readonly env: NodeJS.ProcessEnv;
  readonly machine: Machine;
  readonly #lvm: LoopLvm;
  readonly #folder: string;
  readonly #reach: string;

  /** @param folder for the programs and for mounts; short, so that the kernel can note it */
  constructor(lvm: LoopLvm, folder: string) {
    this.#lvm = lvm;
    this.#folder = folder;
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    this.#reach = join(folder, 'reach');
    this.env = { ...process.env, PATH: `${bin}:${process.env['PATH']}:/usr/sbin:/sbin` };
    write(this.#reach, reach(lvm.wrapper));
    for (const name of LVM) write(join(bin, name), named(name, lvm.wrapper));
    const groups = [...lvm.disks.keys()].map((group) => `/dev/${group}/*`).join('|');
    for (const name of ON_DEVICES) {
      const real = FOLDERS.map((each) => join(each, name)).find((path) => existsSync(path));
      if (real !== undefined) write(join(bin, name), onDevice(real, groups, this.#reach));
    }
    this.machine = thisMachine({ env: this.env });
  }

  /** All volumes, as LVM has them now. */
  async all(): Promise<Omit<OldVolume, 'fileSystem'>[]> {
    return volumesIn(await runLvm(this.machine, { do: 'list-volumes' }));
  }

  /** Commands of LVM that were run so far, a line each: those of TopoLVM and those of this project. */
  calls(): string[] {
    return this.#run('cat', this.#lvm.calls).split('\n');
  }

  /**
   * Makes an empty file system, as TopoLVM does when a pod mounts a new volume.
   *
   * @throws Error when the volume has a signature already
   */
  format(volume: VolumeName, fsType: string, mountPath: string): void {
    const device = `/dev/${volume.group}/${volume.name}`;
    const found = this.#status('blkid', '--probe', device);
    if (found !== NOTHING_FOUND)
      throw new Error(`${device} is not empty (blkid ends with ${found}): nothing is formatted`);
    this.#onLoop(volume, (loop) => {
      this.#run(`mkfs.${fsType}`, '-q', loop);
      // The kernel would note where the rehearsal mounts it, which is not where a container does.
      if (fsType === 'ext4') this.#run('tune2fs', '-M', mountPath, loop);
    });
  }

  /** Mounts a volume for a moment. */
  mounted<T>(volume: VolumeName, use: (folder: string) => T, options: 'ro' | 'rw' = 'ro'): T {
    const folder = mkdtempSync(join(this.#folder, 'm'));
    this.#run('mount', '-o', options, `/dev/${volume.group}/${volume.name}`, folder);
    try {
      return use(folder);
    } finally {
      this.#run('umount', folder);
      rmdirSync(folder);
    }
  }

  #onLoop<T>({ group, name }: VolumeName, use: (loop: string) => T): T {
    const loop = this.#run(this.#reach, `${group}/${name}`).trim();
    try {
      return use(loop);
    } finally {
      this.#run('losetup', '--detach', loop);
    }
  }

  #run(program: string, ...args: readonly string[]): string {
    return execFileSync(program, args, { encoding: 'utf8', env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  #status(program: string, ...args: readonly string[]): number {
    try {
      this.#run(program, ...args);
      return 0;
    } catch (error) {
      return (error as { readonly status?: number }).status ?? -1;
    }
  }
}

function write(file: string, script: string): void {
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}

/** A program of LVM. Nothing is activated here, and nothing needs to be: no volume is ever open. */
function named(name: string, wrapper: string): string {
  if (name === 'lvs')
    return `#!/bin/sh
told=$('${wrapper}' lvs "$@") || exit $?
printf '%s\\n' "$told" | sed 's/"lv_device_open":"unknown"/"lv_device_open":""/g'
`;
  const activate = name === 'lvchange' ? `[ "$1" = --activate ] && exit 0\n` : '';
  return `#!/bin/sh\n${activate}exec '${wrapper}' ${name} "$@"\n`;
}

/** Prints a loop at the place of the volume GROUP/NAME. */
function reach(wrapper: string): string {
  return `#!/bin/sh
set -e
lvm() { '${wrapper}' "$@"; }
set -- $(lvm lvs --noheadings --units b --nosuffix -o vg_extent_size,seg_pe_ranges "$1")
[ $# = 2 ] || { echo "it lies in $# pieces: one loop does not reach it" >&2; exit 1; }
disk=\${2%%:*} range=\${2#*:}
first=\${range%-*} last=\${range#*-}
start=$(lvm pvs --noheadings --units b --nosuffix -o pe_start "$disk")
offset=$((start + first * $1))
# The loop of a volume that is mounted is its device: it is seen there.
losetup --list --noheadings --raw --output NAME,OFFSET,BACK-FILE | while read -r loop at file; do
  if [ "$at" = "$offset" ] && [ "$file" = "$disk" ]; then echo "$loop"; fi
done | head -n 1 | grep . || exec losetup --find --show --offset "$offset" --sizelimit $(((last - first + 1) * $1)) "$disk"
`;
}

/** A program with a loop in the place of each device. A loop that is mounted goes when it is unmounted. */
function onDevice(real: string, groups: string, reach: string): string {
  return `#!/bin/sh
loops=
for word; do
  shift
  case $word in
    ${groups}) word=$('${reach}' "\${word#/dev/}") || exit 32; loops="$loops $word" ;;
  esac
  set -- "$@" "$word"
done
'${real}' "$@"
code=$?
for loop in $loops; do losetup --detach "$loop"; done
exit $code
`;
}

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, mkdirSync, openSync, readSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { newFolder, ran } from './programs.ts';

const LVM = ['pvs', 'vgs', 'lvs', 'pvcreate', 'vgcreate', 'lvcreate', 'vgremove'];
const GIB = 1024 ** 3;
const HEAD = 16 * 1024 ** 2;
const TRIED = `set -e
folder=$(mktemp -d)
trap 'losetup --detach "$loop" || true; rm -r "$folder"' EXIT
truncate -s 1M "$folder/image"
loop=$(losetup --find --show "$folder/image")
mknod "$folder/node" b $(stat -c '%Hr %Lr' "$loop")
test -r "$folder/node" && head -c 1 "$folder/node" >/dev/null`;

/** Why disks cannot be made of files here; `undefined` when they can. */
export function whyNoLoopDisks(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may make loop devices';
  const lacking = ['lvm', 'losetup', 'wipefs', 'mkfs.ext4', 'sfdisk', 'lsblk'].find(
    (name) => spawnSync('which', [name]).status !== 0,
  );
  if (lacking) return `${lacking} is not here`;
  // A container's root may see loop devices and not be allowed to use them, or to make device nodes.
  const tried = ran('sh', ['-c', TRIED]);
  return tried.code === 0 ? undefined : `loop devices cannot be used: ${tried.said.trim().split('\n').at(-1)}`;
}

/** Disks made of files, with the real LVM, which sees them alone and needs no device-mapper. */
export class LoopDisks {
  readonly folder = newFolder();
  readonly #loops: string[] = [];

  constructor() {
    mkdirSync(join(this.folder, 'bin'));
    mkdirSync(join(this.folder, 'sys'));
    for (const name of LVM) {
      const file = join(this.folder, 'bin', name);
      writeFileSync(file, `#!/bin/sh\nexec /usr/sbin/lvm ${name} --driverloaded n "$@"\n`);
      chmodSync(file, 0o755);
    }
    this.#configure('');
  }

  /** A disk of so many GiB, blank, which takes no space until it is written to. */
  disk(gib: number): string {
    const file = join(this.folder, `${this.#loops.length}.img`);
    writeFileSync(file, '');
    truncateSync(file, gib * GIB);
    return this.#attach(file, []);
  }

  /** A part of a disk, in MiB, as a device. */
  part(disk: string, start: number, size: number): string {
    const file = join(this.folder, `${this.#loops.indexOf(disk)}.img`);
    return this.#attach(file, ['--offset', `${start}MiB`, '--sizelimit', `${size}MiB`]);
  }

  /** Gives a device another name, which is the only one that LVM sees. */
  named(name: string, device: string): string {
    mkdirSync(join(this.folder, 'dev'), { recursive: true });
    const path = join(this.folder, 'dev', name);
    const [major, minor] = ran('stat', ['-c', '%Hr %Lr', device]).out.trim().split(' ');
    this.must('mknod', path, 'b', major!, minor!);
    this.#configure(`dir="${this.folder}/dev" scan=["${this.folder}/dev"]`, `${this.folder}/dev/`);
    return path;
  }

  /** Puts a fake in the place of lsblk. */
  fakeLsblk(disks: string): void {
    writeFileSync(join(this.folder, 'disks'), disks);
    symlinkSync(resolve('test/node/fake-lsblk.sh'), join(this.folder, 'bin', 'lsblk'));
  }

  /** A link to a device, as those below /dev/disk/by-id/ are. */
  link(device: string): string {
    const path = join(this.folder, `link-${this.#loops.length}`);
    symlinkSync(device, path);
    return path;
  }

  /** Runs a program that sees these disks. */
  run(program: string, ...args: string[]) {
    const { code, out, said } = ran(program, args, {
      PATH: `${join(this.folder, 'bin')}:${process.env['PATH']}:/usr/sbin:/sbin`,
      LVM_SYSTEM_DIR: join(this.folder, 'sys'),
      LVM_SUPPRESS_FD_WARNINGS: '1',
      FAKE_DISKS: join(this.folder, 'disks'),
      HENSTEETH_ROOT: join(this.folder, 'root'),
      LC_ALL: 'C',
    });
    return { code, out, said: said.replace(/^ *WARNING: Activation disabled.*\n/gm, '') };
  }

  /** The same, and it must end well. */
  must(program: string, ...args: string[]): string {
    const { code, out, said } = this.run(program, ...args);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${said}`);
    return out;
  }

  /** Makes a volume. Nothing is written into it: that needs device-mapper. */
  volume(group: string, name: string, mib: number): void {
    this.must('lvcreate', '-an', '-Zn', '-Wn', '--yes', '-n', name, '-L', `${mib}m`, group);
  }

  /** What LVM knows of every volume. */
  volumes(): string {
    return this.must('lvs', '--noheadings', '-o', 'vg_name,lv_name,lv_uuid,lv_size,seg_pe_ranges');
  }

  /** A digest of where partition tables, labels and LVM's metadata are. */
  head(disk: string): string {
    const file = openSync(disk, 'r');
    const bytes = Buffer.alloc(HEAD);
    readSync(file, bytes, 0, HEAD, 0);
    closeSync(file);
    return createHash('sha256').update(bytes).digest('hex');
  }

  remove(): void {
    for (const loop of this.#loops) ran('losetup', ['--detach', loop]);
  }

  #attach(file: string, args: readonly string[]): string {
    const loop = this.must('losetup', '--find', '--show', ...args, file).trim();
    this.#loops.push(loop);
    this.#configure('');
    return loop;
  }

  #configure(scan: string, only?: string): void {
    const mine = only ? [`"a|^${only}|"`] : this.#loops.map((loop) => `"a|^${loop}$|"`);
    const filter = [...mine, '"r|.*|"'].join(',');
    writeFileSync(
      join(this.folder, 'sys/lvm.conf'),
      `devices { ${scan} filter=[${filter}] global_filter=[${filter}] use_devicesfile=0 obtain_device_list_from_udev=0 external_device_info_source="none" }
activation { udev_sync=0 udev_rules=0 monitoring=0 }
global { locking_dir="${this.folder}/lock" use_lvmpolld=0 event_activation=0 }
backup { backup=0 archive=0 }
`,
    );
  }
}

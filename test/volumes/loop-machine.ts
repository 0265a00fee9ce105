import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { MOUNTS, mustBeAllowed } from '../../lib/volumes/allowed-commands.ts';
import { type HowToRun, type Machine, thisMachine } from '../../lib/volumes/machine.ts';
import { LoopDisks } from '../node/loop-disks.ts';
import { newFolder, ran } from '../node/programs.ts';

const READS = new Set(['lvs', 'vgs', 'pvs', 'find', 'head', 'hostname', 'mkdir', 'umount', 'rmdir', 'df', 'findmnt']);

/** Gives the device of a volume of one group to whoever uses it. */
export type Reached = <T>(name: string, use: (device: string) => T) => T;

/** A machine with real LVM on files. Without device-mapper, a volume is reached through a loop at its place on the disk. */
export class LoopMachine implements Machine {
  readonly name = 'loop machine';
  readonly hasDeviceMapper = false;
  readonly disks = new LoopDisks();
  /** Commands that changed something, as they ran. */
  readonly changes: string[] = [];
  readonly #lvm: Machine;
  /** Disk of each group, and where its first extent begins there, in bytes. */
  readonly #groups = new Map<string, { readonly disk: string; readonly first: number }>();
  readonly #ways = new Map<string, Reached>();

  constructor() {
    const env = { ...process.env, LVM_SYSTEM_DIR: join(this.disks.folder, 'sys') };
    this.#lvm = thisMachine({ env, hasDeviceMapper: false });
  }

  /** A volume group on a disk of its own. */
  group(name: string, gib: number): void {
    const disk = this.disks.disk(gib);
    this.disks.must('vgcreate', name, disk);
    const first = this.disks.must('pvs', '--noheadings', '--units', 'b', '--nosuffix', '-o', 'pe_start', disk);
    this.#groups.set(name, { disk, first: Number(first) });
  }

  /** A volume with a file system, and what a script makes in `$folder`. */
  filled(group: string, name: string, mib: number, type: 'ext4' | 'xfs', script: string): void {
    this.disks.volume(group, name, mib);
    this.#reached(group, name, (device) => {
      this.disks.must(`mkfs.${type}`, '-q', device);
      this.#mounted(device, script);
    });
  }

  /** Runs a script over a volume that is mounted at `$folder`, as an app would have it. */
  inside(group: string, name: string, script: string): string {
    return this.#reached(group, name, (device) => this.#mounted(device, script));
  }

  /** Runs a program on the device of a volume. */
  onDevice(group: string, name: string, program: string, ...args: string[]): string {
    return this.#reached(group, name, (device) => this.disks.must(program, ...args, device));
  }

  /** A digest of every byte of a volume. */
  bytes(group: string, name: string): string {
    return this.#reached(group, name, (device) => this.disks.must('sha256sum', device).slice(0, 64));
  }

  /** Keeps a volume mounted as a running app has it, as long as something is looked at. */
  async held<T>(group: string, name: string, use: (folder: string) => Promise<T>): Promise<T> {
    const folder = newFolder();
    this.#reached(group, name, (device) => this.disks.must('mount', device, folder));
    try {
      return await use(folder);
    } finally {
      this.disks.must('umount', folder);
    }
  }

  /** Runs a script over a volume, and leaves it as a power cut would after all was sent to the disk: with an open journal. */
  cutPower(group: string, name: string, script: string): void {
    const image = join(this.disks.folder, 'cut.img');
    this.#reached(group, name, (device) => {
      this.#mounted(device, `{ ${script}; } && sync && dd if="$1" of=${image} bs=4M conv=sparse status=none`);
      this.disks.must('dd', `if=${image}`, `of=${device}`, 'bs=4M', 'conv=fsync', 'status=none');
    });
    rmSync(image);
  }

  /** A volume with an ext4 file system and one file, last mounted where a container would see it. */
  volume(group: string, name: string, mib: number, content: string, lastMounted?: string): void {
    this.disks.volume(group, name, mib);
    this.#reached(group, name, (device) => this.fill(device, content, lastMounted));
  }

  /** What the file in a volume says. */
  content(group: string, name: string): string {
    return this.#reached(group, name, (device) => this.read(device));
  }

  /** Makes a file system with one file on a device. */
  fill(device: string, content: string, lastMounted = ''): void {
    this.disks.must('mkfs.ext4', '-q', device);
    this.#mounted(device, `printf %s '${content}' >"$folder/content"`);
    // The kernel wrote the path that it was mounted at here, which is not that of a container.
    this.disks.must('tune2fs', '-M', lastMounted, device);
  }

  read(device: string): string {
    return this.#mounted(device, 'cat "$folder/content"');
  }

  async run(words: readonly string[], how?: HowToRun) {
    mustBeAllowed(words);
    const at = words.findIndex((word) => /^\/dev\/[^/]+\/[^/]+$/.test(word));
    if (at < 0) {
      if (!READS.has(words[0]!)) this.changes.push(words.join(' '));
      return this.#lvm.run(words, how);
    }
    const [, , group, name] = words[at]!.split('/');
    if (words.some((word) => word.startsWith(`${MOUNTS.write}/`))) this.changes.push(words.join(' '));
    // A mount keeps its loop, which is let go when it ends.
    return this.#reached(group!, name!, (loop) => {
      const { code, out, said } = ran(words[0]!, words.slice(1).with(at - 1, loop), {});
      return { code: code ?? undefined, output: out, errors: said.slice(out.length), stopped: undefined };
    });
  }

  remove(): void {
    // What a test that failed left mounted would keep its loop, and the loop its disk.
    const uuids = this.disks.run('lvs', '--noheadings', '-o', 'lv_uuid').out.trim().split(/\s+/);
    for (const folder of Object.values(MOUNTS)) {
      for (const uuid of uuids) {
        if (ran('findmnt', [`${folder}/${uuid}`]).code === 0) ran('umount', [`${folder}/${uuid}`]);
      }
    }
    for (const group of this.#groups.keys()) this.disks.run('vgremove', '-f', '-y', group);
    this.disks.remove();
  }

  /** Tells how volumes of a group are reached, where they do not lie in one piece on its disk. */
  reachedBy(group: string, reached: Reached): void {
    this.#ways.set(group, reached);
  }

  #reached<T>(group: string, name: string, use: (device: string) => T): T {
    const way = this.#ways.get(group);
    if (way) return way(name, use);
    const [range = '', extent = ''] = this.disks
      .must(
        'lvs',
        '--noheadings',
        '--units',
        'b',
        '--nosuffix',
        '-o',
        'seg_pe_ranges,vg_extent_size',
        `${group}/${name}`,
      )
      .trim()
      .split(/\s+/);
    const [first, last] = range.split(':')[1]!.split('-').map(Number) as [number, number];
    return this.onExtents(group, first * Number(extent), (last - first + 1) * Number(extent), use);
  }

  /** A loop device over a place of a group's disk, in bytes from its first extent. */
  onExtents<T>(group: string, start: number, bytes: number, use: (device: string) => T): T {
    const { disk, first } = this.#groups.get(group)!;
    const place = ['-o', String(first + start), '--sizelimit', String(bytes)];
    const attached = this.disks.must('losetup', '--noheadings', '--output', 'NAME,OFFSET', '--associated', disk);
    const there = attached.split('\n').find((line) => line.trim().split(/\s+/)[1] === place[1]);
    if (there) return use(there.trim().split(/\s+/)[0]!);
    const loop = this.disks.must('losetup', '--find', '--show', ...place, disk).trim();
    try {
      return use(loop);
    } finally {
      ran('losetup', ['--detach', loop]);
    }
  }

  #mounted(device: string, script: string): string {
    return this.disks.must(
      'sh',
      '-c',
      `folder=$(mktemp -d) && mount "$1" "$folder" && { ( ${script}\n ); status=$?; umount "$folder"; rmdir "$folder"; exit $status; }`,
      'sh',
      device,
    );
  }
}

import { join } from 'node:path';
import { mustBeAllowed } from '../../lib/volumes/allowed-commands.ts';
import { type Machine, thisMachine } from '../../lib/volumes/machine.ts';
import { LoopDisks } from '../node/loop-disks.ts';
import { ran } from '../node/programs.ts';

/** A machine with real LVM on files. Without device-mapper, a volume is reached through a loop at its place on the disk. */
export class LoopMachine implements Machine {
  readonly name = 'loop machine';
  readonly hasDeviceMapper = false;
  readonly disks = new LoopDisks();
  /** Commands that changed something, as they ran. */
  readonly changes: string[] = [];
  readonly #lvm: Machine;
  readonly #groups = new Map<string, string>();

  constructor() {
    const env = { ...process.env, LVM_SYSTEM_DIR: join(this.disks.folder, 'sys') };
    this.#lvm = thisMachine({ env, hasDeviceMapper: false });
  }

  /** A volume group on a disk of its own. */
  group(name: string, gib: number): void {
    const disk = this.disks.disk(gib);
    this.disks.must('vgcreate', name, disk);
    this.#groups.set(name, disk);
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

  async run(words: readonly string[]) {
    mustBeAllowed(words);
    const device = /^\/dev\/([^/]+)\/([^/]+)$/.exec(words.at(-1) ?? '');
    if (!device) {
      if (!/^(?:lvs|vgs|pvs|find|head|hostname)$/.test(words[0]!)) this.changes.push(words.join(' '));
      return this.#lvm.run(words);
    }
    return this.#reached(device[1]!, device[2]!, (loop) => {
      const { code, out, said } = ran(words[0]!, [...words.slice(1, -1), loop], {});
      return { code: code ?? undefined, output: out, errors: said.slice(out.length), stopped: undefined };
    });
  }

  remove(): void {
    for (const group of this.#groups.keys()) this.disks.run('vgremove', '-f', '-y', group);
    this.disks.remove();
  }

  #reached<T>(group: string, name: string, use: (device: string) => T): T {
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
    const disk = this.#groups.get(group)!;
    const first = Number(this.disks.must('pvs', '--noheadings', '--units', 'b', '--nosuffix', '-o', 'pe_start', disk));
    const place = ['-o', String(first + start), '--sizelimit', String(bytes)];
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
      `folder=$(mktemp -d) && mount "$1" "$folder" && { ${script}; status=$?; umount "$folder"; rmdir "$folder"; exit $status; }`,
      'sh',
      device,
    );
  }
}

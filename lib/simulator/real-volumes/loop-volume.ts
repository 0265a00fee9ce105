import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import type { Guardian } from '../guardian.ts';
import type { LoopLvm } from './loop-lvm.ts';

interface Place {
  readonly start: number;
  readonly bytes: number;
}

const CHUNK = 2 ** 20;

/**
 * A logical volume of loop LVM with its content: without device-mapper it is no device, so a loop at its place on the disk stands for
 * it. It plays the part of the kubelet, which mounts the volume for a pod.
 */
export class LoopVolume {
  readonly #disk: string;
  readonly #place: Place;
  readonly #folder: string;

  /**
   * @param name of the volume, which no other group has
   * @param folder to mount it at
   * @throws Error when the volume is not there, or is not in one piece
   */
  constructor(lvm: LoopLvm, name: string, folder: string, guardian: Guardian) {
    const group = lvm.run('lvs', '--noheadings', '-o', 'vg_name', '-S', `lv_name=${name}`).trim();
    if (group === '') throw new Error(`there is no logical volume ${name}`);
    this.#disk = lvm.diskOf(group);
    this.#place = placeOf(lvm, group, name);
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    guardian.mounted(folder);
  }

  /** Makes a file system where there is nothing yet, as the CSI driver does when a pod first gets the volume. */
  format(): void {
    this.#onLoop((device) => {
      const { status } = run('blkid', '-p', device);
      if (status === 0) return;
      must('mkfs.ext4', '-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', device);
    });
  }

  /** Mounts it. The loop goes when it is unmounted. */
  mount(): void {
    this.#onLoop((device) => must('mount', device, this.#folder));
  }

  /**
   * Takes it from the folder as a power cut does: the disk keeps what had reached it at that moment, and nothing that only the file system
   * knew; its journal is replayed when it is mounted again.
   */
  lose(): void {
    const before = new Map<number, Buffer>();
    const zero = Buffer.alloc(CHUNK);
    this.#eachChunk('r', (chunk, at) => {
      if (!chunk.equals(zero.subarray(0, chunk.length))) before.set(at, Buffer.from(chunk));
    });
    must('umount', this.#folder);
    this.#eachChunk('r+', (chunk, at, disk) => {
      const then = before.get(at) ?? zero.subarray(0, chunk.length);
      if (!chunk.equals(then)) writeSync(disk, then, 0, then.length, at);
    });
  }

  #eachChunk(flags: 'r' | 'r+', use: (chunk: Buffer, at: number, disk: number) => void): void {
    const { start, bytes } = this.#place;
    const disk = openSync(this.#disk, flags);
    try {
      const chunk = Buffer.alloc(CHUNK);
      for (let at = start; at < start + bytes; at += CHUNK) {
        const length = readSync(disk, chunk, 0, Math.min(CHUNK, start + bytes - at), at);
        use(chunk.subarray(0, length), at, disk);
      }
    } finally {
      closeSync(disk);
    }
  }

  /** A loop that is detached while it is mounted goes with the mount. */
  #onLoop(use: (device: string) => void): void {
    const { start, bytes } = this.#place;
    const device = must('losetup', '-f', '--show', '-o', `${start}`, '--sizelimit', `${bytes}`, this.#disk).trim();
    try {
      use(device);
    } finally {
      run('losetup', '-d', device);
    }
  }
}

function placeOf(lvm: LoopLvm, group: string, name: string): Place {
  const units = ['--noheadings', '--units', 'b', '--nosuffix'];
  const [ranges = '', extent = ''] = lvm
    .run('lvs', ...units, '-o', 'seg_pe_ranges,vg_extent_size', `${group}/${name}`)
    .trim()
    .split(/\s+/);
  const range = /^[^:\s]+:(\d+)-(\d+)$/.exec(ranges);
  if (!range) throw new Error(`${group}/${name} is not in one piece: ${ranges || 'LVM tells no place'}`);
  const [first, last] = [Number(range[1]), Number(range[2])];
  const start = Number(lvm.run('pvs', ...units, '-o', 'pe_start', '-S', `vg_name=${group}`).trim());
  return { start: start + first * Number(extent), bytes: (last - first + 1) * Number(extent) };
}

function must(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function run(program: string, ...args: readonly string[]): { readonly status: number | null } {
  try {
    must(program, ...args);
    return { status: 0 };
  } catch (error) {
    return { status: (error as { readonly status?: number | null }).status ?? null };
  }
}

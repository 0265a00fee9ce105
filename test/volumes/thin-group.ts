import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { whyNoLoopDisks } from '../node/loop-disks.ts';
import type { LoopMachine } from './loop-machine.ts';

/** Extents of 4 MiB, one after another on the disk: the pool's spare, its metadata, its data. */
const EXTENT = 4 * 2 ** 20;
const SPARE = 0;
const METADATA = 1;
const DATA = 2;
const DATA_EXTENTS = 16;
const VOLUME_EXTENTS = 4;
const BLOCK = 64 * 2 ** 10;
const BLOCKS = (VOLUME_EXTENTS * EXTENT) / BLOCK;

/** Why there can be no thin pool here; `undefined` when there can. */
export function whyNoThinPools(): string | undefined {
  const lacking = ['thin_restore', 'thin_dump'].find((name) => spawnSync('which', [name]).status !== 0);
  return whyNoLoopDisks() ?? (lacking && `${lacking} of thin-provisioning-tools is not here`);
}

/**
 * A volume group with a thin pool and thin volumes, real for LVM. Without device-mapper LVM makes none, but takes metadata that has them;
 * which blocks of the pool a volume has is written by thin_restore, and read by thin_dump.
 */
export class ThinGroup {
  readonly #machine: LoopMachine;
  readonly #group: string;

  /** @param names of volumes of 16 MiB, at most four, each with a content */
  constructor(machine: LoopMachine, group: string, names: Readonly<Record<string, string>>) {
    this.#machine = machine;
    this.#group = group;
    machine.group(group, 1);
    const { disks } = machine;
    const file = join(disks.folder, `${group}.txt`);
    disks.must('vgcfgbackup', '-f', file, group);
    const volumes = Object.keys(names);
    const text = readFileSync(file, 'utf8').replace(/\n\t\}\n+\}/, () => `\n\t}\n${metadataOf(volumes)}}`);
    writeFileSync(file, text);
    disks.must('vgcfgrestore', '--force', '-f', file, group);
    const xml = join(disks.folder, `${group}.xml`);
    writeFileSync(xml, mappingsOf(volumes));
    machine.onExtents(group, METADATA * EXTENT, EXTENT, (device) => {
      disks.must('thin_restore', '--input', xml, '--output', device);
    });
    machine.reachedBy(group, (name, use) => this.#reached(name, use));
    for (const [name, content] of Object.entries(names)) this.#reached(name, (device) => machine.fill(device, content));
  }

  /** What the file in a thin volume says, whatever its name is now: LVM knows its number, and the pool the number's blocks. */
  content(name: string): string {
    return this.#reached(name, (device) => this.#machine.read(device));
  }

  #reached<T>(name: string, use: (device: string) => T): T {
    const { disks } = this.#machine;
    const id = disks.must('lvs', '--noheadings', '-o', 'thin_id', `${this.#group}/${name}`).trim();
    const dump = this.#machine.onExtents(this.#group, METADATA * EXTENT, EXTENT, (device) =>
      disks.must('thin_dump', '--dev-id', id, device),
    );
    const begin = Number(/<range_mapping origin_begin="0" data_begin="(\d+)"/.exec(dump)![1]);
    return this.#machine.onExtents(this.#group, DATA * EXTENT + begin * BLOCK, BLOCKS * BLOCK, use);
  }
}

function metadataOf(names: readonly string[]): string {
  const thin = names.map((name, i) => {
    const body = `type = "thin"\nthin_pool = "pool"\ntransaction_id = ${i}\ndevice_id = ${i + 1}`;
    return volumeOf(name, String(i + 1), true, VOLUME_EXTENTS, body);
  });
  const pool = `type = "thin-pool"\nmetadata = "pool_tmeta"\npool = "pool_tdata"\ntransaction_id = ${names.length}
chunk_size = ${BLOCK / 512}\ndiscards = "passdown"\nzero_new_blocks = 1`;
  return `logical_volumes {\n${[
    volumeOf('pool', 'p', true, DATA_EXTENTS, pool),
    ...thin,
    volumeOf('lvol0_pmspare', 's', false, 1, striped(SPARE)),
    volumeOf('pool_tmeta', 'm', false, 1, striped(METADATA)),
    volumeOf('pool_tdata', 'd', false, DATA_EXTENTS, striped(DATA)),
  ].join('')}}\n`;
}

function volumeOf(name: string, sign: string, isVisible: boolean, extents: number, body: string): string {
  const uuid = [6, 4, 4, 4, 4, 4, 6].map((length) => sign.repeat(length)).join('-');
  return `${name} {\nid = "${uuid}"\nstatus = ["READ", "WRITE"${isVisible ? ', "VISIBLE"' : ''}]\nflags = []
creation_time = 1700000000\ncreation_host = "test"\nsegment_count = 1
segment1 {\nstart_extent = 0\nextent_count = ${extents}\n${body}\n}\n}\n`;
}

function striped(extent: number): string {
  return `type = "striped"\nstripe_count = 1\nstripes = ["pv0", ${extent}]`;
}

/** Volumes lie in the pool in another order than their numbers say. */
function mappingsOf(names: readonly string[]): string {
  const devices = names.map(
    (_name, i) => `<device dev_id="${i + 1}" mapped_blocks="${BLOCKS}" transaction="0" creation_time="0" snap_time="0">
<range_mapping origin_begin="0" data_begin="${(names.length - 1 - i) * BLOCKS}" length="${BLOCKS}" time="0"/></device>`,
  );
  const blocks = (DATA_EXTENTS * EXTENT) / BLOCK;
  return `<superblock uuid="" time="0" transaction="${names.length}" data_block_size="${BLOCK / 512}" nr_data_blocks="${blocks}">
${devices.join('\n')}\n</superblock>\n`;
}

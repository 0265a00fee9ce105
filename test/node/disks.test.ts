import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { imageFiles } from '../../lib/node/image-files.ts';
import { FILES } from '../../lib/node/node-files.ts';
import { nodeSettings } from '../../lib/node/node-settings.ts';
import { LoopDisks, whyNoLoopDisks } from './loop-disks.ts';
import { FRESH, toInstall } from './machines.ts';
import { describeUnless, removeScratch } from './programs.ts';

/** A node whose root volume and group take 25 GiB. */
const install = () =>
  toInstall({}, { rootGiB: 20, volumeGroups: [{ name: 'vg0', deviceClass: 'ssd', sizeGiB: 1, spareGiB: 0 }] });
const DISK_GIB = 30;

let disks: LoopDisks;
beforeEach(() => {
  disks = new LoopDisks();
});
afterEach(() => {
  disks.remove();
  removeScratch();
});

/** Does what the installer does first, and gives how that ended, what it said and the storage that is left for it. */
function guard(disk: string, reinstall = false) {
  const run = join(disks.folder, 'installer');
  const file = join(disks.folder, 'autoinstall.yaml');
  const { autoinstall } = parse(imageFiles(install(), { ...FRESH, reinstall }).get('user-data')!);
  writeFileSync(file, stringify(autoinstall));
  const command = autoinstall['early-commands'][0].replaceAll('/run/hensteeth', run).replace('/autoinstall.yaml', file);
  const { code, said } = disks.run('sh', '-c', withSetting(command, 'SYSTEM_DISK', disk));
  const after = parse(readFileSync(file, 'utf8'));
  const storage = stringify(after.storage);
  expect({ ...after, storage: null }).toEqual({ ...autoinstall, storage: null });
  return { code, said, storage, unchanged: storage === stringify(autoinstall.storage) };
}

function withSetting(settings: string, name: string, value: string): string {
  return settings.replace(new RegExp(`^${name}='[^']*'$`, 'm'), `${name}='${value}'`);
}

const why = whyNoLoopDisks();

describeUnless(why, 'the guard, on disks with the real LVM', () => {
  test('lets the installer have a blank disk, and writes nothing to it itself', () => {
    const disk = disks.disk(DISK_GIB);
    const before = disks.head(disk);
    const { code, storage } = guard(`by-id:${disks.link(disk)}`);
    expect(code).toBe(0);
    expect(storage).toContain(`path: ${disk}\n`);
    expect(storage).not.toContain('HENSTEETH_');
    expect(disks.head(disk)).toBe(before);
  });

  /** Each makes a disk that must be refused, and gives it. */
  const refused: [string, boolean, string, () => string][] = [
    ['a disk that is too small', false, 'root volume and volume group take 25', () => disks.disk(20)],
    [
      'a disk with our group and volumes',
      false,
      'data\nroot\nhensteeth: REFUSED, nothing was written',
      () => {
        const disk = disks.disk(DISK_GIB);
        disks.must('vgcreate', 'vg0', disk);
        disks.volume('vg0', 'root', 256);
        disks.volume('vg0', 'data', 256);
        return disk;
      },
    ],
    [
      'a blank disk while our group lies on another',
      false,
      'lies on another disk',
      () => {
        disks.must('vgcreate', 'vg0', disks.disk(1));
        return disks.disk(DISK_GIB);
      },
    ],
    [
      'a disk with a file system',
      false,
      'is not blank',
      () => {
        const disk = disks.disk(DISK_GIB);
        disks.must('mkfs.ext4', '-q', disk);
        return disk;
      },
    ],
    [
      'a disk with a partition table',
      false,
      'is not blank',
      () => {
        const disk = disks.disk(DISK_GIB);
        disks.must('sh', '-c', `echo label: gpt | sfdisk -q ${disk}`);
        return disk;
      },
    ],
    [
      'a disk with the group of somebody else',
      false,
      'is not blank',
      () => {
        const disk = disks.disk(DISK_GIB);
        disks.must('vgcreate', 'theirs', disk);
        disks.volume('theirs', 'precious', 256);
        return disk;
      },
    ],
    ['a blank disk, to install over volumes', true, 'so nothing can be kept', () => disks.disk(DISK_GIB)],
    [
      'our group without our partitions, to install over volumes',
      true,
      'has not the three partitions',
      () => {
        const disk = disks.disk(DISK_GIB);
        disks.must('vgcreate', 'vg0', disk);
        disks.volume('vg0', 'root', 256);
        return disk;
      },
    ],
  ];

  test.each(refused)('refuses %s, and nothing is lost', (_, reinstall, words, make) => {
    const disk = make();
    const before = [disks.head(disk), disks.volumes()];
    const { code, said, unchanged } = guard(`by-id:${disks.link(disk)}`, reinstall);
    expect([code, said]).toEqual([1, expect.stringContaining('REFUSED, nothing was written')]);
    expect(said).toContain(words);
    expect(unchanged).toBe(true);
    expect([disks.head(disk), disks.volumes()]).toEqual(before);
  });

  test('refuses to consent to a configuration that is not of its image', () => {
    const disk = disks.disk(DISK_GIB);
    expect(guard(`by-id:${disks.link(disk)}`).code).toBe(0);
    const other = join(disks.folder, 'other.yaml');
    writeFileSync(other, 'storage:\n  layout:\n    name: lvm\n');
    const { code, said } = disks.run('bash', join(disks.folder, 'installer/guard.sh'), other);
    expect([code, said]).toEqual([1, expect.stringContaining('it is not of this image')]);
  });

  test('refuses a disk that is not there, and names those that are', () => {
    const { code, said } = guard('by-id:/dev/disk/by-id/nvme-none');
    expect([code, said]).toEqual([1, expect.stringContaining('no disk is by-id:/dev/disk/by-id/nvme-none')]);
    expect(said).toContain('SERIAL');
  });
});

describeUnless(why, 'the guard, on disks whose parts a fake of lsblk tells', () => {
  /** A disk in the layout of this project, with a volume of TopoLVM. */
  function laidOut(): { disk: string; pv: string } {
    const whole = disks.disk(DISK_GIB);
    const sizes = [64, 64, 2048];
    const parts = sizes.map((size, i) => disks.part(whole, 1 + sizes.slice(0, i).reduce((a, b) => a + b, 0), size));
    const disk = disks.named('sda', whole);
    const [esp, boot, pv] = parts.map((part, i) => disks.named(`sda${i + 1}`, part));
    // The boot sector of an empty FAT file system is all that tells one.
    const sector = Buffer.alloc(512);
    Buffer.from([0xeb, 0x3c, 0x90]).copy(sector);
    sector.write('mkfs.fat', 3, 'latin1');
    sector.writeUInt16LE(512, 11);
    sector.writeUInt8(4, 13);
    sector.writeUInt16LE(4, 14);
    sector.writeUInt8(2, 16);
    sector.writeUInt16LE(512, 17);
    sector.writeUInt8(0xf8, 21);
    sector.writeUInt16LE(128, 22);
    sector.writeUInt32LE(131_072, 32);
    sector.writeUInt8(0x29, 38);
    sector.write('NO NAME    FAT16   ', 43, 'latin1');
    sector.writeUInt16LE(0xaa55, 510);
    writeFileSync(esp!, sector, { flag: 'r+' });
    disks.must('mkfs.ext4', '-q', boot!);
    disks.must('vgcreate', 'vg0', pv!);
    disks.volume('vg0', 'root', 512);
    disks.volume('vg0', '11111111-1111-4111-8111-111111111111', 256);
    const mib = (size: number) => size * 1024 ** 2;
    const told = [esp, boot, pv].map((part, i) => `${part}:${mib(sizes[i]!)}`).join(' ');
    disks.fakeLsblk(`${disk} SERIAL1 ${mib(30_720)} nvme ${told}\n`);
    return { disk, pv: pv! };
  }

  test('lets the installer have a disk in our layout, with the sizes that are there, and keeps every volume', () => {
    const { disk } = laidOut();
    const before = [disks.head(disk), disks.volumes()];
    const { code, said, storage } = guard('serial:SERIAL1', true);
    expect([code, said]).toEqual([
      0,
      expect.stringContaining('these are kept:\n11111111-1111-4111-8111-111111111111\n'),
    ]);
    expect(storage).not.toContain('HENSTEETH_');
    expect(storage).toContain(`path: ${disk}\n`);
    for (const mib of [64, 2048, 512]) expect(storage).toContain(`size: ${mib * 1024 ** 2}\n`);
    expect([disks.head(disk), disks.volumes()]).toEqual(before);
  });

  test('refuses the same disk without --reinstall', () => {
    laidOut();
    expect(guard('serial:SERIAL1').code).toBe(1);
  });

  test('refuses a group that lies on a second disk too', () => {
    const { disk } = laidOut();
    const second = disks.named('sdb', disks.disk(1));
    disks.must('lvm', 'vgextend', '--driverloaded', 'n', 'vg0', second);
    const { code, said } = guard('serial:SERIAL1', true);
    expect([code, said]).toEqual([1, expect.stringContaining(`lies on another disk than ${disk}`)]);
  });

  test.each([
    ['serial:SAME', 'no disk is serial:SAME'],
    ['serial:NONE', 'no disk is serial:NONE'],
  ])('refuses %s when it is not exactly one disk', (told, words) => {
    const [one, two] = [disks.disk(DISK_GIB), disks.disk(DISK_GIB)];
    disks.fakeLsblk(`${one} SAME 1 sata\n${two} SAME 2 sata\n`);
    const { code, said } = guard(told);
    expect([code, said]).toEqual([1, expect.stringContaining(words)]);
  });

  test('the largest disk is the largest that is built in', () => {
    const [small, large, stick] = [disks.disk(DISK_GIB), disks.disk(DISK_GIB), disks.disk(DISK_GIB)];
    disks.fakeLsblk(`${small} A 100 sata\n${large} B 2000 sata\n${stick} C 9000 usb\n`);
    expect(guard('size:largest').storage).toContain(`path: ${large}\n`);
  });
});

describeUnless(why, 'volume groups on disks of their own, with the real LVM', () => {
  function dataDisks(disk: string) {
    const root = join(disks.folder, 'root');
    mkdirSync(join(root, 'etc/hensteeth'), { recursive: true });
    mkdirSync(join(root, 'usr/local/lib/hensteeth'), { recursive: true });
    cpSync(join(FILES, 'disk.sh'), join(root, 'usr/local/lib/hensteeth/disk.sh'));
    const settings = withSetting(nodeSettings(install(), false), 'DATA_GROUPS', `slow by-id:${disk}`);
    writeFileSync(join(root, 'etc/hensteeth/node.conf'), settings);
    return disks.run('bash', resolve(FILES, 'first-boot.sh'), 'step', 'data-disks');
  }

  test('a blank disk gets its group, once', () => {
    const disk = disks.link(disks.disk(1));
    expect(dataDisks(disk).code).toBe(0);
    const made = disks.must('vgs', '--noheadings', '-o', 'vg_name,vg_uuid');
    expect(made).toContain('slow');
    expect(dataDisks(disk).code).toBe(0);
    expect(disks.must('vgs', '--noheadings', '-o', 'vg_name,vg_uuid')).toBe(made);
  });

  test('a group with volumes is left as it is', () => {
    const disk = disks.disk(1);
    disks.must('vgcreate', 'slow', disk);
    disks.volume('slow', 'data', 128);
    const before = [disks.head(disk), disks.volumes()];
    expect(dataDisks(disks.link(disk)).code).toBe(0);
    expect([disks.head(disk), disks.volumes()]).toEqual(before);
  });

  test('a disk that is not blank gets none', () => {
    const disk = disks.disk(1);
    disks.must('mkfs.ext4', '-q', disk);
    const before = disks.head(disk);
    const { code, said } = dataDisks(disks.link(disk));
    expect([code, said]).toEqual([1, expect.stringContaining('is not blank, so no volume group slow was made')]);
    expect(disks.head(disk)).toBe(before);
  });

  test('a group that lies on another disk is not made a second time', () => {
    disks.must('vgcreate', 'slow', disks.disk(1));
    const { code, said } = dataDisks(disks.link(disks.disk(1)));
    expect([code, said]).toEqual([1, expect.stringContaining('lies on another disk')]);
  });
});

import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { Ssh } from '../../lib/live/ssh.ts';
import { ForbiddenCommand, isAllowed, MOUNT_OPTIONS, MOUNTS } from '../../lib/volumes/allowed-commands.ts';
import { type LvmCommand, lvmWords } from '../../lib/volumes/lvm.ts';
import { commandLine, remoteMachine, runLvm, thisMachine } from '../../lib/volumes/machine.ts';
import { NewVolume, readMount, writeMount } from '../../lib/volumes/mounts.ts';
import { newFolder, removeScratch } from '../node/programs.ts';

const volume = { group: 'vg', name: '11111111-1111-4111-8111-111111111111' };
const HOSTILE = [
  '',
  '.',
  '..',
  'a/../b',
  '../x',
  '-f',
  '--yes',
  '--force',
  '-r',
  '--resizefs',
  '-L-1g',
  'a b',
  'a\nlvremove',
  'a;lvremove -f vg',
  '$(lvremove vg)',
  '`dd`',
  'a|wipefs',
  "a'b",
  'a"b',
  '@all',
  'vg/lv',
  'vg/lv/x',
  '/dev/vg/lv',
  'pvmove0',
  'snapshot0',
  'pool_tdata',
  'x_rimage_0',
  'a\0b',
  'é',
  '*',
  'x'.repeat(500),
  '__proto__',
  'constructor',
];
const word = fc.oneof(
  fc.constantFrom(...HOSTILE, 'vg', 'lv', 'lv.fresh', 'k8s.pvc=media/data-pg-0', 'lvremove', 'lvreduce', 'mkfs.ext4'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'abAB01+_.-/ ;$=@'), maxLength: 8 }),
);
const bytes = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.integer({ min: 1, max: 2 ** 45 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, 0.5, 2 ** 60, -(2 ** 31)),
  // A plan is a file: its types are what somebody wrote.
  word as fc.Arbitrary<unknown> as fc.Arbitrary<number>,
);
const named = fc.record({ group: word, name: word });
const VERBS = [
  'list-volumes',
  'list-groups',
  'list-disks',
  'rename',
  'add-tag',
  'remove-tag',
  'activate',
  'deactivate',
  'back-up-metadata',
  'grow',
];
const command = fc.record({
  do: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...VERBS) }, { weight: 1, arbitrary: word }),
  volume: named,
  to: fc.oneof(word, bytes),
  from: bytes,
  tag: word,
  group: word,
});

/** What may be run, written down a second time and in another way than in the code. */
function isHarmless(words: readonly string[]): boolean {
  const line = words.join(' ');
  const name = '(?!\\.{1,2}(?: |/|$))[A-Za-z0-9+_.][A-Za-z0-9+_.-]*';
  const uuid = '[A-Za-z0-9]{6}(-[A-Za-z0-9]{4}){5}-[A-Za-z0-9]{6}';
  const device = `/dev/${name}/${name}`;
  const read = `/run/hensteeth/volumes/read/${uuid}`;
  const write = `/run/hensteeth/volumes/write/${uuid}`;
  const allowed = [
    `mount --types ext4 --options ro,loop,noload,nodev,nosuid,noexec -- ${device} ${read}`,
    `mount --types xfs --options ro,loop,norecovery,nouuid,nodev,nosuid,noexec -- ${device} ${read}`,
    `mount --types (ext4 --options rw|xfs --options rw,nouuid),nodev,nosuid,noexec -- ${device} ${write}`,
    `(mkdir --parents --|umount --|rmdir --|findmnt --noheadings --output TARGET --mountpoint) (${read}|${write})`,
    `(lsblk --json --output PATH,MOUNTPOINTS,FSROOTS|e2fsck -n -f|xfs_repair -n|xfs_logprint -t) ${device}`,
    `(blkid --probe --output export|dumpe2fs -h) ${device}`,
    `df --block-size=1 --output=used,avail -- ${read}`,
    `rsync -aHAXS( --checksum)? --inplace --numeric-ids --exclude=/lost\\+found -- ${read}/ ${write}/`,
    `rsync -aHAXn --checksum --itemize-changes --numeric-ids --exclude=/lost\\+found -- ${read}/ ${read}/`,
    '(lvs|vgs|pvs) --reportformat json --units b --nosuffix -o [a-z_,]+',
    `lvrename ${name} ${name} ${name}`,
    `lvchange --(add|del)tag [A-Za-z0-9_+./=!:#&][A-Za-z0-9_+./=!:#&-]* ${name}/${name}`,
    `lvchange --activate [yn] ${name}/${name}`,
    `vgcfgbackup ${name}`,
    `lvextend --size [1-9][0-9]*b ${name}/${name}`,
  ];
  return allowed.some((pattern) => new RegExp(`^${pattern}$`, 's').test(line)) && !/\.\.|[\s\0]{2}|\n/.test(line);
}

test('of random plans with hostile names, no command is ever formed that could remove, shrink, format or overwrite', () => {
  let formedSome = 0;
  fc.assert(
    fc.property(command, (given) => {
      let words: readonly string[];
      try {
        words = lvmWords(given as unknown as LvmCommand);
      } catch (error) {
        return ['ValueError', 'ForbiddenCommand'].includes((error as Error).name);
      }
      formedSome++;
      const grows = given.do !== 'grow' || (given.to as number) > given.from;
      return grows && isHarmless(words);
    }),
    { numRuns: 20_000 },
  );
  expect(formedSome).toBeGreaterThan(2_000);
});

test('of random words, whatever the machine would run is harmless', () => {
  const words = fc.array(
    fc.oneof(
      word,
      fc.constantFrom('lvremove', 'lvreduce', 'lvextend', 'lvchange', 'lvrename', '--size', '1b', '-1b', 'n'),
    ),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(words, (given) => !isAllowed(given) || isHarmless(given) || given[0] === 'hostname'),
    { numRuns: 20_000 },
  );
});

const UUIDS = ['Abcdef-0123-4567-89ab-cdef-0123-456789', 'Zzzzzz-0123-4567-89ab-cdef-0123-456789'] as const;
const POINTS = UUIDS.flatMap((uuid) => Object.values(MOUNTS).map((folder) => `${folder}/${uuid}`));

test('of random words about mounts, files and file systems, whatever would run is harmless, and much of it would', () => {
  const part = fc.constantFrom(
    ...[
      'ext4',
      'xfs',
      'vfat',
      '/dev/vg/lv',
      '/dev/sda',
      '/mnt',
      '/',
      `${MOUNTS.read}/..`,
      `${MOUNTS.read}/${UUIDS[0]}/x`,
    ],
    ...Object.values(MOUNT_OPTIONS).flatMap(({ read, write }) => [read, write]),
    ...[
      'rw',
      'ro',
      'ro,noload',
      'remount,rw',
      'rw,remount',
      'bind',
      'defaults',
      'ro,loop,noload,nodev,nosuid,noexec,rw',
    ],
    ...[...POINTS, ...POINTS.map((point) => `${point}/`), MOUNTS.read, MOUNTS.write],
  );
  const starts = fc.constantFrom(
    ...[
      ['mount', '--types'],
      ['mount'],
      ['umount'],
      ['umount', '--'],
      ['umount', '--lazy'],
      ['rmdir', '--'],
      ['rm', '-r'],
    ],
    ...[
      ['mkdir', '--parents', '--'],
      ['findmnt', '--noheadings', '--output', 'TARGET', '--mountpoint'],
      ['e2fsck', '-n', '-f'],
      ['e2fsck', '-f', '-y'],
      ['xfs_repair'],
      ['xfs_repair', '-n'],
    ],
    ...[
      ['xfs_repair', '-L'],
      ['lsblk', '--json', '--output', 'PATH,MOUNTPOINTS,FSROOTS'],
      ['tune2fs', '-U', 'random'],
    ],
    ...[
      ['df', '--block-size=1', '--output=used,avail', '--'],
      ['xfs_logprint', '-t'],
      ['rsync', '-a', '--delete'],
    ],
    ['rsync', '-aHAXS', '--inplace', '--numeric-ids', '--exclude=/lost+found', '--'],
    ['rsync', '-aHAXS', '--delete', '--inplace', '--numeric-ids', '--exclude=/lost+found', '--'],
    ['rsync', '-aHAXn', '--checksum', '--itemize-changes', '--numeric-ids', '--exclude=/lost+found', '--'],
  );
  const mounts = fc
    .tuple(part, part, part, part)
    .map(([type, options, device, point]) => [
      ...['mount', '--types', type, '--options', options, '--', device, point],
    ]);
  const other = fc.tuple(starts, fc.array(part, { maxLength: 3 })).map(([start, rest]) => [...start, ...rest]);
  const allowed = new Set<string>();
  fc.assert(
    fc.property(fc.oneof(mounts, other), (given) => {
      if (!isAllowed(given)) return true;
      allowed.add(given[0]!);
      const line = given.join(' ');
      const writes = given[0] === 'mount' && given.some((each) => /(?:^|,)rw(?:,|$)/.test(each));
      return isHarmless(given) && (!writes || line.includes(`-- /dev/vg/lv ${MOUNTS.write}/`));
    }),
    { numRuns: 60_000, seed: 8 },
  );
  const programs = [
    'df',
    'e2fsck',
    'findmnt',
    'lsblk',
    'mkdir',
    'mount',
    'rmdir',
    'rsync',
    'umount',
    'xfs_logprint',
    'xfs_repair',
  ];
  expect([...allowed].sort()).toEqual(programs);
});

test('a mount to be written to is formed for no volume of the plan, marked or not, and for none that is not marked', () => {
  const found = { uuid: UUIDS[0], group: 'vg', name: 'lv' };
  const old = fc.subarray([...UUIDS]);
  fc.assert(
    fc.property(old, fc.boolean(), fc.constantFrom('ext4', 'xfs', 'vfat', 'rw'), (uuids, marked, type) => {
      try {
        const words = writeMount(NewVolume.of(found, uuids, marked), type as 'ext4');
        return marked && uuids.length > 0 && !uuids.includes(found.uuid) && isHarmless(words);
      } catch (error) {
        return ['MachineError', 'ForbiddenCommand'].includes((error as Error).name);
      }
    }),
  );
  expect(() => writeMount(found as unknown as NewVolume, 'ext4')).toThrow('only a new volume');
  expect(writeMount(NewVolume.of(found, [UUIDS[1]], true), 'xfs').join(' ')).toBe(
    `mount --types xfs --options rw,nouuid,nodev,nosuid,noexec -- /dev/vg/lv ${MOUNTS.write}/${UUIDS[0]}`,
  );
  expect(readMount(found, 'ext4').join(' ')).toContain(' ro,loop,noload,');
});

test.each([
  ['lvremove', '-f', 'vg/lv'],
  ['lvremove', 'vg/lv'],
  ['lvreduce', '--size', '1b', 'vg/lv'],
  ['lvresize', '--size', '1b', 'vg/lv'],
  ['lvextend', '--size', '-1b', 'vg/lv'],
  ['lvextend', '--size', '+1b', 'vg/lv'],
  ['lvextend', '--resizefs', '1b', 'vg/lv'],
  ['lvcreate', '-L', '1g', 'vg'],
  ['lvconvert', '--merge', 'vg/lv'],
  ['vgremove', 'vg'],
  ['vgreduce', '--removemissing', 'vg'],
  ['vgcfgrestore', 'vg'],
  ['pvremove', '/dev/sda'],
  ['pvcreate', '/dev/sda'],
  ['mkfs.ext4', '/dev/vg/lv'],
  ['wipefs', '--all', '/dev/vg/lv'],
  ['blkdiscard', '/dev/vg/lv'],
  ['dd', 'if=/dev/zero', 'of=/dev/vg/lv'],
  ['sh', '-c', 'true'],
  ['sudo', 'lvs'],
  ['find', '/var/log/pods', '-delete'],
  ['head', '-v', '-c', '1048576', '--', '/etc/../etc/shadow'],
  ['blkid', '--probe', '--output', 'export', '/dev/sda'],
  ['find', '/var', '-mindepth', '1', '-xdev', '-type', 'f', '-exec', 'rm', '--zero', '--', '{}', '+'],
  [
    'mount',
    '--types',
    'ext4',
    '--options',
    'rw',
    '--',
    '/dev/vg/lv',
    `${MOUNTS.read}/Abcdef-0123-4567-89ab-cdef-0123-456789`,
  ],
  ['umount', '--', '/var'],
])('%s %s is refused before it runs', async (...words) => {
  await expect(async () => thisMachine().run(words)).rejects.toThrow(ForbiddenCommand);
});

test.each([
  [{ do: 'rename', volume, to: 'x.fresh' }, `lvrename vg ${volume.name} x.fresh`],
  [{ do: 'add-tag', volume, tag: 'k8s.pvc=a/b' }, `lvchange --addtag k8s.pvc=a/b vg/${volume.name}`],
  [{ do: 'remove-tag', volume, tag: 'k8s.pvc=a/b' }, `lvchange --deltag k8s.pvc=a/b vg/${volume.name}`],
  [{ do: 'grow', volume, from: 1, to: 4194304 }, `lvextend --size 4194304b vg/${volume.name}`],
  [{ do: 'deactivate', volume }, `lvchange --activate n vg/${volume.name}`],
  [{ do: 'back-up-metadata', group: 'vg' }, 'vgcfgbackup vg'],
] as const)('%j is formed as LVM takes it', (given, line) => {
  expect(lvmWords(given).join(' ')).toBe(line);
});

test('a size that is not larger than the one seen is refused with both', () => {
  expect(() => lvmWords({ do: 'grow', volume, from: 4096, to: 4096 })).toThrow(
    '4096 is not more than the 4096 bytes it has',
  );
});

test('words reach a shell as they are', () => {
  const given = [...HOSTILE.filter((text) => !text.includes('\0')), ...fc.sample(fc.string({ maxLength: 20 }), 200)]
    .map((text) => text.replaceAll('\0', ''))
    .filter((text) => Buffer.from(text).toString() === text);
  const { stdout } = spawnSync('sh', ['-c', commandLine(['printf', '%s\\0', ...given])], { encoding: 'utf8' });
  expect(stdout.split('\0').slice(0, -1)).toEqual(given);
});

test('no other file of volumes starts a program, and none names a program that destroys', () => {
  const files = readdirSync('lib/volumes', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const texts = files.map((name) => [name, readFileSync(join('lib/volumes', name), 'utf8')] as const);
  const starts = texts
    .filter(([, text]) => /runProgram\(|node:child_process|ssh\.run\(/.test(text))
    .map(([name]) => name);
  // One file is prose about them for the docs: it can do nothing, since it imports nothing.
  const prose = texts.find(([name]) => name === 'ways-to-lose.ts')!;
  expect(prose[1]).not.toMatch(/^import /m);
  const names = texts.filter(
    ([name, text]) =>
      name !== prose[0] &&
      /['"`](?:lvremove|lvreduce|lvresize|lvconvert|vgremove|vgreduce|pvremove|mkfs|wipefs|dd|blkdiscard)\b/.test(text),
  );
  expect(starts).toEqual(['machine.ts']);
  expect(names).toEqual([]);
});

test('over ssh, a command reaches the machine word by word, by sudo that asks nothing', async () => {
  const folder = newFolder();
  const fake = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  fake('ssh', 'for last; do :; done; exec sh -c "$last"');
  fake('sudo', 'test "$1" = -n && shift && exec "$@"');
  fake('lvchange', 'printf "%s|" "$LC_ALL" "$@"');
  const path = process.env['PATH'];
  process.env['PATH'] = `${folder}:${path}`;
  try {
    const machine = remoteMachine(new Ssh({ target: 'owner@one' }));
    const tag = 'k8s.odd=#&!:';
    expect(await runLvm(machine, { do: 'add-tag', volume, tag })).toBe(`C|--addtag|${tag}|vg/${volume.name}|`);
    await expect(async () => machine.run(['lvremove', 'vg/lv'])).rejects.toThrow(ForbiddenCommand);
  } finally {
    process.env['PATH'] = path;
    removeScratch();
  }
});

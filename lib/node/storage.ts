import type { NodeToInstall } from './node-to-install.ts';

/** One entry of the installer's storage. */
export type StorageAction = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string };

/** The device of the system disk, as the guard writes it into the configuration. Left as it is, it matches no disk. */
export const SYSTEM_DISK = 'HENSTEETH_SYSTEM_DISK';
/** Filesystems that are made new even where all else is kept. */
const MADE_NEW = ['esp', 'boot', 'root'];

/**
 * The system disk: EFI, boot, and the volume group, of which the root volume takes its fixed part and TopoLVM the rest. Groups on
 * disks of their own are not the installer's: what it does not know of it cannot wipe.
 *
 * @param reinstall keeps partitions, volume group and volumes, and makes the root volume's file system new
 */
export function storageOf({ node }: Pick<NodeToInstall, 'node'>, reinstall: boolean): readonly StorageAction[] {
  const group = node.volumeGroups.find(({ disk }) => disk === undefined)!.name;
  const size = (fresh: string | number, kept: string) => (reinstall ? kept : fresh);
  const fresh = reinstall ? { preserve: true } : { preserve: false, wipe: 'superblock' };
  const grub = { grub_device: true };
  const on = { device: 'disk' };
  return [
    { type: 'disk', id: 'disk', path: SYSTEM_DISK, ptable: 'gpt', preserve: reinstall, grub_device: false },
    {
      type: 'partition',
      id: 'esp',
      ...on,
      number: 1,
      size: size('1G', 'HENSTEETH_ESP_BYTES'),
      flag: 'boot',
      ...grub,
      ...fresh,
    },
    { type: 'partition', id: 'boot', ...on, number: 2, size: size('2G', 'HENSTEETH_BOOT_BYTES'), ...fresh },
    { type: 'partition', id: 'pv', ...on, number: 3, size: size(-1, 'HENSTEETH_PV_BYTES'), ...fresh },
    { type: 'lvm_volgroup', id: 'group', name: group, devices: ['pv'], preserve: reinstall },
    {
      type: 'lvm_partition',
      id: 'root',
      name: 'root',
      volgroup: 'group',
      size: size(`${node.rootGiB}G`, 'HENSTEETH_ROOT_BYTES'),
      preserve: reinstall,
    },
    { type: 'format', id: 'esp-files', volume: 'esp', fstype: 'fat32', preserve: false },
    { type: 'format', id: 'boot-files', volume: 'boot', fstype: 'ext4', preserve: false },
    { type: 'format', id: 'root-files', volume: 'root', fstype: 'ext4', preserve: false },
    { type: 'mount', id: 'root-mount', device: 'root-files', path: '/' },
    { type: 'mount', id: 'boot-mount', device: 'boot-files', path: '/boot' },
    { type: 'mount', id: 'esp-mount', device: 'esp-files', path: '/boot/efi' },
  ];
}

/**
 * What in a storage would lose volumes.
 *
 * @param reinstall what is on the disk is to be kept
 */
export function wipedBy(actions: readonly StorageAction[], reinstall: boolean): string[] {
  return actions.flatMap((action) => {
    const { type, id } = action;
    const told: string[] = [];
    if (type === 'disk' && action['path'] !== SYSTEM_DISK)
      told.push(`${id} names a disk that the guard has not judged`);
    if (type === 'disk' && 'wipe' in action) told.push(`${id} would be wiped as a whole`);
    if (type === 'format' && !MADE_NEW.includes(String(action['volume'])))
      told.push(`${id} makes ${action['volume']} new`);
    if (!reinstall || type === 'format' || type === 'mount') return told;
    if (action['preserve'] !== true) told.push(`${id} is not preserved`);
    if (type !== 'disk' && 'wipe' in action) told.push(`${id} would be wiped`);
    return told;
  });
}

import { insist } from '../values/value-error.ts';
import { mustBeAllowed } from './allowed-commands.ts';
import { judgeGroupName, judgeTag, judgeVolumeName } from './lvm-names.ts';

/** A logical volume by its handles. The UUID is its identity; a name may change. */
export interface VolumeName {
  readonly group: string;
  readonly name: string;
}

/** All that this project ever asks of LVM. */
export type LvmCommand =
  | { readonly do: 'list-volumes' }
  | { readonly do: 'list-groups' }
  | { readonly do: 'list-disks' }
  | { readonly do: 'rename'; readonly volume: VolumeName; readonly to: string }
  | { readonly do: 'add-tag'; readonly volume: VolumeName; readonly tag: string }
  | { readonly do: 'remove-tag'; readonly volume: VolumeName; readonly tag: string }
  | { readonly do: 'activate'; readonly volume: VolumeName }
  | { readonly do: 'deactivate'; readonly volume: VolumeName }
  | { readonly do: 'back-up-metadata'; readonly group: string }
  | {
      readonly do: 'grow';
      readonly volume: VolumeName;
      /** Bytes it has, as seen just now. */
      readonly from: number;
      /** Bytes it shall have: more. */
      readonly to: number;
    };

export const VOLUME_FIELDS = [
  'vg_name',
  'lv_name',
  'lv_uuid',
  'lv_size',
  'lv_tags',
  'lv_time',
  'lv_host',
  'lv_layout',
  'lv_role',
  'lv_active',
  'lv_device_open',
  'origin',
  'pool_lv',
] as const;
export const GROUP_FIELDS = ['vg_name', 'vg_uuid', 'vg_size', 'vg_free', 'vg_extent_size', 'vg_seqno'] as const;
export const DISK_FIELDS = ['pv_name', 'pv_uuid', 'vg_name', 'pv_size', 'pv_free'] as const;

/**
 * The words of a command. This is the one place that forms commands of LVM: there is none here that removes, shrinks or formats,
 * and what was formed is looked at once more, word by word.
 *
 * @throws ValueError for a name, tag or size that does not do
 * @throws ForbiddenCommand for anything that is no such command
 */
export function lvmWords(command: LvmCommand): readonly string[] {
  const words = formed(command);
  mustBeAllowed(words);
  return words;
}

function formed(command: LvmCommand): string[] {
  switch (command.do) {
    case 'list-volumes':
      return report('lvs', VOLUME_FIELDS);
    case 'list-groups':
      return report('vgs', GROUP_FIELDS);
    case 'list-disks':
      return report('pvs', DISK_FIELDS);
    case 'rename':
      insist(command.to, judgeVolumeName);
      path(command.volume);
      return ['lvrename', command.volume.group, command.volume.name, command.to];
    case 'add-tag':
      insist(command.tag, judgeTag);
      return ['lvchange', '--addtag', command.tag, path(command.volume)];
    case 'remove-tag':
      insist(command.tag, judgeTag);
      return ['lvchange', '--deltag', command.tag, path(command.volume)];
    case 'activate':
      return ['lvchange', '--activate', 'y', path(command.volume)];
    case 'deactivate':
      return ['lvchange', '--activate', 'n', path(command.volume)];
    case 'back-up-metadata':
      insist(command.group, judgeGroupName);
      return ['vgcfgbackup', command.group];
    case 'grow':
      insist(command.to, growsFrom(command.from));
      return ['lvextend', '--size', `${command.to}b`, path(command.volume)];
    default:
      return [];
  }
}

function report(program: string, fields: readonly string[]): string[] {
  return [program, '--reportformat', 'json', '--units', 'b', '--nosuffix', '-o', fields.join(',')];
}

function path({ group, name }: VolumeName): string {
  insist(group, judgeGroupName);
  insist(name, judgeVolumeName);
  return `${group}/${name}`;
}

function growsFrom(from: number) {
  return (to: unknown) =>
    Number.isSafeInteger(from) && from > 0 && Number.isSafeInteger(to) && (to as number) > from
      ? undefined
      : { expected: `more than the ${from} bytes it has`, fix: 'A volume only ever grows here.' };
}
